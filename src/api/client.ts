// The client's end of the socket: talks to the project's supervisor, which `reach-supervisor.ts` finds or starts.

import * as v from "valibot";

import { fail, ok, type Result } from "../base/result.ts";
import { PROTOCOL_VERSION } from "../base/version.ts";
import type { Layout } from "../plan/layout.ts";
import {
  refusal,
  serviceMessage,
  serviceStatus,
  type DownRequest,
  type Hello,
  type ModelsRequest,
  type RestartRequest,
  type ServiceMessage,
  type ServiceStatus,
  watchMessage,
  type UpRequest,
  type WatchMessage,
} from "./contract.ts";
import { HELLO_MS, reachSupervisor, type ConnectFailure, type ConnectOptions } from "./reach-supervisor.ts";
import { isSupervisorAlive } from "./start-supervisor.ts";
import { readLines } from "./read-lines.ts";

/** The supervisor went away, or refused, in the middle of a talk. */
export interface TalkFailure {
  readonly reason: "lost" | "refused";
  /** For people. */
  readonly message: string;
}

/** What a streaming request yields: the supervisor's messages; `lost` is the last one when the stream broke. */
export type TalkMessage =
  | ServiceMessage
  | { readonly kind: "lost"; readonly at: string; readonly failure: TalkFailure };

export interface SupervisorClient {
  readonly hello: Hello;
  status(): Promise<Result<readonly ServiceStatus[], TalkFailure>>;
  /** Starts what is missing; ends with `settled` (or `lost`). Leaving the loop early stops nothing. */
  up(request: UpRequest): AsyncIterable<TalkMessage>;
  /** Ends when nothing of the services is left, or names what is stuck. */
  down(request: DownRequest): AsyncIterable<TalkMessage>;
  restart(request: RestartRequest): AsyncIterable<TalkMessage>;
  /** Waits until it was looked what there is, and not for long. An older supervisor looks when it is its time. */
  models(request: ModelsRequest): Promise<void>;
  /** How all services are, now and at every change. Ends when the supervisor does, or cannot tell, or at the signal. */
  watch(signal: AbortSignal): AsyncIterable<WatchMessage>;
}

/** How long a supervisor that said it ends is waited for. */
const ENDING_MS = 1000;

/** Finds the supervisor, and starts one if `start` says how. Takes at most ten seconds. */
export const connectSupervisor = async (
  options: ConnectOptions,
): Promise<Result<SupervisorClient, ConnectFailure>> => {
  const reached = await reachSupervisor(options);
  if (!reached.ok) return reached;
  const { layout, hello } = reached.value;
  return accept({ ...options, layout }, hello);
};

const accept = (
  { layout, start, patienceMs = Infinity }: ConnectOptions,
  hello: Hello,
): Result<SupervisorClient, ConnectFailure> => {
  const { pid, jig, protocol } = hello;
  if (protocol !== PROTOCOL_VERSION) return fail({ reason: "other-protocol", pid, jig, protocol });
  return ok({
    hello,
    status: () => askStatus(layout.socket, Math.min(HELLO_MS, patienceMs)),
    up: (request) => converse({ layout, start, verb: "up", request }),
    down: (request) => converse({ layout, start, verb: "down", request }),
    restart: (request) => converse({ layout, start, verb: "restart", request }),
    models: (request) => tellModels(layout.socket, request),
    watch: (signal) => readWatch(layout.socket, signal),
  });
};

const statusAnswer = v.object({ services: v.array(serviceStatus) });

const askStatus = async (
  socket: string,
  timeoutMs: number,
): Promise<Result<readonly ServiceStatus[], TalkFailure>> => {
  try {
    const response = await fetch("http://jig/status", {
      unix: socket,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return ok(v.parse(statusAnswer, await response.json()).services);
  } catch {
    return fail(lost("before it answered"));
  }
};

const tellModels = async (socket: string, request: ModelsRequest): Promise<void> => {
  try {
    await fetch("http://jig/models", {
      unix: socket,
      method: "POST",
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(HELLO_MS),
    });
  } catch {
    // It looks by itself soon.
  }
};

/** What the runtime has to say of a broken connection is advice for programmers. */
const lost = (when: "before it answered" | "in the middle of its answer"): TalkFailure => ({
  reason: "lost",
  message: `the supervisor went away ${when}`,
});

interface Talk extends ConnectOptions {
  readonly verb: "up" | "down" | "restart";
  readonly request: UpRequest | DownRequest | RestartRequest;
}

const converse = (talk: Talk): AsyncIterable<TalkMessage> => ({
  [Symbol.asyncIterator]: () => {
    const leaving = new AbortController();
    const messages = readTalk(talk, leaving.signal);
    return {
      next: () => messages.next(),
      // A generator would first wait for the next message; who leaves does not want to.
      return: () => {
        leaving.abort();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  },
});

async function* readTalk(talk: Talk, signal: AbortSignal): AsyncGenerator<TalkMessage, undefined> {
  const { layout } = talk;
  let when: "before it answered" | "in the middle of its answer" = "before it answered";
  try {
    const response = await ask(talk, signal);
    when = "in the middle of its answer";
    if (!response.ok || response.body === null) {
      const said = v.safeParse(refusal, await response.json());
      const message = said.success ? said.output.message : `the supervisor answered ${response.status}`;
      yield { kind: "lost", at: now(), failure: { reason: "refused", message } };
      return undefined;
    }
    for await (const line of readLines(response.body)) {
      const message = v.parse(serviceMessage, JSON.parse(line));
      if (message.kind === "settled" && message.ending) await isSupervisorGone(layout);
      yield message;
      if (message.kind === "settled") return undefined;
    }
    yield { kind: "lost", at: now(), failure: lost(when) };
  } catch {
    if (!signal.aborted) yield { kind: "lost", at: now(), failure: lost(when) };
  }
  return undefined;
}

/**
 * Asks a second time, of the next supervisor, when the first one ended between its greeting and its answer: most often
 * because it had nothing left to do. Only when it is certainly gone, so that nobody is asked for the same thing twice.
 */
const ask = async (talk: Talk, signal: AbortSignal): Promise<Response> => {
  try {
    return await post(talk, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    await isSupervisorGone(talk.layout);
    const again = isSupervisorAlive(talk.layout) ? null : await reachSupervisor(talk);
    if (again?.ok !== true || again.value.hello.protocol !== PROTOCOL_VERSION) throw error;
    return post({ ...talk, layout: again.value.layout }, signal);
  }
};

const post = ({ layout, verb, request }: Talk, signal: AbortSignal): Promise<Response> =>
  fetch(`http://jig/${verb}`, {
    unix: layout.socket,
    method: "POST",
    body: JSON.stringify(request),
    signal,
    // The runtime gives up on an answer after five minutes otherwise.
    timeout: false,
  });

async function* readWatch(socket: string, signal: AbortSignal): AsyncGenerator<WatchMessage, void> {
  try {
    const response = await fetch("http://jig/watch", { unix: socket, signal, timeout: false });
    if (!response.ok || response.body === null) return;
    for await (const line of readLines(response.body)) yield v.parse(watchMessage, JSON.parse(line));
  } catch {
    // Whoever watches looks for the supervisor again.
  }
}

/** What has ended is told when it is true: the supervisor's own end belongs to it. */
const isSupervisorGone = async (layout: Layout): Promise<void> => {
  const start = performance.now();
  while (isSupervisorAlive(layout) && performance.now() - start < ENDING_MS) await Bun.sleep(2);
};

const now = (): string => new Date().toISOString();
