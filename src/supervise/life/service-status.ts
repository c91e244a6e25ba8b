// A service's life as `status` shows it: the states of the contract instead of the table's finer ones.

import type { ServiceState, ServiceStatus } from "../../api/contract.ts";
import { readProcess, isAlive } from "../../host/processes/process-table.ts";
import { findMovedFor, urlOf, type Life } from "./life.ts";
import type { State } from "./life-states.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { findMain } from "../run/run.ts";
import { isVenvGone, isVenvRemoved, type StartedVenv } from "../run/started-venv.ts";
import { findNewVariable, sayNewVariable } from "../run/told-others.ts";
import { sayMoved } from "../run/told-ports.ts";

/** A status without the remark that it is older; what else there is to say of it stays. */
export const withoutOlder = (status: ServiceStatus): ServiceStatus => {
  const older = sayOlderCopy(status.name);
  if (status.reason === older) return { ...status, reason: null };
  return status.reason?.startsWith(`${older}; `) === true
    ? { ...status, reason: status.reason.slice(older.length + 2) }
    : status;
};

/** The state's public name. */
export const publicState = (state: State): ServiceState => {
  switch (state) {
    case "looking":
      return "starting";
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
  !["stopped", "waiting", "looking", "external", "unavailable", "backoff", "failed", "done"].includes(state);

const sayOlderCopy = (name: string): string =>
  `runs an older description or environment; \`jig restart ${name}\` applies the new one`;

/** Of one that was started from something else than there is now. @param venv the one that it was started in */
export const sayOlder = (name: string, venv: StartedVenv | null | undefined): string =>
  isVenvRemoved(venv ?? null) ? VENV_REMOVED : sayOlderCopy(name);

const VENV_REMOVED = "the `.venv` that it runs in is gone; `jig up` makes it again";

/** @param waitsFor why it waits, when it does */
export const statusOf = (life: Life, waitsFor: string | null): ServiceStatus => {
  const { run, name, state } = life;
  const runs = hasProcess(state) && run !== null;
  const main = runs ? findMain(run) : null;
  return {
    name,
    state: publicState(state),
    ready: state === "ready" || state === "external",
    pid: main !== null && isAlive(readProcess(main.pid)) ? main.pid : null,
    port: runs ? run.port : null,
    url: runs || state === "external" ? urlOf(life) : null,
    startedAt: runs ? life.startedAt : null,
    restarts: life.restarts,
    exit: runs ? null : life.exit,
    reason: reasonOf(life, waitsFor),
    ...(life.models === null ? {} : { models: [...life.models.list()] }),
  };
};

/** What a running copy was started from. */
export interface Started {
  readonly spec: Pick<ServiceSpec, "digest">;
  readonly venv?: StartedVenv | null | undefined;
}

/** The one rule of what is older: a digest covers all that a service is started from, but not that it is still there. */
export const isOlderCopy = ({ spec, venv }: Started, newest: Pick<ServiceSpec, "digest">): boolean =>
  spec.digest !== newest.digest || isVenvGone(venv ?? null);

/** Whether its process was started from an older description than the newest known. */
export const isOlder = (life: Life): boolean =>
  life.run !== null && hasProcess(life.state) && isOlderCopy(life.run, life.newest);

const reasonOf = (life: Life, waitsFor: string | null): string | null => {
  const { state, look, reason } = life;
  if (state === "waiting") return waitsFor;
  if (reason !== null) return reason;
  if ((state === "starting" || state === "unready") && look !== null && look.kind !== "ready")
    return look.kind === "not-yet" && look.remedy !== undefined
      ? `${look.why}: ${look.remedy.hint}`
      : look.why;
  // What ends does not have to be started anew for that.
  return hasProcess(state) && publicState(state) !== "stopping" ? newsFor(life) : null;
};

/** What it does not know yet of what has changed around it; else what there is to say of one that runs well. */
const newsFor = (life: Life): string | null => {
  const { name } = life;
  const moved = findMovedFor(life);
  if (moved !== null) return sayMoved(name, moved);
  if (isOlder(life)) return sayOlder(name, life.run?.venv);
  const news = life.run === null ? null : findNewVariable(life.run, life.context.toldBy(name));
  return news === null ? life.remark : sayNewVariable(name, news);
};
