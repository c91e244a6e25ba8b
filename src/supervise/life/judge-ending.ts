// What follows when a service has ended by itself: pure, from how it ended and what happened before.

import type { Event } from "./life-states.ts";
import type { Ending } from "../records/records.ts";
import { countFailure, decideRestart } from "./restart-policy.ts";

export interface EndedRun {
  /** Null when nobody knows. */
  readonly exit: Ending | null;
  readonly wasReady: boolean;
  readonly isOneshot: boolean;
  /** It is a server that jig knows, and never meant to end. */
  readonly isKnownServer: boolean;
  /** When earlier runs failed, on the clock of `at`. */
  readonly failures: readonly number[];
  readonly at: number;
  readonly lastedMs: number;
  /** From 0 to 1. */
  readonly jitter: number;
}

export interface Judgement {
  readonly event: Extract<Event, "retry" | "retry-later" | "give-up" | "finish" | "end">;
  readonly afterMs: number;
  readonly failures: readonly number[];
  /** For people. */
  readonly why: string | null;
}

/** A shell's codes for a command that is not there, or is no program: trying again does not help. */
const NOT_RUNNABLE = [126, 127];

/** An end that nobody saw counts as a failure. A one-shot is never retried: it may have done half of its work. */
export const judgeEnding = (run: EndedRun): Judgement => {
  const { exit, wasReady, isOneshot } = run;
  const how = sayEnding(exit);
  const code = exit !== null && "code" in exit ? exit.code : null;
  const without = { afterMs: 0, failures: run.failures };
  if (code === 0) {
    if (isOneshot) return { event: "finish", why: null, ...without };
    if (wasReady) return { event: "end", why: "it ended by itself (exit code 0)", ...without };
    const advice = run.isKnownServer ? "" : "; if it is meant to end, write `oneshot = true`";
    const why = `it ended before it was ready (exit code 0)${advice}`;
    return { event: "give-up", why, ...without };
  }
  if (isOneshot) return { event: "give-up", why: how, ...without };
  if (!wasReady && code !== null && NOT_RUNNABLE.includes(code))
    return { event: "give-up", why: `its command cannot be run (exit code ${code})`, ...without };
  const failures = countFailure(run.failures, run.at, run.lastedMs);
  const decision = decideRestart(failures, run.jitter);
  if (decision.kind === "give-up") {
    const why = `it failed ${decision.failures} times in a row, the last time ${sayLastEnding(exit)}`;
    return { event: "give-up", afterMs: 0, failures, why };
  }
  const { afterMs } = decision;
  return { event: afterMs === 0 ? "retry" : "retry-later", afterMs, failures, why: how };
};

/** `it ended with exit code 3`, for people. */
export const sayEnding = (exit: Ending | null): string => {
  if (exit === null) return "it ended, and nobody saw how";
  if ("code" in exit) return `it ended with exit code ${exit.code}`;
  // Nothing ends by it on its own account: somebody sent it, and mostly that is the system.
  const why = exit.signal === "SIGKILL" ? ", as the system does where memory runs out" : "";
  return `it was killed by ${exit.signal}${why}`;
};

const sayLastEnding = (exit: Ending | null): string => {
  if (exit === null) return "without anybody seeing how";
  return "code" in exit ? `with exit code ${exit.code}` : `ended by ${exit.signal}`;
};
