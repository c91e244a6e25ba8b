// The steps of a plan: what must be true of a machine before the services run, as plain JSON data. Each names the line of
// the description that caused it. None holds a function: `realize` carries them out.

import type { Place } from "../base/place.ts";
import type { IndexSource, ProjectIndex } from "../describe/requirements/pyproject-indexes.ts";
import type { PlacedRequirement } from "./requirements/gather-places.ts";
import type { ListedHashes } from "./requirements/listed-hashes.ts";
import type { Platform } from "./platforms/platforms.ts";
import type { TakenLock } from "./requirements/taken-lock.ts";

export type Step =
  | DriverStep
  | PackagesStep
  | UvStep
  | PythonStep
  | LockStep
  | NixpkgsStep
  | VenvStep
  | InstallStep
  | ImportCheckStep;

interface StepBase {
  readonly id: string;
  readonly why: Place;
  /** Ids of steps that must be done first. */
  readonly needs: readonly string[];
  /** Of everything that decides the step's result: equal to the journal's means there is nothing to do. */
  readonly digest: string;
}

/** Have programs and libraries besides Python: from Nix where it can be used, else those of this machine. */
export interface PackagesStep extends StepBase {
  readonly kind: "packages";
  /** This machine, as Nix calls it: `x86_64-linux`. */
  readonly system: string;
  /** A branch or a revision. */
  readonly nixpkgs: string;
  readonly unfree: boolean;
  /** Without one of them nothing runs. */
  readonly require: boolean;
  /** For this machine, each once. */
  readonly packages: readonly PlannedPackage[];
  /** An interpreter and a uv are among them: the environment is made with these. */
  readonly bringsPython: boolean;
  /** The Nix found; null means that the packages are looked for on this machine. */
  readonly nix: string | null;
}

export interface PlannedPackage {
  /** An attribute path of nixpkgs. */
  readonly attribute: string;
  readonly why: Place;
  /** What cannot run without it. */
  readonly services: readonly string[];
}

/** Have a folder of links to the driver's libraries, for who looks for them by name. */
export interface DriverStep extends StepBase {
  readonly kind: "driver";
  /** Absolute. */
  readonly libraries: readonly string[];
}

/** Have a uv that is new enough. */
export interface UvStep extends StepBase {
  readonly kind: "uv";
  readonly minimum: string;
}

/** Have an interpreter: one of this machine, or one that uv downloads. */
export interface PythonStep extends StepBase {
  readonly kind: "python";
  /** `3.11`, or `3.11.7` when that one is insisted on. */
  readonly request: string;
  /** The interpreter found; null means uv downloads one. */
  readonly path: string | null;
}

/** Resolve the requirements for all platforms and write `jig.lock`. */
export interface LockStep extends StepBase {
  readonly kind: "lock";
  /** `jig.lock`, or this machine's own, made over it where `jig.local.toml` asks for more. */
  readonly scope: "project" | "local";
  readonly reason: "missing" | "changed" | "asked";
  readonly requiresPython: string;
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** What comes from folders, repositories and addresses; absent when nothing does. */
  readonly places?: readonly PlacedRequirement[];
  /** What files of a package may be locked; absent: whatever the index has. */
  readonly hashes?: readonly ListedHashes[];
  /** Another tool's lock, whose versions are taken as they are; absent when there is none. */
  readonly taken?: TakenLock;
  /** Versions that are not final may be chosen for any package; absent: only where one is asked for. */
  readonly prerelease?: true;
  /** Indexes that `pyproject.toml` names, and what comes from which; absent when there are none. */
  readonly indexes?: readonly ProjectIndex[];
  readonly sources?: readonly IndexSource[];
  /** What it has to hold for, sorted. */
  readonly platforms: readonly Platform[];
  /** `never`: a package without a wheel cannot be locked. */
  readonly build: "never" | "allow";
  /** As it is described: what was published later is not chosen; null: everything counts. */
  readonly excludeNewer: string | null;
  /** Builds for GPUs, and with them CUDA's toolkit; absent: no builds. */
  readonly gpu?: { readonly toolkit: boolean };
  /** What the new lock's `inputs` will be. */
  readonly inputs: string;
  /** The branch whose revision is locked as well, and who can be asked for it, git first; absent: none is. */
  readonly nixpkgs?: Pick<NixpkgsStep, "branch" | "git" | "nix" | "why">;
}

/** Lock the revision of nixpkgs' branch where there is no Python, and so no other lock to be made. Only when it is asked for. */
export interface NixpkgsStep extends StepBase {
  readonly kind: "nixpkgs-lock";
  readonly branch: string;
  /** Who can be asked, git first. */
  readonly git: string | null;
  readonly nix: string | null;
}

export interface VenvStep extends StepBase {
  readonly kind: "venv";
  readonly path: string;
}

/** Install and repair what the lock names for this machine; what jig installed for a former lock is removed. */
export interface InstallStep extends StepBase {
  readonly kind: "install";
  /** Null: the lock does not exist yet, the plan is made again when it does. */
  readonly packages: number | null;
  /** Wheels alone are installed; absent where a source archive will do. */
  readonly build?: "never";
  /** Indexes that `pyproject.toml` names; absent when it names none. */
  readonly indexes?: readonly ProjectIndex[];
  /** The folders whose packages are installed; absent when there are none. */
  readonly folders?: readonly PlacedFolder[];
  /** Which lock names them. */
  readonly scope: "project" | "local";
}

/** A package that is built from a folder. */
export interface PlacedFolder {
  /** As in PEP 503. */
  readonly name: string;
  /** Relative to the root. */
  readonly path: string;
  /** Linked, and so never copied. */
  readonly isEditable: boolean;
}

/** Import modules in the environment that a service gets. */
export interface ImportCheckStep extends StepBase {
  readonly kind: "import-check";
  readonly modules: readonly string[];
}
