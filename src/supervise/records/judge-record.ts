// What the record of a run that lives no more says about its service: pure, so that `status` without a supervisor and a
// supervisor that takes over tell the same.

import { sayEnding } from "../life/judge-ending.ts";
import type { Ending, ServiceRecord } from "./records.ts";

export interface History {
  readonly state: "stopped" | "failed" | "done" | "external" | "unavailable";
  readonly exit: Ending | null;
  /** For people. */
  readonly reason: string | null;
  /** It should be running: a supervisor that had lived would have started it again. */
  readonly isMissed: boolean;
}

/** @param exit how its latest run ended, as the keeper wrote it down; null when nobody knows */
export const judgeRecord = (record: ServiceRecord, exit: Ending | null, isThisBoot: boolean): History => {
  const { phase, reason } = record;
  const isOver = { exit: record.exit, reason, isMissed: false };
  switch (phase) {
    case "failed":
      return { state: "failed", ...isOver };
    case "done":
    case "stopped":
      // What was done before the machine was restarted is done again.
      return isThisBoot ? { state: phase, ...isOver } : { state: "stopped", ...isOver, reason: null };
    case "external":
    case "unavailable":
      return isThisBoot ? { state: phase, ...isOver } : { state: "stopped", ...isOver, reason: null };
    case "failing":
      return { state: "failed", exit, reason, isMissed: false };
    case "stopping":
    case "stuck":
      return { state: "stopped", exit, reason: null, isMissed: false };
    default:
      return isThisBoot ? interrupted(record, exit) : RESTARTED;
  }
};

const RESTARTED: History = {
  state: "stopped",
  exit: null,
  reason: "the machine was restarted",
  isMissed: false,
};

const interrupted = ({ phase, spec }: ServiceRecord, exit: Ending | null): History => {
  const hasNoRun = ["waiting", "looking", "restarting"].includes(phase);
  if (hasNoRun) return { state: "stopped", exit, reason: null, isMissed: true };
  const hasSucceeded = exit !== null && "code" in exit && exit.code === 0;
  if (hasSucceeded && spec.oneshot) return { state: "done", exit, reason: null, isMissed: false };
  const reason = `${sayEnding(exit)}, while no supervisor was running`;
  return { state: "stopped", exit, reason, isMissed: !hasSucceeded };
};
