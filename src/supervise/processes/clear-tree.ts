// Ends every process of a run, whatever it has done to get away: freeze what is found, look again until nothing new is
// found, kill, and look once more. It asks nobody first: that is `stop-run.ts`.

import { isSameAlive, type ProcessInfo } from "../../host/processes/process-table.ts";
import { createTreeWalk, findTree, type TreeMark } from "./process-tree.ts";
import type { Identity } from "../records/records.ts";
import { signalProcess } from "./signal-process.ts";

const EMPTY_PASSES = 3;
const ROUNDS = 3;
const DEATH_MS = 2000;
/** How long the keeper has to write down how its service ended. */
const KEEPER_MS = 500;

/** @returns what could not be killed; empty means that nothing of the run is left */
export const clearTree = async (mark: TreeMark): Promise<readonly ProcessInfo[]> => {
  let found = freezeTree(mark);
  const wasEmpty = found.length === 0;
  for (let round = 1; found.length > 0; round += 1) {
    for (const member of found) signalProcess(member, "SIGKILL");
    await waitForDeath(found, DEATH_MS);
    if (round === ROUNDS) break;
    found = freezeTree(mark);
  }
  if (mark.keeper !== null) {
    await waitForDeath([mark.keeper], KEEPER_MS);
    if (signalProcess(mark.keeper, "SIGKILL")) await waitForDeath([mark.keeper], DEATH_MS);
  }
  // Nothing was found and nothing was killed: that look was as good as another.
  return wasEmpty ? [] : findTree(mark);
};

/**
 * Stops members until several passes in a row have found no new one. Known hole: a chain of processes that renews itself
 * within a few milliseconds outruns every look at the process table; it ends as a survivor.
 */
const freezeTree = (mark: TreeMark): readonly ProcessInfo[] => {
  const walk = createTreeWalk(mark);
  const frozen: ProcessInfo[] = [];
  for (let empty = 0; empty < EMPTY_PASSES;) {
    const found = walk.pass().filter(({ pid }) => pid !== mark.keeper?.pid);
    for (const member of found) signalProcess(member, "SIGSTOP");
    frozen.push(...found);
    empty = found.length === 0 ? empty + 1 : 0;
  }
  return frozen;
};

/** Comes back when none of them lives, or after the time. */
const waitForDeath = async (processes: readonly Identity[], timeoutMs: number): Promise<boolean> => {
  const start = performance.now();
  for (let pause = 1; processes.some((known) => isSameAlive(known)); pause = Math.min(20, pause * 2)) {
    if (performance.now() - start > timeoutMs) return false;
    await Bun.sleep(pause);
  }
  return true;
};
