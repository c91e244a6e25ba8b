// Which processes belong to one run of a service, wherever they have moved to: its family, its groups and sessions,
// whoever carries its cookie, whoever writes its log. It signals nobody.

import {
  isAlive,
  isOwnUser,
  listPids,
  outputsOf,
  readVariable,
  readProcess,
  type ProcessInfo,
} from "../../host/processes/process-table.ts";
import { type Identity } from "../records/records.ts";
import { COOKIE_NAME } from "./cookie.ts";
import { ownPid } from "./signal-process.ts";

export interface TreeMark {
  readonly cookie: string;
  /** The keeper: nothing of the run is older. Null when unknown. */
  readonly keeper: Identity | null;
  /** The run's log file, links resolved: who has it as stdout or stderr belongs to the run, even with an emptied environment. */
  readonly log: string;
  /** Processes that were proven to belong to it before. */
  readonly seeds: readonly Identity[];
}

export interface TreeWalk {
  /** Looks at the processes that no former pass has seen, and gives those among them that belong to the run. */
  pass(): readonly ProcessInfo[];
}

/**
 * A repeated look at the process table that remembers strangers: only new pids cost anything, so a pass is far quicker
 * than a process can fork. Meant for some milliseconds, in which no pid comes round again.
 */
export const createTreeWalk = (mark: TreeMark): TreeWalk => {
  const strangers = new Set<number>([ownPid(), 1]);
  const members = new Map<number, ProcessInfo>();
  return {
    pass: () => {
      const unknown = listPids().flatMap((pid) => {
        if (strangers.has(pid) || members.has(pid)) return [];
        const found = readProcess(pid);
        return isAlive(found) ? [found] : [];
      });
      const found = unknown.filter((candidate) => isMarked(candidate, mark));
      for (const member of found) members.set(member.pid, member);
      found.push(...addRelatives(unknown, members));
      for (const { pid } of unknown) if (!members.has(pid)) strangers.add(pid);
      return found;
    },
  };
};

/** One look: every living process of the run, its keeper among them. */
export const findTree = (mark: TreeMark): readonly ProcessInfo[] => createTreeWalk(mark).pass();

/** Whether one process belongs to the run by what it carries itself; its relatives are not looked at. */
const isMarked = (candidate: ProcessInfo, mark: TreeMark): boolean => {
  if (isOlder(candidate, mark.keeper)) return false;
  const isKnown = ({ pid, startTime }: Identity): boolean =>
    pid === candidate.pid && startTime === candidate.startTime;
  if (mark.seeds.some(isKnown) || (mark.keeper !== null && isKnown(mark.keeper))) return true;
  const carries =
    readVariable(candidate.pid, COOKIE_NAME) === mark.cookie || outputsOf(candidate.pid).includes(mark.log);
  // Anybody may carry what he has read somewhere. Whom the run has itself made another user is found by descent.
  return carries && isOwnUser(candidate.pid);
};

/** Linux counts start times in ticks. Elsewhere they cannot be compared, and nothing is ruled out. */
const isOlder = (candidate: ProcessInfo, keeper: Identity | null): boolean =>
  keeper !== null &&
  /^\d+$/.test(candidate.startTime) &&
  /^\d+$/.test(keeper.startTime) &&
  Number(candidate.startTime) < Number(keeper.startTime);

/** Children of members and those in a group or session that a member leads, again and again until none is left. */
const addRelatives = (
  unknown: readonly ProcessInfo[],
  members: Map<number, ProcessInfo>,
): readonly ProcessInfo[] => {
  const added: ProcessInfo[] = [];
  for (let grown = true; grown;) {
    grown = false;
    for (const candidate of unknown) {
      const { pid, ppid, pgid, sid } = candidate;
      if (members.has(pid) || pid === ownPid()) continue;
      if (!members.has(ppid) && !members.has(pgid) && !members.has(sid)) continue;
      members.set(pid, candidate);
      added.push(candidate);
      grown = true;
    }
  }
  return added;
};
