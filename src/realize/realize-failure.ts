// Why a plan could not be made true: one interface a reason. The words for people are in `explain-failure.ts`.

import type { PlatformGap } from "../plan/lock/check-lock-platforms.ts";
import type { Obstacle } from "../plan/compare/drift.ts";
import type { Platform } from "../plan/platforms/platforms.ts";
import type { Place } from "../base/place.ts";

/** A program that failed, with what it takes to see why. */
export interface FailedProgram {
  readonly argv: readonly string[];
  /** Null when a signal ended it, or when it did not start. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Of stderr; or why it did not start. */
  readonly lastLines: readonly string[];
}

export type RealizeFailure =
  | PackagesUnknown
  | PackagesMissing
  | NixpkgsUnknown
  | UvUnavailable
  | UvUnfit
  | PythonUnavailable
  | LockFailed
  | IndexUnnamed
  | LockNotTaken
  | PackageNotLockable
  | HashesUnmet
  | EditedMeanwhile
  | LockReadOnly
  | PlatformUnserved
  | VenvFailed
  | VenvNotOurs
  | PackagesObstructed
  | InstallFailed
  | ImportFailed
  | FileTrouble
  | StateUnwritable
  | Interrupted;

/** Nix works, and says that the description asks for what it cannot have. */
export interface PackagesUnknown {
  readonly reason: "packages-unknown";
  readonly packages: readonly BlamedPackage[];
  /** This machine's, as Nix calls it. */
  readonly system: string;
}

export interface BlamedPackage {
  readonly attribute: string;
  readonly place: Place;
  /** `set`, `value`: nixpkgs has something else of that name than a package. */
  readonly trouble: "unknown" | "set" | "value" | "unfree" | "not-for-this-system" | "no-such-python";
  /** Those that it could be had for. */
  readonly systems: readonly string[];
  /** Of a Python: the attributes of those that this nixpkgs has. */
  readonly instead?: readonly string[];
}

/** Without Nix, packages that are required are not on this machine. */
export interface PackagesMissing {
  readonly reason: "packages-missing";
  readonly missing: readonly string[];
  /** Why Nix, which is there, was not used. */
  readonly why: string | null;
  readonly place: Place;
}

/** Who was asked for the branch's revision has no such branch. */
export interface NixpkgsUnknown {
  readonly reason: "nixpkgs-unknown";
  readonly branch: string;
  readonly place: Place;
}

/** No way to a uv worked. */
export interface UvUnavailable {
  readonly reason: "uv-unavailable";
  readonly attempts: readonly UvAttempt[];
  /** Nobody was asked for one: the last attempt says so. */
  readonly isToldOffline?: true;
}

/** One way to a uv, and why it led nowhere. */
export interface UvAttempt {
  readonly way: string;
  readonly problem: string;
  readonly program: FailedProgram | null;
}

/** The uv that `JIG_UV` names is not one, or too old. No other is taken in its place. */
export interface UvUnfit {
  readonly reason: "uv-unfit";
  readonly path: string;
  readonly minimum: string;
  /** Null when it did not tell. */
  readonly version: string | null;
}

/** No interpreter fits and none could be downloaded. */
export interface PythonUnavailable {
  readonly reason: "python-unavailable";
  readonly request: string;
  /** The minor versions that this machine has: `3.11`. */
  readonly here: readonly string[];
  readonly program: FailedProgram;
}

export interface LockFailed {
  readonly reason: "lock-failed";
  /** What it had to hold for. */
  readonly platforms?: readonly Platform[];
  /** Whether source archives counted. */
  readonly build?: "never" | "allow";
  readonly program: FailedProgram;
}

/** The lock has packages of an index that this machine has no address for: versions chosen without it could be a stranger's. */
export interface IndexUnnamed {
  readonly reason: "index-unnamed";
  readonly index: string;
  readonly packages: readonly string[];
}

/** Another tool's lock, which was to be taken as it is, cannot be. */
export interface LockNotTaken {
  readonly reason: "lock-not-taken";
  /** Relative to the project's root. */
  readonly path: string;
  /** Null: uv says it. */
  readonly why: string | null;
  /** Where another lock would not help. */
  readonly hint?: string;
  readonly program: FailedProgram | null;
}

/** The resolver chose something that has no hash which holds everywhere: a repository, a folder, an address. */
export interface PackageNotLockable {
  readonly reason: "package-not-lockable";
  readonly packages: readonly {
    readonly name: string;
    readonly from:
      | "repository"
      | "folder"
      | "address"
      | "no-sha256"
      | "secret"
      | "local-source"
      | "local-wheels"
      | "wheel-path";
    /** Of `local-wheels`: those that get none, and whether that is all there are. */
    readonly platforms?: readonly Platform[];
    readonly isAll?: boolean;
  }[];
}

/** Lines list hashes of packages, and no file that there is has one of them. */
export interface HashesUnmet {
  readonly reason: "hashes-unmet";
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    /** The lines. */
    readonly places: readonly Place[];
  }[];
}

/** A file that was to be changed has been changed by somebody else since it was read. */
export interface EditedMeanwhile {
  readonly reason: "edited-meanwhile";
}

/** Somebody has made `jig.lock` read-only, and it would have to change. */
export interface LockReadOnly {
  readonly reason: "lock-read-only";
}

/** The resolver is content, but a package has no file that a platform's baseline could take. */
export interface PlatformUnserved {
  readonly reason: "platform-unserved";
  readonly gaps: readonly PlatformGap[];
  /** Those that the lock was to be for. */
  readonly platforms?: readonly Platform[];
  /** Packages of which files were left out because no line lists their hashes. */
  readonly bound?: readonly string[];
}

export interface VenvFailed {
  readonly reason: "venv-failed";
  readonly program: FailedProgram;
}

/** Something that jig did not make stands where the environment should be. It is left alone. */
export interface VenvNotOurs {
  readonly reason: "venv-not-ours";
  readonly path: string;
}

/** Writing the packages would write to what is not jig's. Nothing was changed. */
export interface PackagesObstructed {
  readonly reason: "packages-obstructed";
  readonly obstacles: readonly Obstacle[];
}

export interface InstallFailed {
  readonly reason: "install-failed";
  readonly program: FailedProgram;
  /** The package it was about; null when uv did not say. */
  readonly package: string | null;
  /** The wheel in the project that it comes from and that is not there; a path from the project's folder. */
  readonly absentWheel?: string;
  /** The index that the lock has it from, where this machine has no address for that. */
  readonly unnamedIndex?: string;
  /** It was one of PyTorch's own indexes that could not be asked. */
  readonly isPytorchUnreachable?: true;
  /** The complete environment of before is there, untouched or restored. */
  readonly formerEnvironment: boolean;
}

export interface ImportFailed {
  readonly reason: "import-failed";
  readonly modules: readonly { readonly module: string; readonly error: string }[];
}

/** The file system refused: full, read-only, not ours. */
export interface FileTrouble {
  readonly reason: "file-trouble";
  /** Like `ENOSPC`. */
  readonly code: string;
  /** Null when the system did not say. */
  readonly path: string | null;
  readonly message: string;
}

/** jig's own folder for this project cannot be made or written. */
export interface StateUnwritable {
  readonly reason: "state-unwritable";
  readonly folder: string;
  /** Like `EACCES`. */
  readonly code: string;
}

/** The signal was aborted. What was done is kept; the next run completes the rest. */
export interface Interrupted {
  readonly reason: "interrupted";
}
