// The one place that sends signals: only to processes known by pid and start time, so never to a recycled pid.

import { isSameAlive, readProcess } from "../../host/processes/process-table.ts";
import type { Identity } from "../records/records.ts";

// oxlint-disable-next-line no-restricted-globals -- the one door to it here; `node:process` would cost a megabyte
const ownProcess = process;

/** This process: never to be taken for a part of a service, wherever it was started from. */
export const ownPid = (): number => ownProcess.pid;

/** The file that this process runs, links resolved. */
export const ownProgram = (): string => ownProcess.execPath;

/** False when that very process is gone, or is not ours to signal. */
export const signalProcess = (target: Identity, signal: NodeJS.Signals): boolean =>
  target.pid > 1 && target.pid !== ownProcess.pid && isSameAlive(target) && send(target.pid, signal);

/** Signals the process group that a process of ours leads. False when that process is gone. */
export const signalGroup = (leader: Identity, signal: NodeJS.Signals): boolean => {
  const found = readProcess(leader.pid);
  const leads = found !== null && found.startTime === leader.startTime && found.pgid === leader.pid;
  return leads && leader.pid > 1 && leader.pid !== ownProcess.pid && send(-leader.pid, signal);
};

const send = (target: number, signal: NodeJS.Signals): boolean => {
  try {
    ownProcess.kill(target, signal);
    return true;
  } catch {
    return false;
  }
};

/** Calls back when this process is told to end. SIGHUP is ignored: a closed terminal is no reason. */
export const onTermination = (callback: () => void): void => {
  ownProcess.on("SIGTERM", callback);
  ownProcess.on("SIGINT", callback);
  ownProcess.on("SIGHUP", () => {});
};

/** Ends this process at once: what it holds from the kernel (locks, sockets) is free the moment it is gone. */
export const endOwnProcess = (exitCode: number): never => ownProcess.exit(exitCode);
