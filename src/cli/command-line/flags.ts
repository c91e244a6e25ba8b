// The flags of each command, as the command sees them.

import type { NamedMachine } from "../../plan/platforms/facts-on.ts";
import type { GpuFact } from "../../plan/gpu/gpu-fact.ts";

export interface InDirectory {
  readonly directory?: string;
}

export interface ReadFlags extends InDirectory {
  readonly json: boolean;
}

export interface PlanFlags extends ReadFlags {
  /** Other machines; null: all that the lock is for. */
  readonly on?: NamedMachine | "all";
  /** The GPU to plan for, in place of this machine's. */
  readonly gpu?: GpuFact;
}

export interface EditFlags extends ReadFlags {
  readonly offline: boolean;
}

export interface AddFlags extends EditFlags {
  /** Folders of packages. */
  readonly editable?: readonly string[];
}

export interface LockFlags extends EditFlags {
  readonly upgrade: boolean;
}

export interface NotebooksFlags extends ReadFlags {
  readonly shared: boolean;
  readonly back: boolean;
}

export interface InitFlags extends InDirectory {
  readonly yes: boolean;
  readonly stdout: boolean;
}

export interface FlakeFlags extends InDirectory {
  readonly stdout: boolean;
  readonly check: boolean;
  readonly force: boolean;
}

export interface StatusFlags extends ReadFlags {
  readonly all: boolean;
  readonly watch: boolean;
}

export interface LockingFlags {
  readonly locked: boolean;
  readonly frozen: boolean;
}

export interface SyncFlags extends EditFlags, LockingFlags {
  readonly check: boolean;
}

export interface UpFlags extends EditFlags, LockingFlags {
  readonly foreground: boolean;
  readonly open: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

export interface DownFlags extends ReadFlags {
  readonly yes: boolean;
}

export type RestartFlags = DownFlags;

export interface UninstallFlags extends ReadFlags {
  readonly yes: boolean;
}

export interface CleanFlags extends ReadFlags {
  readonly yes: boolean;
}

export interface LogsFlags extends ReadFlags {
  readonly follow: boolean;
  /** Fifty, and all of them where runs are chosen. */
  readonly lines?: number;
  readonly lastRun: boolean;
  /** The moment, told from the present one. */
  readonly since?: (now: Date) => Date;
}

export interface OpenFlags extends InDirectory {
  readonly print: boolean;
}

export type RunFlags = InDirectory;

export interface ShellFlags extends InDirectory, LockingFlags {}
