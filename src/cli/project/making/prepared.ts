// What making the environment true is asked for, and what comes of it. Types alone.

import type { SystemEnvironment } from "../../../activate/activate-environment.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { PlanInput } from "../../../plan/plan-input.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { FileEdit } from "../../../realize/edit-files.ts";
import type { Reporter } from "../../../show/reporter.ts";
import type { Stop } from "../../answer/stop.ts";

export interface PrepareOptions {
  readonly directory: string | undefined;
  readonly locking: PlanInput["locking"];
  /** How far to go: up to the lock, or all. */
  readonly goal: "lock" | "environment";
  /** Who works, for another jig that waits: `jig up`. */
  readonly purpose: string;
  readonly reporter: Reporter;
  /** When the new packages cannot be had and the environment of before is complete, go on with that one. */
  readonly acceptsOlder?: boolean;
  /** Which packages of `jig.lock` may become newer; each has to be in it. */
  readonly upgrade?: "all" | readonly string[];
  /** What the user's files are to say: planned with, and written together with the lock that it leads to. */
  readonly edits?: readonly FileEdit[];
  /** Whoever calls takes back what was begun when it fails. */
  readonly isUndone?: boolean;
  /** What was known of the installed packages does not hold. */
  readonly isDoubtful?: boolean;
  /** Python packages come from uv's cache alone. */
  readonly isOffline?: boolean;
  /** Services are started afterwards. */
  readonly startsServices?: boolean;
  /** Whether packages that are missing are told; they are, if nothing is said. */
  readonly saysMissing?: boolean;
  /** Only these: a name that none has is told before anything is done. */
  readonly names?: readonly string[];
}

export interface Prepared {
  readonly layout: Layout;
  /** With what keeps a service from being started on this machine. */
  readonly plan: Plan;
  /** What `[packages]` brought; null: nothing. */
  readonly system: SystemEnvironment | null;
  /** One line for people: what is true now. */
  readonly summary: string;
  /** All was found as the last run left it, and nothing was done. */
  readonly isWarm: boolean;
  /** Why the environment is still the one of before; null when it is what the plan says. */
  readonly trouble: Stop | null;
}
