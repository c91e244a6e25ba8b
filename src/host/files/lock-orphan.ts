// Who holds a lock that a program got from one that was killed (`RunRequest.sharesLock`). That it has the lock file open
// where it was given it is the proof; a pid that was written down is none. Ends only what is so proven.

import { realFiles } from "./real-files.ts";
import {
  isAlive,
  isOwnUser,
  listPids,
  openFiles,
  readProcess,
  type ProcessInfo,
} from "../processes/process-table.ts";
import { readOutput } from "../processes/read-output.ts";
import { signalTree } from "../processes/run-program.ts";

/** The first descriptor after input, output and errors: there a program gets the lock that it shares. */
const SHARED = 3;

export type LockOrphan = Pick<ProcessInfo, "pid" | "pgid" | "startTime" | "command">;

/**
 * The program that still holds the lock of a file although the process that took it has ended; null while that one lives,
 * and where none can be seen.
 * @param taker who wrote itself into the lock file
 */
export const findLockOrphan = (path: string, taker: number): LockOrphan | null => {
  if (isAlive(readProcess(taker))) return null;
  const file = realFiles.realPath(path);
  if (file === null) return null;
  const heirs = pidsAround(file).flatMap((pid) => {
    if (pid === process.pid || !isOwnUser(pid) || openFiles(pid)?.get(SHARED) !== file) return [];
    const found = readProcess(pid);
    return isAlive(found) ? [found] : [];
  });
  return heirs.find(({ pid, pgid }) => pid === pgid) ?? heirs[0] ?? null;
};

/** macOS can be asked for them; on Linux it may be any. */
const pidsAround = (file: string): readonly number[] =>
  process.platform === "darwin"
    ? readOutput(["/usr/sbin/lsof", "-t", "--", file]).split("\n").filter(Boolean).map(Number)
    : listPids();

/** Asks it and all that it started to end, or ends them. Nothing is done to one that has ended since. */
export const endLockOrphan = ({ pid, pgid, startTime }: LockOrphan, signal: "SIGTERM" | "SIGKILL"): void => {
  const found = readProcess(pid);
  // A group that it does not lead may be anybody's.
  if (pid === pgid && isAlive(found) && found.startTime === startTime) signalTree(pid, signal);
};
