// Children that the runtime did not start: a supervisor takes over orphans, and has to reap them.

import { loadCalls } from "../libc/load-calls.ts";

/** Takes what an ended child of this process left in the process table. False when there is nothing (yet) to take. */
export const reapChild = (pid: number): boolean => {
  const waitpid = { args: ["i32", "ptr", "i32"], returns: "i32" } as const;
  const library = loadCalls({ waitpid });
  try {
    return library.symbols.waitpid(pid, null, WNOHANG) === pid;
  } finally {
    library.close();
  }
};

/** From now on the orphans among this process's descendants are its children (Linux): it has to reap them. */
export const adoptOrphans = (): boolean => {
  const prctl = { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } as const;
  const library = loadCalls({ prctl });
  try {
    return library.symbols.prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n) === 0;
  } finally {
    library.close();
  }
};

const WNOHANG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
