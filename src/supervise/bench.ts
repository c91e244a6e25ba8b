// What a supervisor knows of its project's services at a moment, and the questions that can be asked of it.
// Nothing here changes anything but the list of wanted services on disk.

import type { ServiceMessage, ServiceStatus } from "../api/contract.ts";
import type { ListeningSocket } from "../host/network/listeners.ts";
import type { ServiceSpec } from "../plan/services/service-spec.ts";
import { findExposed, listReachable, sayExposed } from "./ports/exposure.ts";
import { urlOf, type Life, type LifeContext } from "./life/life.ts";
import { decideStart, type Services, type Start } from "./order.ts";
import { expectedPort } from "./run/prepare-run.ts";
import { writeDesired } from "./records/records.ts";
import { hasProcess, isOlder, statusOf } from "./life/service-status.ts";

export interface SupervisorOptions {
  readonly state: string;
  readonly bootId: string;
  readonly log: (line: string) => void;
  /** Called whenever nothing runs, nothing is on its way and nobody listens. */
  readonly onIdle: () => void;
}

/** Takes the messages of one answer. */
export type Emit = (message: ServiceMessage) => void;

export interface Supervisor {
  readonly context: LifeContext;
  readonly lives: Map<string, Life>;
  /** The names that should run. */
  readonly wanted: Set<string>;
  /** Services that failed while no supervisor lived: started with the next request that brings an environment. */
  readonly resumable: Set<string>;
  /** What is to be told to services that still run, once nobody needs them. */
  readonly leaving: Map<string, "stop" | "restart">;
  readonly conversations: Set<Conversation>;
  /** Called after every change. Who watches is no reason to stay. */
  readonly watchers: Set<() => void>;
  readonly options: SupervisorOptions;
  /** Counts what happens, so that one can tell whether anything did. */
  activity: number;
  isPumping: boolean;
  isDirty: boolean;
}

/** One answer in progress. */
export interface Conversation {
  readonly names: readonly string[];
  /** The services that this request has started, restarted or stopped. */
  readonly changed: Set<string>;
  /** The services that a `down` has stopped since it began. */
  readonly stopped: Set<string>;
  /** Tells a service's state, when it is one of ours and has not been told already. */
  readonly notice: (life: Life) => void;
  /** Sends the last message, when all have arrived. */
  readonly settle: () => void;
  /** Nobody listens any more. The services go on. */
  readonly cancel: () => void;
}

/** The status of every known service, in the description's order. */
export const listStatus = (supervisor: Supervisor): readonly ServiceStatus[] => {
  const lives = [...supervisor.lives.values()];
  const reachable = lives.some(({ state }) => hasProcess(state)) ? listReachable() : [];
  return lives.map((life) => withExposure(life, statusIn(supervisor, life), reachable));
};

const withExposure = (
  { run }: Life,
  status: ServiceStatus,
  reachable: readonly ListeningSocket[],
): ServiceStatus => {
  if (run === null || status.pid === null) return status;
  const exposed = findExposed(run, reachable);
  if (exposed.length === 0) return status;
  const said = sayExposed(run.spec, exposed);
  return {
    ...status,
    reason: status.reason === null ? said : `${status.reason}; ${said}`,
    exposed: [...exposed],
  };
};

export const statusIn = (supervisor: Supervisor, life: Life): ServiceStatus => {
  const start = life.state === "waiting" ? startOf(supervisor, life) : null;
  return statusOf(life, start === null || start.kind === "now" ? null : start.why);
};

/** True when nothing runs, nothing is on its way and nobody listens: the supervisor may end. */
export const isIdle = (supervisor: Supervisor): boolean =>
  supervisor.conversations.size === 0 &&
  supervisor.leaving.size === 0 &&
  [...supervisor.lives.values()].every((life) => isAtRest(supervisor, life));

export const listOlder = (supervisor: Supervisor): readonly string[] =>
  [...supervisor.lives.values()].filter((life) => isOlder(life)).map(({ name }) => name);

/** Nothing more happens to it unless somebody asks. */
export const isAtRest = (supervisor: Supervisor, life: Life): boolean => {
  if (life.state === "waiting") return startOf(supervisor, life).kind === "in-vain";
  return ["stopped", "unavailable", "failed", "done"].includes(life.state);
};

/** Whether a waiting service may start. */
export const startOf = (supervisor: Supervisor, life: Life): Start => {
  const services = orderOf(supervisor);
  const self = services.get(life.name);
  return self === undefined ? { kind: "now" } : decideStart(self, services);
};

export const orderOf = (supervisor: Supervisor): Services =>
  new Map(
    [...supervisor.lives.values()].map(({ name, state, spec }) => [
      name,
      { name, state, after: spec.after, require: spec.require, isLeaving: supervisor.leaving.has(name) },
    ]),
  );

export const livesOf = (supervisor: Supervisor, names: readonly string[]): readonly Life[] =>
  names.flatMap((name) => supervisor.lives.get(name) ?? []);

export const specsOf = (supervisor: Supervisor): ReadonlyMap<string, ServiceSpec> =>
  new Map([...supervisor.lives.values()].map(({ name, newest }) => [name, newest]));

export const portsBeside = (supervisor: Supervisor, name: string): Readonly<Record<string, number>> => {
  const ports: Record<string, number> = {};
  for (const life of supervisor.lives.values()) {
    if (life.name === name) continue;
    const port = hasProcess(life.state) ? life.run?.port : expectedPort(supervisor.options.state, life.spec);
    if (port !== null && port !== undefined) ports[life.name] = port;
  }
  return ports;
};

/** The variables in which the other services tell one where they are. What does not run tells nothing. */
export const toldBeside = (supervisor: Supervisor, name: string): Readonly<Record<string, string>> => {
  const told: Record<string, string> = {};
  for (const life of supervisor.lives.values()) {
    const url = hasProcess(life.state) || life.state === "external" ? urlOf(life) : null;
    if (life.name === name || url === null) continue;
    for (const variable of life.spec.tells ?? []) told[variable] = url.replace(/\/$/, "");
  }
  return told;
};

export const saveDesired = ({ options, wanted, lives }: Supervisor): void => {
  const services = [...lives.values()].map(({ newest }) => newest);
  try {
    writeDesired(options.state, { version: 1, wanted: [...wanted], services });
  } catch (error) {
    options.log(`what is wanted cannot be written down: ${String(error)}`);
  }
};
