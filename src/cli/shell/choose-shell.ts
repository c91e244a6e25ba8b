// Which shell is a person's own, and whether they are in one of ours already.

import { findProgram } from "../../host/find-program.ts";
import type { Host } from "../../host/host.ts";

/** The absolute path of `$SHELL`; where that says nothing of use, bash, and `sh` where there is none. */
export const chooseShell = ({ env, files, which }: Pick<Host, "env" | "files" | "which">): string =>
  findProgram(files, absolute(env["SHELL"]), undefined) ?? which("bash") ?? "/bin/sh";

const absolute = (path: string | undefined): string => (path?.startsWith("/") === true ? path : "");

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
