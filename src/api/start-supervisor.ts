// Whether a supervisor lives, who it is, and when to start one. That one lives is told by its lock alone, never by a
// file or a slow answer.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { errorCode } from "../host/files/file-error.ts";
import { isLocked, readLockText } from "../host/files/file-lock.ts";
import { readRegular } from "../host/files/regular-file.ts";
import { readProcess } from "../host/processes/process-table.ts";
import type { Layout } from "../plan/layout.ts";
import { readFolderId } from "../supervise/processes/cookie.ts";
import { LOCKED_EXIT_CODE, statePaths } from "../supervise/records/state-paths.ts";
import { hello } from "./contract.ts";
import { spawnSupervisor, type SpawnOptions } from "./spawn-supervisor.ts";

export interface StartOptions extends SpawnOptions {
  /** One was started a moment ago and may not have its lock yet. */
  readonly isOnItsWay: boolean;
}

export interface Starter {
  /** Starts one, unless the one started before is still on its way. */
  readonly startUnlessStarting: () => void;
  /** It was tried more than once, and each time it ended with an error of its own: waiting on will not help. */
  readonly isHopeless: () => boolean;
}

const AGAIN_MS = 300;
const HOPELESS_AFTER = 2;

export const createStarter = (layout: Layout, start: StartOptions): Starter => {
  let isStarting = false;
  let crashes = 0;
  let startedAt = start.isOnItsWay ? performance.now() : Number.NEGATIVE_INFINITY;
  return {
    startUnlessStarting: () => {
      if (isStarting || performance.now() - startedAt < AGAIN_MS) return;
      isStarting = true;
      startedAt = performance.now();
      spawnSupervisor(layout, start, (code) => {
        isStarting = false;
        if (code !== 0 && code !== LOCKED_EXIT_CODE) crashes += 1;
      });
    },
    isHopeless: () => crashes >= HOPELESS_AFTER,
  };
};

/** Whether a supervisor of this project lives: its lock is held. */
export const isSupervisorAlive = (layout: Layout): boolean =>
  isLocked(statePaths(layout.state).supervisorLock);

const holder = v.object({ ...hello.entries, socket: v.string(), folder: v.string() });

/** What a supervisor writes into its lock file: who it is, where it listens, and for which state folder. */
export type Holder = v.InferOutput<typeof holder>;

/**
 * Who held the lock last, in its own words; null when nobody has or it cannot be read. In a copy of a state folder the
 * words are those of the first one's supervisor, and are not believed.
 */
export const readHolder = (layout: Layout): Holder | null => {
  try {
    const text = readLockText(statePaths(layout.state).supervisorLock);
    const parsed = v.safeParse(holder, JSON.parse(text ?? "null"));
    return parsed.success && parsed.output.folder === readFolderId(layout.state) ? parsed.output : null;
  } catch {
    return null;
  }
};

/** Whether who holds the lock was stopped by a signal: it answers nobody until somebody wakes it. */
export const isHolderStopped = (layout: Layout): boolean => {
  const known = readHolder(layout);
  const found = known === null ? null : readProcess(known.pid);
  return found !== null && found.startTime === known?.startTime && found.state === "T";
};

/** Why a supervisor that was started is not there: a full disk, on which it could not say so, or the end of its log. */
export const explainStart = (layout: Layout): readonly string[] =>
  isFull(layout.state) ? [`the disk of \`${layout.state}\` is full`] : readStartLog(layout);

/** It is tried: a quota fills a disk as well, and so do files that are many and empty. */
const isFull = (folder: string): boolean => {
  const path = join(folder, "room.part");
  try {
    writeFileSync(path, "is there room?\n", { mode: 0o600 });
    return false;
  } catch (error) {
    return ["ENOSPC", "EDQUOT"].includes(errorCode(error));
  } finally {
    rmSync(path, { force: true });
  }
};

/** The end of the supervisor's own log. */
const readStartLog = (layout: Layout): readonly string[] => {
  try {
    const text = readRegular(statePaths(layout.state).supervisorLog).toString("utf8");
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    // It was tried more than once, and most trouble is the same each time.
    return lines.filter((line, index) => line !== lines[index - 1]).slice(-20);
  } catch {
    return [];
  }
};
