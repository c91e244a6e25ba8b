// What only a diagnosis asks of a machine, beside its Facts: plain data, so that any machine can be diagnosed anywhere.
// A question that found no answer in time is null.

export interface Symptoms {
  /** Every index that packages would be asked of; empty when none is known. */
  readonly indexes: readonly IndexSymptom[];
  readonly places: readonly PlaceSymptom[];
  readonly shellLines: readonly ShellLine[];
  readonly brokenKernels: readonly BrokenKernel[];
  readonly limits: Limits;
  readonly localhost: {
    /** What the name `localhost` stands for here. */
    readonly addresses: readonly string[] | null;
    /** Whether a service can listen on 127.0.0.1. */
    readonly hasIpv4: boolean | null;
  };
  /** Whether this system tells of its processes (`/proc`; always true on macOS). */
  readonly tellsProcesses: boolean;
  /** Whether uv may download a Python that is missing. */
  readonly mayDownloadPython: boolean;
  /** What the project's folder brings that other tools run, or that looks like jig's own; relative to the root. */
  readonly brought: readonly BroughtFile[];
}

export interface IndexSymptom {
  /** Host and port as a person knows it; never a password. */
  readonly host: string;
  /** The proxy that it is asked through: host and port. */
  readonly proxy: string | null;
  readonly outcome: IndexOutcome;
}

export type IndexOutcome =
  | {
      readonly kind: "answers";
      readonly status: number;
      /** Its clock less ours, in milliseconds, by the `Date` that it sent. */
      readonly clockAheadMs: number | null;
    }
  /** Nobody was asked: uv is told to stay offline. */
  | { readonly kind: "offline" }
  | { readonly kind: "unknown-name" | "refused" | "silent" | "no-route" }
  | { readonly kind: "proxy-unknown-name" | "proxy-refused" | "proxy-silent" }
  /** The proxy answers and does not let us through: what it said. */
  | { readonly kind: "proxy-denies"; readonly said: string }
  | { readonly kind: "certificate"; readonly code: string }
  /** The file of certificates that was named is not there, or holds none. `namedBy`: `SSL_CERT_FILE`. */
  | { readonly kind: "bundle"; readonly namedBy: string; readonly path: string; readonly isMissing: boolean }
  | { readonly kind: "other"; readonly said: string };

/** A folder that jig or uv writes into. */
export interface PlaceSymptom {
  readonly kind: "project" | "state" | "cache" | "packages" | "temporary";
  readonly path: string;
  readonly isMissing: boolean;
  /** The file system that it is on, or would be made on. */
  readonly device: number | null;
  readonly freeBytes: number | null;
  /** As the system calls it: `ext4`, `9p`. */
  readonly fileSystem: string | null;
  readonly isReadOnly: boolean;
  /** Programs in it cannot be started. */
  readonly isNoexec: boolean;
  /** By owner and mode: somebody else's, closed to us. */
  readonly isClosed: boolean;
}

/** A line of a shell's own files that puts another tool's Python (or Node) first. */
export interface ShellLine {
  readonly tool: string;
  /** With `~` for home. */
  readonly file: string;
  readonly line: number;
}

export interface BrokenKernel {
  readonly name: string;
  /** The kernel's folder. */
  readonly folder: string;
  /** The program that is not there. */
  readonly program: string;
}

export interface Limits {
  /** How many files a process may have open. */
  readonly openFiles: number | null;
  readonly watches: number | null;
  readonly watchers: number | null;
}

export interface BroughtFile {
  readonly file: string;
  /** `imitates`: looks like jig's own, and is never used. Else who runs it. */
  readonly runBy: "imitates" | "python" | "jupyter";
}
