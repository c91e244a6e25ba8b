// Which shell is a person's own, and whether they are in one of ours already.

import { findProgram } from "../../host/processes/find-program.ts";
import type { Host } from "../../host/host.ts";

/** The shell to become. */
export interface ChosenShell {
  /** Absolute. */
  readonly path: string;
  /** What `$SHELL` says and cannot be followed in; null when it was followed, or says nothing. */
  readonly passedOver: { readonly shell: string; readonly why: PassedOver } | null;
}

/** `no-shell`: a program that accounts have in place of a shell, to let nobody in. */
export type PassedOver = "relative" | "missing" | "no-shell";

/** The absolute path of `$SHELL`; where that says nothing of use, bash, and `sh` where there is none. */
export const chooseShell = ({ env, files, which }: Pick<Host, "env" | "files" | "which">): ChosenShell => {
  const shell = env["SHELL"] ?? "";
  const why = whyNot(files, shell);
  if (why === null && shell !== "") return { path: shell, passedOver: null };
  const path = which("bash") ?? "/bin/sh";
  return { path, passedOver: why === null ? null : { shell, why } };
};

const whyNot = (files: Host["files"], shell: string): PassedOver | null => {
  if (shell === "") return null;
  if (!shell.startsWith("/")) return "relative";
  if (/\/(?:false|true|nologin)$/.test(shell)) return "no-shell";
  return findProgram(files, shell, undefined) === null ? "missing" : null;
};

/** The shell that somebody typed `jig` in, as `JIG_SHELL` names it. */
export interface EnteredShell {
  readonly pid: number;
  readonly root: string;
}

/** Null when there is none. A variable that says something else is nothing. */
export const enteredShell = (value: string | undefined): EnteredShell | null => {
  const [, pid, root] = /^(\d{1,10}):(\/[^]*)$/.exec(value ?? "") ?? [];
  return pid === undefined || root === undefined ? null : { pid: Number(pid), root };
};
