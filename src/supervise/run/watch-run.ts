// Notices that a run has ended, when its keeper is no child of this supervisor: it was adopted. It asks rarely, and the
// file system tells it sooner.

import { watch } from "node:fs";

import { statePaths } from "../records/state-paths.ts";
import { findEnding, type Run } from "./run.ts";

const LOOK_MS = 1000;

/** Calls `run.noticeEnd` once, soon after the run has ended; stops when the run is watched no more. */
export const watchRun = (run: Run): void => {
  const { signal } = run.watching;
  if (signal.aborted) return;
  if (findEnding(run) !== null) {
    run.noticeEnd();
    return;
  }
  const look = (): void => {
    if (signal.aborted || findEnding(run) === null) return;
    stop();
    run.noticeEnd();
  };
  const timer = setInterval(look, LOOK_MS);
  const watcher = watchFolder(statePaths(run.state).service(run.name), look);
  const stop = (): void => {
    clearInterval(timer);
    watcher?.close();
    signal.removeEventListener("abort", stop);
  };
  signal.addEventListener("abort", stop, { once: true });
  // It may have ended before the watcher was there.
  look();
};

/** Null where the system has no watcher to give: asking now and then is enough. */
const watchFolder = (path: string, onChange: () => void): { close(): void } | null => {
  try {
    const watcher = watch(path, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
};
