// Who waits for whom: which service may start, which must stay a while, and for which waiting is in vain. Pure.

import type { ServiceSpec } from "../plan/services/service-spec.ts";
import type { State } from "./life/life-states.ts";

/** A service as ordering sees it. */
export interface OrderedService {
  readonly name: string;
  readonly state: State;
  readonly after: ServiceSpec["after"];
  readonly require: boolean;
  /** It is to be stopped (or restarted) and still runs. */
  readonly isLeaving: boolean;
}

export type Services = ReadonlyMap<string, OrderedService>;

export type Start =
  | { readonly kind: "now" }
  /** For people: what it waits for. */
  | { readonly kind: "later"; readonly why: string }
  /** What it comes after does not run and will not, unless somebody starts it. */
  | { readonly kind: "in-vain"; readonly why: string };

/** Whether a waiting service may start. */
export const decideStart = (service: OrderedService, services: Services): Start =>
  decide(service, services, new Set([service.name]));

const RESTING: ReadonlySet<State> = new Set(["stopped", "unavailable", "failed", "done", "stuck"]);
const STARTED: ReadonlySet<State> = new Set(["starting", "external", "ready", "unready", "done"]);

const decide = (service: OrderedService, services: Services, seen: ReadonlySet<string>): Start => {
  const waits: Start[] = [];
  for (const { service: name, until } of service.after) {
    const needed = services.get(name);
    if (needed === undefined || isReached(needed, until)) continue;
    waits.push(waitFor(needed, services, seen));
  }
  return (
    waits.find(({ kind }) => kind === "in-vain") ??
    waits.find(({ kind }) => kind === "later") ?? { kind: "now" }
  );
};

const isReached = (needed: OrderedService, until: OrderedService["after"][number]["until"]): boolean => {
  if (needed.isLeaving) return false;
  // An optional service that failed holds nobody up; nor does one that nobody asked for.
  if (!needed.require && RESTING.has(needed.state)) return true;
  if (until === "done") return needed.state === "done";
  if (until === "ready") return ["ready", "external", "done"].includes(needed.state);
  return STARTED.has(needed.state);
};

const waitFor = (needed: OrderedService, services: Services, seen: ReadonlySet<string>): Start => {
  const { name, state } = needed;
  if (state === "failed" || state === "stuck")
    return {
      kind: "in-vain",
      why: `it waits for \`${name}\`, which ${state === "failed" ? "failed" : "is stuck"}`,
    };
  if (state === "unavailable")
    return { kind: "in-vain", why: `it waits for \`${name}\`, which there is not here` };
  if (state === "stopped") return { kind: "in-vain", why: `it waits for \`${name}\`, which does not run` };
  if (state === "waiting" && !seen.has(name)) {
    const beyond = decide(needed, services, new Set([...seen, name]));
    if (beyond.kind === "in-vain")
      return { kind: "in-vain", why: `it waits for \`${name}\`, which cannot start` };
  }
  return { kind: "later", why: `it waits for \`${name}\`` };
};

/** The names and everything that they come after, what is needed first. Unknown names are left out. */
export const withDependencies = (
  names: readonly string[],
  specs: ReadonlyMap<string, Pick<ServiceSpec, "after">>,
): readonly string[] => {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const spec = specs.get(name);
    if (spec === undefined || visited.has(name)) return;
    visited.add(name);
    for (const { service } of spec.after) visit(service);
    found.add(name);
  };
  for (const name of names) visit(name);
  return [...found];
};

/**
 * Which of the leaving services may be told to go now: those that nobody who comes after them, and is on the way out
 * too, still needs. When they need each other, all may.
 */
export const decideLeaving = (leaving: ReadonlySet<string>, services: Services): readonly string[] => {
  const isHeld = (name: string): boolean =>
    [...services.values()].some(
      (other) =>
        other.name !== name &&
        other.after.some(({ service }) => service === name) &&
        (leaving.has(other.name) || isOnTheWayOut(other.state)),
    );
  const free = [...leaving].filter((name) => !isHeld(name));
  const somebodyEnds = [...services.values()].some(({ state }) => isOnTheWayOut(state));
  return free.length > 0 || somebodyEnds ? free : [...leaving];
};

const isOnTheWayOut = (state: State): boolean =>
  state === "stopping" || state === "restarting" || state === "failing" || state === "clearing";
