// One jig works on a project's environment at a time. The turn is a kernel lock on a file in the state folder: it is free
// as soon as its holder is gone, however that ended.

import { join } from "node:path";

import { isLocked, lockFile, readLockText, type FileLock } from "../host/files/file-lock.ts";
import { visible } from "../host/files/file-error.ts";
import { endLockOrphan, findLockOrphan, type LockOrphan } from "../host/files/lock-orphan.ts";
import type { Layout } from "../plan/layout.ts";
import type { Step } from "../plan/step.ts";
import type { RealizeContext } from "./realize-context.ts";
import { pause } from "../host/pause.ts";

const LOOK_AGAIN_MS = 100;
const TELL_AGAIN_MS = 1000;

/** How long a Nix is waited for that nobody hears any more: it may hang, and never ends then. */
const ORPHAN_MS = 60_000;
const ORPHAN_GRACE_MS = 2000;

/** The lock of the turn. */
export const turnPath = ({ state }: Pick<Layout, "state">): string => join(state, "realize.lock");

interface Turn extends Pick<RealizeContext, "host" | "purpose" | "signal" | "report"> {
  readonly layout: Pick<Layout, "state">;
}

/** The turn, with this process written into it; null when the signal was aborted first. Tells whom it waits for. */
export const waitForTurn = async (
  context: Turn,
  step: Pick<Step, "id" | "kind"> | null,
): Promise<FileLock | null> => {
  const { host, layout, purpose, signal, report } = context;
  const path = turnPath(layout);
  let toldAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  const endOrphan = orphanEnder();
  while (!signal.aborted) {
    const turn = lockFile(path);
    if (turn !== null) {
      turn.write(`\`${purpose}\` (pid ${host.machine.pid})\n`);
      return turn;
    }
    if (step !== null && host.monotonic() - toldAt >= TELL_AGAIN_MS) {
      toldAt = host.monotonic();
      const at = host.now().toISOString();
      const holder = readHolder(path);
      const detail = `waiting for ${sayHolder(holder)}`;
      endOrphan(holder.orphan, toldAt);
      const { id, kind } = step;
      if (!isTold) report({ event: "step-started", at, step: id, kind, title: detail, isWaiting: true });
      report({ event: "step-progress", at, step: id, detail: isTold ? "" : detail, done: null, total: null });
      isTold = true;
    }
    await pause(LOOK_AGAIN_MS, signal);
  }
  return null;
};

interface Holder {
  /** Who took the turn, as it says itself: `jig up` (pid 123). */
  readonly taker: string;
  /** What it left behind, and is waited for in truth. */
  readonly orphan: LockOrphan | null;
}

const readHolder = (path: string): Holder => {
  const taker = readLockText(path)?.trim() ?? "another jig";
  const [, pid] = /\(pid (\d+)\)$/.exec(taker) ?? [];
  return { taker, orphan: pid === undefined ? null : findLockOrphan(path, Number(pid)) };
};

const sayHolder = ({ taker, orphan }: Holder): string =>
  orphan === null ? taker : `\`${nameOf(orphan)}\` (pid ${orphan.pid}), left behind by ${taker}`;

/** Whom somebody who wants the turn waits for. */
export const holderOf = (path: string): string => sayHolder(readHolder(path));

/** A program of a jig that is gone, which has the turn for all that; null where none has. */
export const leftBehindIn = (
  layout: Pick<Layout, "state">,
): { readonly words: string; readonly pid: number; readonly isEndedInTime: boolean } | null => {
  const path = turnPath(layout);
  if (visible(() => isLocked(path)) !== true) return null;
  const holder = readHolder(path);
  const { orphan } = holder;
  return orphan === null ? null : { words: sayHolder(holder), pid: orphan.pid, isEndedInTime: isNix(orphan) };
};

const nameOf = ({ command }: LockOrphan): string => command.slice(command.lastIndexOf("/") + 1);

const isNix = (orphan: LockOrphan): boolean => /^\.?nix\b/.test(nameOf(orphan));

/** Ends a Nix that was left behind and does not end by itself. A uv does, and what it has fetched is not lost. */
const orphanEnder = () => {
  let known: { readonly orphan: LockOrphan; readonly since: number } | null = null;
  return (orphan: LockOrphan | null, now: number): void => {
    if (orphan?.pid !== known?.orphan.pid || orphan?.startTime !== known?.orphan.startTime)
      known = orphan === null ? null : { orphan, since: now };
    if (known === null || !isNix(known.orphan) || now - known.since < ORPHAN_MS) return;
    endLockOrphan(known.orphan, now - known.since < ORPHAN_MS + ORPHAN_GRACE_MS ? "SIGTERM" : "SIGKILL");
  };
};
