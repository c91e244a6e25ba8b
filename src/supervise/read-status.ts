// How the services are when no supervisor lives, from what is on disk and in the process table. It starts nothing,
// writes nothing, and believes no record without proof: what cannot be proven is said to be unknown.

import type { ServiceStatus } from "../api/contract.ts";
import { bootId, isSameAlive } from "../host/process-table.ts";
import type { Layout } from "../plan/layout.ts";
import { sayEnding } from "./judge-ending.ts";
import { readDesired, readServiceRecord, type ServiceRecord } from "./records.ts";
import { readEnding, readMainPid } from "./run-files.ts";
import { hasProcess, publicState } from "./service-status.ts";
import { isOwnProcess } from "./own-process.ts";

/** The services of the last description that was started here, in its order; empty when none ever was. */
export const readStatus = (layout: Layout): readonly ServiceStatus[] => {
  const { state } = layout;
  const boot = bootId();
  return (readDesired(state)?.services ?? []).map(({ name }) => {
    const record = readServiceRecord(state, name);
    if (record === null) return { ...NOTHING, name };
    if (record.bootId !== boot) return otherBoot(record);
    const pid = findLivingMain(state, record);
    if (pid === null && !isKept(record)) return ended(state, record);
    return running(record, pid);
  });
};

const NOTHING: Omit<ServiceStatus, "name"> = {
  state: "stopped",
  ready: false,
  pid: null,
  port: null,
  url: null,
  startedAt: null,
  restarts: 0,
  exit: null,
  reason: null,
};

const ALONE = "no supervisor watches it; the next `jig up` takes it over";

/** It lives. Whether it still answers is not known: it is shown as it was last seen. */
const running = (record: ServiceRecord, pid: number | null): ServiceStatus => {
  const { name, phase, port, url, startedAt, restarts } = record;
  const state = hasProcess(phase) ? publicState(phase) : "unready";
  return {
    ...NOTHING,
    name,
    state,
    ready: state === "ready",
    pid,
    port,
    url,
    startedAt,
    restarts,
    reason: ALONE,
  };
};

const ended = (state: string, record: ServiceRecord): ServiceStatus => {
  const { name, phase, restarts, reason } = record;
  const rests = phase === "failed" || phase === "done" || phase === "stopped";
  const exit = rests ? record.exit : readEnding(state, name, record.generation);
  if (rests) return { ...NOTHING, name, state: phase, restarts, exit, reason };
  const wasAsked = phase === "stopping" || phase === "waiting";
  const why = wasAsked ? null : `${sayEnding(exit)}, while no supervisor was running`;
  return { ...NOTHING, name, restarts, exit, reason: why };
};

const otherBoot = (record: ServiceRecord): ServiceStatus => {
  const { name, phase, exit, reason } = record;
  if (phase === "failed") return { ...NOTHING, name, state: "failed", exit, reason };
  const wasOver = phase === "stopped" || phase === "done" || phase === "stopping";
  return { ...NOTHING, name, reason: wasOver ? null : "the machine was restarted" };
};

const isKept = ({ keeper }: ServiceRecord): boolean => keeper !== null && isSameAlive(keeper);

const findLivingMain = (state: string, record: ServiceRecord): number | null => {
  const { name, generation, keeper, main } = record;
  if (main !== null) return isSameAlive(main) ? main.pid : null;
  const pid = readMainPid(state, name, generation);
  return pid !== null && isOwnProcess(pid, { state, name, generation, keeper }) ? pid : null;
};
