// How the services are when no supervisor lives, from what is on disk and in the process table. It starts nothing,
// writes nothing, and believes no record without proof: what cannot be proven is said to be unknown.

import type { ServiceStatus } from "../../api/contract.ts";
import { bootId, isSameAlive } from "../../host/processes/process-table.ts";
import type { Layout } from "../../plan/layout.ts";
import { judgeRecord } from "./judge-record.ts";
import { disownStrangers, isOwnProcess } from "../processes/own-process.ts";
import { readDesired, readServiceRecord, type ServiceRecord } from "./records.ts";
import { readEnding, readMainPid } from "./run-files.ts";
import { hasProcess, publicState } from "../life/service-status.ts";

/**
 * The services of the last description that was started here, in its order; empty when none ever was.
 * @param reason what there is to say of one that runs, for people
 */
export const readStatus = ({ state }: Layout, reason: string = UNWATCHED): readonly ServiceStatus[] => {
  const boot = bootId();
  return (readDesired(state)?.services ?? []).map(({ name }) => {
    const found = readServiceRecord(state, name);
    if (found === null) return neverStarted(name);
    const record = disownStrangers(state, found);
    const isThisBoot = record.bootId === boot;
    const main = isThisBoot ? findLivingMain(state, record) : null;
    // A keeper without its service is about to write down how it ended.
    if (main !== null || (isThisBoot && record.keeper !== null && isSameAlive(record.keeper)))
      return running(record, main, reason);
    const exit = isThisBoot ? readEnding(state, name, record.generation) : null;
    const { isMissed: _, ...history } = judgeRecord(record, exit, isThisBoot);
    const url = history.state === "external" ? record.url : null;
    return { ...neverStarted(name), restarts: record.restarts, url, ...history };
  });
};

const UNWATCHED = "no supervisor watches it; the next `jig up` takes it over";

/** How a service is that was described and never started. */
export const neverStarted = (name: string): ServiceStatus => ({
  name,
  state: "stopped",
  ready: false,
  pid: null,
  port: null,
  url: null,
  startedAt: null,
  restarts: 0,
  exit: null,
  reason: null,
});

/** It lives. Whether it still answers is not asked: it is shown as it was last seen. */
const running = (record: ServiceRecord, pid: number | null, reason: string): ServiceStatus => {
  const { name, phase, port, url, startedAt, restarts } = record;
  const state = hasProcess(phase) ? publicState(phase) : "unready";
  const isReady = state === "ready";
  return { ...neverStarted(name), state, ready: isReady, pid, port, url, startedAt, restarts, reason };
};

const findLivingMain = (state: string, record: ServiceRecord): number | null => {
  const { name, generation, keeper, main } = record;
  if (main !== null) return isSameAlive(main) ? main.pid : null;
  const pid = readMainPid(state, name, generation);
  return pid !== null && isOwnProcess(pid, { state, name, generation, keeper }) ? pid : null;
};
