// Ended processes that nobody waits for. A process becomes the child of the first in its line that takes orphans, in the
// end of pid 1; where that one never looks, as in a small container, they pile up in the process table.

import { adoptOrphans, reapChild } from "./child-processes.ts";
import { listProcesses } from "./process-table.ts";

export interface Reaper {
  /** Takes the ended orphans that were there at the last look already. To be called now and then. */
  look(): void;
}

/**
 * Makes this process the one that takes orphans, for itself and for all that it starts from now on. Children of its own are
 * left to the runtime, which takes them at once: what is still there a look later is nobody's. Elsewhere than on Linux, and
 * without a process table, it does nothing.
 */
export const createReaper = (): Reaper => {
  if (process.platform !== "linux" || !adoptOrphans()) return { look: () => {} };
  let seen: ReadonlySet<number> = new Set();
  return {
    look: () => {
      const ended = listProcesses()
        .filter(({ ppid, state }) => ppid === process.pid && state === "Z")
        .map(({ pid }) => pid);
      seen = new Set(ended.filter((pid) => !seen.has(pid) || !reapChild(pid)));
    },
  };
};
