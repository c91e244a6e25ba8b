// Which projects still need what jig keeps: something of theirs runs. It stops nothing; asking an idle supervisor makes it
// end a little sooner.

import { isSupervisorAlive } from "../../api/start-supervisor.ts";
import { lockFile, readLockText } from "../../host/files/file-lock.ts";
import type { Layout } from "../../plan/layout.ts";
import { holderOf, turnPath } from "../../realize/wait-for-turn.ts";
import { isAtRest, readKnownServices } from "../services/known-services.ts";
import type { KnownProject } from "./known-projects.ts";

export interface Use {
  readonly root: string;
  /** What runs, in words. */
  readonly what: string;
  /** `jig down` stops it. */
  readonly isServices: boolean;
}

/** What runs of these projects; takes a few seconds when something does not answer. */
export const findUses = async (projects: readonly KnownProject[]): Promise<readonly Use[]> => {
  const uses: Use[] = [];
  for (const { layout } of projects) {
    const use = await useOf(layout);
    if (use !== null) uses.push({ root: layout.root, ...use });
  }
  return uses;
};

const useOf = async (layout: Layout): Promise<Omit<Use, "root"> | null> => {
  const { services, silence } = await readKnownServices(layout);
  const names = services.filter((service) => !isAtRest(service)).map(({ name }) => name);
  if (names.length > 0) return { what: names.join(", "), isServices: true };
  if (silence === null && (await waitForEnd(layout))) return workOn(layout);
  return { what: "its supervisor", isServices: true };
};

/** How long a supervisor with nothing to do is given to end. */
const ENDING_MS = 3000;

const waitForEnd = async (layout: Layout): Promise<boolean> => {
  for (const end = performance.now() + ENDING_MS; performance.now() < end; await Bun.sleep(20)) {
    if (!isSupervisorAlive(layout)) return true;
  }
  return false;
};

/** Another jig that is at work on the environment. */
const workOn = (layout: Layout): Omit<Use, "root"> | null => {
  const path = turnPath(layout);
  const text = readLockText(path);
  if (text === null) return null;
  const turn = lockFile(path);
  turn?.release();
  return turn === null ? { what: holderOf(path), isServices: false } : null;
};
