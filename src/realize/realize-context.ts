// What making a plan true takes and gives: the machine, the project's places, whom to tell, when to stop.

import type { JigEvent } from "../api/events.ts";
import type { Host } from "../host/host.ts";
import type { Facts, PythonFact } from "../plan/facts.ts";
import type { Layout } from "../plan/layout.ts";
import type { Lock } from "../plan/lock/lock.ts";
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import type { FileEdit } from "./edit-files.ts";

export interface RealizeContext {
  readonly host: Host;
  readonly layout: Layout;
  /** The lock that the plan was made with; null when there is none yet. */
  readonly lock: Lock | null;
  /** `jig.lock`, where `lock` is this machine's own that is made over it. */
  readonly projectLock?: Lock | null;
  readonly facts: Facts;
  /** The packages whose locked version counts for nothing when a lock is made; none unless given. */
  readonly upgrade?: "all" | readonly string[];
  /** What the user's files are to say once there is a lock for it; they are written with it. */
  readonly edits?: readonly FileEdit[];
  /** A thorough look found installed files changed: they are found as thoroughly here. */
  readonly isDoubtful?: boolean;
  /** Whether something runs that was started in the environment; nothing does unless given. */
  readonly isInUse?: () => boolean;
  /** Who is at work, for another jig that has to wait: `jig up`. */
  readonly purpose: string;
  /** jig's own program: a uv may have been installed beside it. */
  readonly executable: string;
  readonly report: (event: JigEvent) => void;
  /** Aborted when the user does not want to wait any longer. */
  readonly signal: AbortSignal;
}

export interface Realized {
  /** Set when a lock was made: the steps after it were not looked at, plan again and call again. */
  readonly lock: Lock | null;
  /** The version of the interpreter, in full; null when the plan has no Python. */
  readonly python: string | null;
  /** The path of uv; null when the plan has no Python. */
  readonly uv: string | null;
  /** Distributions in the environment, as `pip list` would count them. */
  readonly packages: number | null;
}

/** What one step's `apply` works with: the context, and what the steps before it found. */
export interface StepContext extends RealizeContext {
  readonly plan: Plan;
  readonly step: Step;
  /** The path of uv, once its step is done. */
  readonly uv: string | null;
  /** The interpreter to build with, once its step is done. */
  readonly python: PythonFact | null;
  /** The turn's lock, for the uv that changes something: should this process die, the next one waits for that uv too. */
  readonly turn: number | null;
  /** Says what is at hand just now. */
  readonly progress: (detail: string) => void;
}

/** Texts and numbers that a step leaves for the next run. */
export type Memory = Readonly<Record<string, string | number>>;

/** What a step's `apply` gives: the line for people, and what the next run may rely on. */
export interface Applied {
  readonly title: string;
  readonly memory: Memory;
  readonly lock?: Lock;
}
