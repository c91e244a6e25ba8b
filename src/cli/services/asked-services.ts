// Which services an `up` with names is about, and whether it has what it asked for. Pure.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Plan } from "../../plan/plan.ts";

/** Null: all, by name or without one. */
export const askedFor = (plan: Plan, names: readonly string[]): readonly string[] | null =>
  plan.services.every(({ name }) => names.length === 0 || names.includes(name)) ? null : [...new Set(names)];

/** The named services and what they come after; all when none is named. */
export const startedWith = (plan: Plan, names: readonly string[]): ReadonlySet<string> => {
  const started = new Set<string>();
  const add = (name: string): void => {
    if (started.has(name)) return;
    started.add(name);
    for (const { service } of plan.services.find((spec) => spec.name === name)?.after ?? []) add(service);
  };
  for (const name of names.length === 0 ? plan.services.map((spec) => spec.name) : names) add(name);
  return started;
};

/** A service that is not required may fail without making `up` fail. */
export const requiredAreUp = (
  plan: Plan,
  services: readonly ServiceStatus[],
  started: ReadonlySet<string>,
): boolean =>
  plan.services.every(({ name, require }) => {
    if (!require || !started.has(name)) return true;
    const status = services.find((service) => service.name === name);
    return status !== undefined && ["ready", "done", "external"].includes(status.state);
  });
