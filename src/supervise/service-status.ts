// A service's life as `status` shows it: the states of the contract instead of the table's finer ones.

import type { ServiceState, ServiceStatus } from "../api/contract.ts";
import { readProcess, isAlive } from "../host/process-table.ts";
import type { Life } from "./life.ts";
import type { State } from "./machine.ts";
import type { ServiceSpec } from "../plan/plan.ts";
import { findMain } from "./run.ts";

/** The state's public name. */
export const publicState = (state: State): ServiceState => {
  switch (state) {
    case "clearing":
    case "restarting":
    case "failing":
      return "stopping";
    default:
      return state;
  }
};

/** Whether a process of the service may be there. */
export const hasProcess = (state: State): boolean =>
  !["stopped", "waiting", "backoff", "failed", "done"].includes(state);

export const sayOlderCopy = (name: string): string =>
  `runs an older description or environment; \`jig restart ${name}\` applies the new one`;

/** @param waitsFor why it waits, when it does */
export const statusOf = (life: Life, waitsFor: string | null): ServiceStatus => {
  const { run, name, state } = life;
  const runs = hasProcess(state) && run !== null;
  const main = runs ? findMain(run) : null;
  return {
    name,
    state: publicState(state),
    ready: state === "ready",
    pid: main !== null && isAlive(readProcess(main.pid)) ? main.pid : null,
    port: runs ? run.port : null,
    url: runs ? run.url : null,
    startedAt: runs ? life.startedAt : null,
    restarts: life.restarts,
    exit: runs ? null : life.exit,
    reason: reasonOf(life, waitsFor),
  };
};

/** The one rule of what is older: a digest covers everything that a service is started from. */
export const isOlderCopy = (
  started: Pick<ServiceSpec, "digest">,
  newest: Pick<ServiceSpec, "digest">,
): boolean => started.digest !== newest.digest;

/** Whether its process was started from an older description than the newest known. */
export const isOlder = (life: Life): boolean =>
  life.run !== null && hasProcess(life.state) && isOlderCopy(life.run.spec, life.newest);

const reasonOf = (life: Life, waitsFor: string | null): string | null => {
  const { state, look, reason, name } = life;
  if (state === "waiting") return waitsFor;
  if (reason !== null) return reason;
  if ((state === "starting" || state === "unready") && look !== null && look.kind !== "ready")
    return look.why;
  return isOlder(life) ? sayOlderCopy(name) : null;
};
