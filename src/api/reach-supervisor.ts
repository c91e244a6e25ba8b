// Finds the project's supervisor by its socket, and starts one when it is asked to. It never starts a second one, and never
// stops or replaces one that does not answer.

import { dirname } from "node:path";

import * as v from "valibot";

import { fail, ok, type Result } from "../base/result.ts";
import { privacyOf } from "../host/files/private-folder.ts";
import type { Layout } from "../plan/layout.ts";
import { hello as helloSchema, type Hello } from "./contract.ts";
import {
  createStarter,
  explainStart,
  isHolderStopped,
  isSupervisorAlive,
  readHolder,
  type Starter,
  type StartOptions,
} from "./start-supervisor.ts";

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

/** How long a greeting, or a short answer, may take. */
export const HELLO_MS = 2000;
/** How long a supervisor that accepts and says nothing is waited for. */
const SILENCE_MS = 4000;
/** How long one that was started may take to listen. */
const PATIENCE_MS = 8000;

/** A supervisor that greeted, and where it listens. */
export interface Reached {
  readonly layout: Layout;
  readonly hello: Hello;
}

/** Finds it by its socket, wherever that is, and starts one if `start` says how. Takes at most ten seconds. */
export const reachSupervisor = async (options: ConnectOptions): Promise<Result<Reached, ConnectFailure>> => {
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
