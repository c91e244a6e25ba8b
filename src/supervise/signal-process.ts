// The one place that sends signals: only to processes known by pid and start time, so never to a recycled pid.

import nodeProcess from "node:process";

import { isSameAlive, readProcess } from "../host/process-table.ts";
import type { Identity } from "./records.ts";

/** This process: never to be taken for a part of a service, wherever it was started from. */
export const ownPid = (): number => nodeProcess.pid;

/** False when that very process is gone, or is not ours to signal. */
export const signalProcess = (target: Identity, signal: NodeJS.Signals): boolean =>
  target.pid > 1 && target.pid !== nodeProcess.pid && isSameAlive(target) && send(target.pid, signal);

/** Signals the process group that a process of ours leads. False when that process is gone. */
export const signalGroup = (leader: Identity, signal: NodeJS.Signals): boolean => {
  const found = readProcess(leader.pid);
  const leads = found !== null && found.startTime === leader.startTime && found.pgid === leader.pid;
  return leads && leader.pid > 1 && leader.pid !== nodeProcess.pid && send(-leader.pid, signal);
};

const send = (target: number, signal: NodeJS.Signals): boolean => {
  try {
    nodeProcess.kill(target, signal);
    return true;
  } catch {
    return false;
  }
};

/** Calls back when this process is told to end. SIGHUP is ignored: a closed terminal is no reason. */
export const onTermination = (callback: () => void): void => {
  nodeProcess.on("SIGTERM", callback);
  nodeProcess.on("SIGINT", callback);
  nodeProcess.on("SIGHUP", () => {});
};

/** Ends this process at once: what it holds from the kernel (locks, sockets) is free the moment it is gone. */
export const endOwnProcess = (exitCode: number): never => nodeProcess.exit(exitCode);
