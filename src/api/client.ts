// The client's end of the socket: finds the project's supervisor, starts one when it is asked to, and talks to it.
// It never starts a second one, and never stops or replaces one that does not answer.

import { dirname } from "node:path";

import * as v from "valibot";

import { fail, ok, type Result } from "../base/result.ts";
import { PROTOCOL_VERSION } from "../base/version.ts";
import { privacyOf } from "../host/private-folder.ts";
import type { Layout } from "../plan/layout.ts";
import {
  hello as helloSchema,
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
import {
  createStarter,
  explainStart,
  isHolderStopped,
  isSupervisorAlive,
  readHolder,
  type Starter,
  type StartOptions,
} from "./start-supervisor.ts";
import { readLines } from "./read-lines.ts";

export interface ConnectOptions {
  readonly layout: Layout;
  /** How to start a supervisor when none lives; null: never start one. */
  readonly start: StartOptions | null;
  /** Gives up on a silent one after this long already. */
  readonly patienceMs?: number;
}

export type ConnectFailure =
  /** None lives, and none was to be started. */
  | { readonly reason: "not-running" }
  /** It was started and did not answer: the end of its log. */
  | { readonly reason: "did-not-start"; readonly detail: readonly string[] }
  /** It lives (its lock is held) and is silent: stopped by a signal, or hung. */
  | { readonly reason: "does-not-answer"; readonly pid: number | null }
  /** It speaks another version of the talk: the jig that started it can stop it. */
  | {
      readonly reason: "other-protocol";
      readonly pid: number;
      readonly jig: string;
      readonly protocol: number;
    };

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

const HELLO_MS = 2000;
/** How long a supervisor that accepts and says nothing is waited for. */
const SILENCE_MS = 4000;
/** How long one that was started may take to listen. */
const PATIENCE_MS = 8000;
/** How long a supervisor that said it ends is waited for. */
const ENDING_MS = 1000;

/** Finds the supervisor, and starts one if `start` says how. Takes at most ten seconds. */
export const connectSupervisor = async (
  options: ConnectOptions,
): Promise<Result<SupervisorClient, ConnectFailure>> => {
  const reached = await reach(options);
  if (!reached.ok) return reached;
  const { layout, hello } = reached.value;
  return accept({ ...options, layout }, hello);
};

/** A supervisor that greeted, and where it listens. */
interface Reached {
  readonly layout: Layout;
  readonly hello: Hello;
}

const reach = async (options: ConnectOptions): Promise<Result<Reached, ConnectFailure>> => {
  const { layout, start, patienceMs = Infinity } = options;
  const began = performance.now();
  const starter = start === null ? null : createStarter(layout, start);
  for (let pause = 2; ; pause = Math.min(50, pause * 1.5)) {
    const greeting = await greetAt(layout.socket, patienceMs);
    if (greeting.kind === "hello") return ok({ layout, hello: greeting.hello });
    const elsewhere = greeting.kind === "nobody" ? await greetElsewhere(layout, patienceMs) : null;
    if (elsewhere !== null) return ok(elsewhere);
    const waited = performance.now() - began;
    const failure =
      greeting.kind === "nobody"
        ? giveUp(options, starter, waited)
        : waited >= Math.min(SILENCE_MS, patienceMs)
          ? silent(layout)
          : null;
    if (failure !== null) return fail(failure);
    if (greeting.kind === "nobody") starter?.startUnlessStarting();
    await Bun.sleep(pause);
  }
};

/**
 * Null while it is worth waiting for somebody to listen: without a socket a supervisor may still live, as it is about to
 * listen, or its runtime folder was deleted.
 */
const giveUp = (
  { layout, patienceMs = Infinity }: ConnectOptions,
  starter: Starter | null,
  waitedMs: number,
): ConnectFailure | null => {
  if (starter === null && !isSupervisorAlive(layout)) return { reason: "not-running" };
  const enoughMs = isHolderStopped(layout) ? SILENCE_MS : PATIENCE_MS;
  if (waitedMs < Math.min(enoughMs, patienceMs) && starter?.isHopeless() !== true) return null;
  return isSupervisorAlive(layout)
    ? silent(layout)
    : { reason: "did-not-start", detail: explainStart(layout) };
};

const silent = (layout: Layout): ConnectFailure => ({
  reason: "does-not-answer",
  pid: readHolder(layout)?.pid ?? null,
});

type Greeting =
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "nobody" }
  | { readonly kind: "silent" };

/** A supervisor that was started in another session may listen in that session's runtime folder. */
const greetElsewhere = async (layout: Layout, patienceMs: number): Promise<Reached | null> => {
  const socket = readHolder(layout)?.socket;
  if (socket === undefined || socket === layout.socket || !isSupervisorAlive(layout)) return null;
  const greeting = await greetAt(socket, patienceMs);
  return greeting.kind === "hello" ? { layout: { ...layout, socket }, hello: greeting.hello } : null;
};

/** Somebody else's socket is nobody's: what we say must not reach it. */
const greetAt = async (socket: string, patienceMs: number): Promise<Greeting> =>
  privacyOf(dirname(socket)) === "private" ? greet(socket, patienceMs) : { kind: "nobody" };

const greet = async (socket: string, patienceMs: number): Promise<Greeting> => {
  try {
    const signal = AbortSignal.timeout(Math.min(HELLO_MS, patienceMs));
    const response = await fetch("http://jig/hello", { unix: socket, signal });
    const parsed = v.safeParse(helloSchema, await response.json());
    return parsed.success ? { kind: "hello", hello: parsed.output } : { kind: "silent" };
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? { kind: "silent" } : { kind: "nobody" };
  }
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
    const again = isSupervisorAlive(talk.layout) ? null : await reach(talk);
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
