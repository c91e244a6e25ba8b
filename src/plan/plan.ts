// The plan: what must be true of a machine before the services run, and the services, as plain JSON data.
// Each step names the line of the description that caused it. No step holds a function: `realize` carries them out.

import type { Place } from "../base/place.ts";
import type { CudaWish, StopSignal, Until } from "../describe/description.ts";
import type { Platform } from "./platforms.ts";
import type { IndexSource, ProjectIndex } from "../describe/pyproject-indexes.ts";
import type { ListedHashes } from "./listed-hashes.ts";
import type { TakenLock } from "./taken-lock.ts";
import type { PlacedRequirement } from "./gather-places.ts";
import type { Template } from "../describe/template.ts";

export interface Plan {
  readonly version: 1;
  readonly project: {
    readonly name: string;
    readonly root: string;
    /** What `jig id` prints: of all that is committed, whatever `jig.local.toml` adds. */
    readonly id: string;
  };
  /** `linux-x64`. */
  readonly platform: string;
  /** In an order that respects `needs`. */
  readonly steps: readonly Step[];
  /** Variables for every service, kernel and `jig run`, from `[env]`. */
  readonly env: Readonly<Record<string, Template>>;
  /** In an order that respects `after`. */
  readonly services: readonly ServiceSpec[];
  /** What is computed on, from `[gpu]`; absent without one. */
  readonly gpu?: PlannedGpu;
  /** What `[notebooks]` asks for; absent without it. */
  readonly notebooks?: PlannedNotebooks;
  /** The keys that `jig.local.toml` sets or adds to; absent without one. */
  readonly local?: readonly string[];
}

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

/** What `jig up` sees to beside the environment: git's filter, and files for everybody. */
export interface PlannedNotebooks {
  /** Null: git takes notebooks as they are. */
  readonly clean: {
    readonly why: Place;
    /** As nb-clean takes them: `--preserve-cell-outputs`. */
    readonly options: readonly string[];
  } | null;
  /** By paths from the project's root, each copied where it is absent. */
  readonly copies: readonly { readonly from: string; readonly to: string; readonly why: Place }[];
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

/** What `[gpu]` comes to on this machine. */
export interface PlannedGpu {
  readonly why: Place;
  readonly cuda: CudaWish;
  readonly device: "cuda" | "mps" | "cpu";
  /** The NVIDIA driver's version, whether it is used or not. */
  readonly driver: string | null;
  /** What was found, in words. */
  readonly detected: string;
  /** Why it is the processor, in words; null when it is not. */
  readonly because: string | null;
  /** Which of the lock's builds is installed; null where there is nothing to choose, or no lock yet. */
  readonly variant: string | null;
  /** Why that one. */
  readonly variantBecause: string | null;
  /** CUDA's toolkit is wished for. */
  readonly toolkit: boolean;
  /** Why it is not installed though there is a card, in words; absent where it is, or nobody knows yet. */
  readonly toolkitLimit?: string;
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

/** How one service runs. Templates are rendered by `render-service.ts` when it starts. */
export interface ServiceSpec {
  readonly name: string;
  readonly preset: string;
  readonly why: Place;
  /** Of all that would make a running copy "older": not of a port that moved by itself. */
  readonly digest: string;
  readonly command: Command;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, Template>>;
  readonly port: PlannedPort | null;
  readonly ready: Readiness;
  readonly stop: StopWay;
  readonly open: boolean;
  /** The path that a person opens; null when there is nothing to see. */
  readonly page: string | null;
  readonly after: readonly { readonly service: string; readonly until: Until }[];
  readonly require: boolean;
  readonly oneshot: boolean;
  /** Files that are made before each start, in the state folder only. */
  readonly files: readonly PlannedFile[];
  /** A secret of this service: a 0600 file, made once, handed over by path. */
  readonly token: PlannedToken | null;
  /** How to ask whether it holds live work. */
  readonly live: "jupyter-kernels" | null;
  /** It is Ollama: one that runs already serves as well, and it has models. Absent for all others. */
  readonly ollama?: PlannedOllama;
  /** Variables in which everything else of the project finds the address at which it answers. Absent: none. */
  readonly tells?: readonly string[];
  /** Why it is not started on this machine, in words: what it needs and is missing. Absent when nothing is. */
  readonly lacks?: string;
}

export interface PlannedOllama {
  /** Absent: what is missing is fetched. It is no part of any digest. */
  readonly pulls?: false;
  /** The server to use, and no other: none is started. Null: what runs is looked for, else one is started. */
  readonly host: string | null;
  /** Where that is written; absent when it is not. */
  readonly hostAt?: Place;
  /** There is a Windows around this Linux, and its server may be asked. */
  readonly wsl: boolean;
  /** Where the program may be, besides PATH. */
  readonly places: readonly string[];
  /** The one command, or sentence, that brings it to this system. */
  readonly install: string;
  /** Each once. */
  readonly models: readonly PlannedModel[];
}

export interface PlannedModel {
  /** As it is described. */
  readonly name: string;
  /** Hex, from `jig.lock`; null when it is not pinned. */
  readonly digest: string | null;
}

export type Command =
  | {
      readonly kind: "shell";
      readonly script: Template;
      /** The shell stays as the service's parent, so a stop signal goes to the whole group. */
      readonly shellStays: boolean;
    }
  | { readonly kind: "argv"; readonly words: readonly Template[] };

export interface PlannedPort {
  /** The port of choice: written, remembered or free. */
  readonly number: number;
  /** Written in `jig.toml`: never moved. */
  readonly fixed: boolean;
  /** Where it is written; absent for one that may move. */
  readonly place?: Place;
}

export interface Readiness {
  /** `started`: it is ready when its process has run for half a second. */
  readonly probe:
    | { readonly kind: "http"; readonly path: string }
    | { readonly kind: "tcp" }
    | { readonly kind: "started" };
  readonly timeoutMs: number;
}

export interface StopWay {
  /** Asked first, with the token if there is one; a POST. */
  readonly http: { readonly path: string } | null;
  readonly signal: StopSignal;
  readonly timeoutMs: number;
}

export interface PlannedFile {
  /** Absolute, inside the state folder. */
  readonly path: string;
  readonly content: string;
}

export interface PlannedToken {
  /** Absolute, inside the state folder. */
  readonly file: string;
  /** How a person's link carries it: `?token=…`. */
  readonly parameter: string;
  /** How a request carries it: `Authorization: token …`. */
  readonly scheme: string;
}
