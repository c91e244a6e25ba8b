// One run (generation) of a service: who it is on this machine, and when it ended. It decides nothing.

import { realpathSync } from "node:fs";

import {
  isSameAlive,
  listProcesses,
  readCommandLine,
  readProcess,
} from "../../host/processes/process-table.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { KEEPER_MARK } from "./keeper.ts";
import type { Loopback } from "../ports/port-holder.ts";
import { findTree, type TreeMark } from "../processes/process-tree.ts";
import { type Ending, type Identity } from "../records/records.ts";
import { cookieOf } from "../processes/cookie.ts";
import { statePaths } from "../records/state-paths.ts";
import type { StartedVenv } from "./started-venv.ts";
import type { Variables } from "./told-others.ts";
import type { Ports } from "./told-ports.ts";
import { readEnding, readMainPid } from "../records/run-files.ts";

export interface Run {
  readonly state: string;
  readonly name: string;
  readonly generation: number;
  /** As it was started: a newer description does not change a running service. */
  readonly spec: ServiceSpec;
  readonly port: number | null;
  readonly url: string | null;
  readonly startedAt: string;
  /** The ports of other services that it was told; none of an adopted run, which is not known. */
  readonly told: Ports;
  /** The variables that other services told it; null where that is not known. */
  readonly variables: Variables | null;
  /** Null where it is not known, or there is none. */
  readonly venv: StartedVenv | null;
  /** On the clock that never goes back; for an adopted run, when it was adopted. */
  readonly began: number;
  /** Null when it ended, or was lost, before it could be looked at. */
  keeper: Identity | null;
  /** The service's main process; null until it is known. */
  main: Identity | null;
  /** Where it listens, once its own process was seen to. */
  host: Loopback | null;
  /** Listening sockets that are reachable from elsewhere, by inode: whether they are this run's. */
  readonly judged: Map<string, boolean>;
  /** It was ready once. */
  wasReady: boolean;
  /** Resolved when the main process is known to have ended. */
  readonly ended: Promise<void>;
  /** Stops everything that watches this run. */
  readonly watching: AbortController;
  readonly noticeEnd: () => void;
}

/** What tells the run's processes. `seeds`: processes proven to be its own before. */
export const markOf = (run: Run, seeds: readonly Identity[] = []): TreeMark => {
  const log = statePaths(run.state).log(run.name, run.generation);
  return {
    cookie: cookieOf(run.state, run.name, run.generation),
    keeper: run.keeper,
    log: resolved(log),
    seeds: run.main === null ? seeds : [run.main, ...seeds],
  };
};

/** How long the inner shell may take to write its pid down, before its family is asked. */
const PID_MS = 2000;

/**
 * The main process, once it has become the service; null before. The pid in the file counts only while it belongs to
 * the run: it may have ended and come round again.
 */
export const findMain = (run: Run): Identity | null => {
  if (run.main !== null) return run.main;
  const pid = readMainPid(run.state, run.name, run.generation) ?? findKept(run);
  if (pid === null || readCommandLine(pid)?.join(" ").includes(KEEPER_MARK) !== false) return null;
  const found = readProcess(pid);
  if (found === null) return null;
  const isOurs = found.ppid === run.keeper?.pid || findTree(markOf(run)).some((member) => member.pid === pid);
  if (isOurs) run.main = { pid, startTime: found.startTime };
  return run.main;
};

/** The keeper's child, when nobody could write its pid down: the disk is full, or the folder was closed meanwhile. */
const findKept = ({ keeper, began }: Run): number | null => {
  if (keeper === null || performance.now() - began < PID_MS || !isSameAlive(keeper)) return null;
  return listProcesses().find(({ ppid }) => ppid === keeper.pid)?.pid ?? null;
};

/** Whether it ended, and how: `unknown` when nobody saw it. Null while it runs. */
export const findEnding = (run: Run): { readonly exit: Ending | null } | null => {
  const exit = readEnding(run.state, run.name, run.generation);
  if (exit !== null) return { exit };
  if (run.keeper !== null && isSameAlive(run.keeper)) return null;
  // The keeper alone was killed: the service goes on, and nobody will know its exit code.
  const main = findMain(run);
  if (main !== null && isSameAlive(main)) return null;
  // It may have written between our two looks.
  return { exit: readEnding(run.state, run.name, run.generation) };
};

const resolved = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
