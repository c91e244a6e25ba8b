// What a `jig.toml` says, as located values: the output of `describe`, the input of `plan`.
// Nothing here is resolved against a machine: no path is looked up, no default of a preset applied.

import type { Located, Range, Source } from "../base/place.ts";
import type { Platform } from "../plan/platforms/platforms.ts";
import type { Template } from "./services/template.ts";

export interface Description {
  readonly source: Source;
  /** Null when the file does not say: the folder's name stands in, for people's eyes only. */
  readonly name: Located<string> | null;
  /** What it is for, in the order of the file; null when it does not say. */
  readonly platforms: readonly Located<Platform>[] | null;
  readonly python: DescribedPython | null;
  readonly packages: DescribedPackages | null;
  readonly gpu: DescribedGpu | null;
  readonly notebooks: DescribedNotebooks | null;
  /** The local LLM. `services` holds its service, too. */
  readonly ollama: DescribedOllama | null;
  readonly env: readonly DescribedVariable[];
  /** What `jig shell` shows beside what jig has to say; null: nothing. */
  readonly welcome: Located<string> | null;
  /** In the order of the file. */
  readonly services: readonly DescribedService[];
  /** What a file of this machine alone was laid over it; null without one. */
  readonly local: LocalChanges | null;
}

/** What `jig.local.toml` changes. The rest of the description has it applied. */
export interface LocalChanges {
  /** The keys that it sets or adds to, as `python.packages`, in the order of that file; never empty. */
  readonly keys: readonly string[];
  /** What everybody else has: what is committed is made from this. */
  readonly committed: Description;
}

export interface DescribedPython {
  /** Where `[python]` stands. */
  readonly range: Range;
  /** `3.11` or `3.11.7`. */
  readonly version: Located<string>;
  /** The locked patch version is insisted on. */
  readonly exact: boolean;
  /** Whether a package without a wheel may be built from its source archive; null: it may. */
  readonly build: Located<"never" | "allow"> | null;
  /** Only what was published before counts when versions are chosen: `14 days` (ago), or a day or moment; null: all. */
  readonly excludeNewer: Located<string> | null;
  /** Requirements files, relative to the project's root. */
  readonly requirements: readonly Located<string>[];
  /** Dependency groups of the `pyproject.toml` beside it; absent when none are asked for. */
  readonly groups?: readonly Located<string>[];
  /** PEP 508 strings. */
  readonly packages: readonly Located<string>[];
  /** Modules that must import. */
  readonly importCheck: readonly Located<string>[];
}

/** `[packages]`: programs and libraries besides Python, by nixpkgs' names. */
export interface DescribedPackages {
  /** Where `[packages]` stands. */
  readonly range: Range;
  /** Attribute paths: `git`, `python311Packages.pip`. */
  readonly common: readonly Located<string>[];
  readonly linux: readonly Located<string>[];
  readonly macos: readonly Located<string>[];
  /** Packages with an unfree licence may be among them. */
  readonly unfree: Located<boolean> | null;
  /** A branch of nixpkgs, or a revision: 40 hex digits. */
  readonly nixpkgs: Located<string> | null;
  /** Without one of them nothing runs. */
  readonly require: Located<boolean> | null;
}

/** `auto`: where there is a GPU that works. `require`: nothing starts without one. `off`: it is hidden. */
export type CudaWish = "auto" | "require" | "off";

/** `[gpu]`. */
export interface DescribedGpu {
  /** Where `[gpu]` stands. */
  readonly range: Range;
  /** Null: `auto`. */
  readonly cuda: Located<CudaWish> | null;
  /** CUDA's compiler and libraries are installed, too, where there is CUDA. */
  readonly toolkit: Located<boolean> | null;
}

/** `[notebooks]`: how they go into git, and which are copied for everybody. */
export interface DescribedNotebooks {
  /** Where `[notebooks]` stands. */
  readonly range: Range;
  /** How git is to clean them; null: not at all. */
  readonly clean: Located<DescribedCleaning> | null;
  /** In the order of the file; paths are relative to the project's root. */
  readonly copyOnce: readonly DescribedCopy[];
}

/** nb-clean's options, by its own names. */
export interface DescribedCleaning {
  readonly removeEmptyCells: boolean;
  readonly removeAllNotebookMetadata: boolean;
  /** All of it, or these fields. */
  readonly preserveCellMetadata: boolean | readonly Located<string>[];
  readonly preserveCellOutputs: boolean;
  readonly preserveExecutionCounts: boolean;
  readonly preserveNotebookMetadata: boolean;
}

/** A file that is copied where it is absent. */
export interface DescribedCopy {
  readonly from: string;
  readonly to: string;
  readonly range: Range;
}

/** `[ollama]`: the server and its models. */
export interface DescribedOllama {
  /** Where `[ollama]` stands. */
  readonly range: Range;
  /** As one writes them behind `ollama pull`. */
  readonly models: readonly Located<string>[];
  /** The server to use, and no other: jig starts none. */
  readonly host: Located<string> | null;
  /** Without it `jig up` fails. */
  readonly require: Located<boolean> | null;
}

export interface DescribedVariable {
  readonly name: string;
  readonly value: Template;
  readonly range: Range;
}

export interface DescribedService {
  readonly name: string;
  /** Where its name stands. */
  readonly range: Range;
  readonly use: Located<string> | null;
  readonly run: DescribedCommand | null;
  readonly cwd: Located<string> | null;
  readonly env: readonly DescribedVariable[];
  readonly port: Located<number> | null;
  readonly ready: DescribedReady | null;
  readonly open: Located<boolean> | null;
  readonly after: readonly DescribedDependency[];
  readonly require: Located<boolean> | null;
  /** It is expected to end by itself. */
  readonly oneshot: Located<boolean> | null;
  readonly stop: DescribedStop | null;
  /** Attribute paths of nixpkgs: what this service cannot run without. */
  readonly packages: readonly Located<string>[];
}

/** `run`: a text for `sh -c`, or the words of a command. */
export type DescribedCommand =
  | { readonly kind: "shell"; readonly script: Template; readonly range: Range }
  | { readonly kind: "argv"; readonly words: readonly Template[]; readonly range: Range };

export interface DescribedReady {
  readonly range: Range;
  /** Null when only `timeout` is given: the preset's way, or the default, stays. */
  readonly probe: { readonly kind: "http"; readonly path: string } | { readonly kind: "tcp" } | null;
  readonly timeoutMs: number | null;
}

export type Until = "started" | "ready" | "done";

export interface DescribedDependency {
  readonly service: string;
  readonly until: Until;
  readonly range: Range;
}

export interface DescribedStop {
  readonly range: Range;
  readonly signal: StopSignal | null;
  readonly timeoutMs: number | null;
}

/** The signals that ask a process to end. KILL is not among them: it is what follows when asking did not help. */
export type StopSignal = "TERM" | "INT" | "QUIT" | "HUP" | "USR1" | "USR2";
