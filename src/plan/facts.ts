// What a machine is and has: the output of `probe`, plain data, so that any machine can be planned for on any machine.

import type { GpuFact } from "./gpu/gpu-fact.ts";

export type Os = "linux" | "macos";
export type Arch = "x64" | "arm64";

export interface Facts {
  readonly os: Os;
  readonly arch: Arch;
  /** The C library and its version; null where the question makes no sense (macOS). */
  readonly libc: { readonly kind: "glibc" | "musl"; readonly version: string | null } | null;
  /** From `/etc/os-release`, or macOS's own version. */
  readonly distribution: {
    readonly id: string;
    readonly version: string | null;
    readonly title: string;
  } | null;
  readonly wsl: 1 | 2 | null;
  readonly container: boolean;
  readonly user: { readonly uid: number; readonly home: string; readonly shell: string | null };
  readonly session: Session;
  readonly pythons: readonly PythonFact[];
  readonly uv: ToolFact | null;
  readonly git: ToolFact | null;
  /** The path of Nix; whether it works is seen when it is needed. */
  readonly nix: string | null;
  /** The program that installs packages of this system. */
  readonly packageManager: PackageManager | null;
  readonly gpu: GpuFact;
  /** The project's `.venv` as it is now. */
  readonly venv: VenvFact;
  /** Free bytes where the project is; null when unknown. */
  readonly diskFree: number | null;
  /** Listening TCP sockets that are reachable on loopback. */
  readonly listeners: readonly Listener[];
  /** The names of the variables in jig's environment that have a value; values stay out of plans. */
  readonly variables: readonly string[];
}

export interface Session {
  /** An X11 or Wayland display (always true on macOS outside SSH). */
  readonly display: boolean;
  readonly ssh: boolean;
  readonly ci: boolean;
  readonly stdinTty: boolean;
  readonly stdoutTty: boolean;
  readonly stderrTty: boolean;
  /** Programs that open a browser and are on PATH, in the order of preference. */
  readonly openers: readonly {
    readonly name: "wslview" | "xdg-open" | "explorer.exe" | "open";
    readonly path: string;
  }[];
}

export interface PythonFact {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Full version: `3.11.7`. */
  readonly version: string;
}

export interface ToolFact {
  readonly path: string;
  readonly version: string;
}

export type PackageManager = "apt" | "dnf" | "pacman" | "apk" | "brew";

export type VenvFact =
  | { readonly kind: "absent" }
  /** A link instead of a folder. */
  | { readonly kind: "symlink" }
  /** A folder (or file) that jig did not make. */
  | { readonly kind: "foreign" }
  /** jig's, but git tracks files in it. */
  | { readonly kind: "tracked" }
  /** jig's, but its interpreter is gone or does not fit this platform. */
  | { readonly kind: "dead" }
  | { readonly kind: "ours"; readonly python: PythonFact; readonly stamp: string };

export interface Listener {
  readonly port: number;
  readonly address: string;
  /** Null where the owner is not readable. */
  readonly owner: { readonly pid: number; readonly command: string } | null;
}

/** The name of a machine's platform, as `jig.lock` and `--on` spell it. */
export const platformOf = (facts: Pick<Facts, "os" | "arch">): `${Os}-${Arch}` => `${facts.os}-${facts.arch}`;
