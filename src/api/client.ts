// The client's end of the socket: finds the project's supervisor, starts one when it is asked to, and talks to it.
// It never starts a second one, and never stops or replaces one that does not answer.

import type { Result } from "../base/result.ts";
import type { Layout } from "../plan/layout.ts";
import type {
  DownRequest,
  Hello,
  RestartRequest,
  ServiceMessage,
  ServiceStatus,
  UpRequest,
} from "./contract.ts";

export interface ConnectOptions {
  readonly layout: Layout;
  /**
   * How to start a supervisor when none lives: the executable and its leading arguments (`["/path/jig"]`, or
   * `["bun", "src/cli/main.ts"]`), to which `__supervise STATE SOCKET ROOT` is added. Null: never start one.
   */
  readonly start: {
    readonly argv: readonly [string, ...string[]];
    /** jig's own environment; the supervisor gets only a few of its variables. */
    readonly env: Readonly<Record<string, string | undefined>>;
  } | null;
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
}

export declare const connectSupervisor: (
  options: ConnectOptions,
) => Promise<Result<SupervisorClient, ConnectFailure>>;
