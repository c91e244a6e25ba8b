// Everything that can be told while a command works, as one union: people see it drawn, scripts as one JSON a line.
// Nothing else prints.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { PackageChange } from "../edit/change-packages.ts";
import type { Step } from "../plan/step.ts";
import type { ServiceStatus } from "./contract.ts";

/** When it happened: ISO 8601 with milliseconds, UTC. */
interface Timed {
  readonly at: string;
}

export type JigEvent =
  | StepStarted
  | StepProgress
  | StepDone
  | ServiceStateChanged
  | LogLine
  | DiagnosticFound
  | Summary;

export interface StepStarted extends Timed {
  readonly event: "step-started";
  readonly step: string;
  readonly kind: Step["kind"];
  /** What is being done, for people: `installing 124 packages`; or for whom it waits. */
  readonly title: string;
  /** It has not begun: another jig is at work. */
  readonly isWaiting?: true;
}

/** Work goes on. Sent at least every second while a step runs for longer. */
export interface StepProgress extends Timed {
  readonly event: "step-progress";
  readonly step: string;
  /** What is at hand just now: a package, a file; or whom a lock is waited for. */
  readonly detail: string;
  readonly done: number | null;
  readonly total: number | null;
}

export interface StepDone extends Timed {
  readonly event: "step-done";
  readonly step: string;
  /** `current`: it was true already. */
  readonly outcome: "done" | "current" | "failed";
  /** For people: `124 packages installed`, `numpy imports`. */
  readonly title: string;
  readonly ms: number;
}

export interface ServiceStateChanged extends Timed {
  readonly event: "service-state";
  readonly service: ServiceStatus;
}

export interface LogLine extends Timed {
  readonly event: "log";
  readonly service: string;
  /** The run it belongs to: 1 is the service's first. */
  readonly run: number;
  readonly line: string;
}

export interface DiagnosticFound extends Timed {
  readonly event: "diagnostic";
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly message: string;
  /** Null when it is not about a place in a file. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
  readonly hint: string | null;
  /** Lines that help: the end of a log, what a tool said. */
  readonly detail: readonly string[];
}

/** The last event of every command that works: `up`, `down`, `restart`, `sync`, `lock`, `add`, `remove`. */
export interface Summary extends Timed {
  readonly event: "summary";
  readonly ok: boolean;
  /** Null when there was no project that could be read. */
  readonly project: { readonly name: string; readonly root: string } | null;
  readonly services: readonly ServiceStatus[];
  /** Of `add` and `remove`: what became of the lists of packages. */
  readonly changes?: readonly PackageChange[];
  /** Of `add`, `remove` and `sync`: the running services that go on with what they were started with. */
  readonly former?: readonly string[];
}
