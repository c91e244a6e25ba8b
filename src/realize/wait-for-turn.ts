// One jig works on a project's environment at a time. The turn is a kernel lock on a file in the state folder: it is free
// as soon as its holder is gone, however that ended.

import { join } from "node:path";

import { lockFile, readLockText, type FileLock } from "../host/libc.ts";
import type { Layout } from "../plan/layout.ts";
import type { Step } from "../plan/plan.ts";
import type { RealizeContext } from "./realize-context.ts";
import { pause } from "../host/pause.ts";

const LOOK_AGAIN_MS = 100;
const TELL_AGAIN_MS = 1000;

/** The lock of the turn. */
export const turnPath = ({ state }: Layout): string => join(state, "realize.lock");

/** The turn, with this process written into it; null when the signal was aborted first. Tells whom it waits for. */
export const waitForTurn = async (context: RealizeContext, step: Step | null): Promise<FileLock | null> => {
  const { host, layout, purpose, signal, report } = context;
  const path = turnPath(layout);
  let toldAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  while (!signal.aborted) {
    const turn = lockFile(path);
    if (turn !== null) {
      turn.write(`\`${purpose}\` (pid ${host.machine.pid})\n`);
      return turn;
    }
    if (step !== null && host.monotonic() - toldAt >= TELL_AGAIN_MS) {
      toldAt = host.monotonic();
      const at = host.now().toISOString();
      const detail = `waiting for ${holderOf(path)}`;
      const { id, kind } = step;
      if (!isTold) report({ event: "step-started", at, step: id, kind, title: detail, isWaiting: true });
      report({ event: "step-progress", at, step: id, detail: isTold ? "" : detail, done: null, total: null });
      isTold = true;
    }
    await pause(LOOK_AGAIN_MS, signal);
  }
  return null;
};

const holderOf = (path: string): string => readLockText(path)?.trim() ?? "another jig";
