// Which running services were started from something else than is described now. It reads, asks nobody, and believes
// of the records only what `readStatus` proves.

import type { Layout } from "../../plan/layout.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { readStatus } from "./read-status.ts";
import { readServiceRecord } from "./records.ts";
import { isOlderCopy } from "../life/service-status.ts";
import { findNewVariable } from "../run/told-others.ts";

/**
 * The names of those that run and were started before another service was where it is now.
 * @param told the variables that others tell a service at this moment
 */
export const readUntold = (
  layout: Layout,
  services: readonly ServiceSpec[],
  told: (others: readonly ServiceSpec[]) => Readonly<Record<string, string>>,
): readonly string[] => {
  if (services.every(({ tells }) => tells === undefined)) return [];
  const running = new Set(readStatus(layout).flatMap(({ name, pid }) => (pid === null ? [] : name)));
  return services.flatMap(({ name }) => {
    const started = running.has(name) ? readServiceRecord(layout.state, name) : null;
    const others = services.filter((other) => other.name !== name);
    return started !== null && findNewVariable(started, told(others)) !== null ? name : [];
  });
};

/** The names, in the order of `services`, of those that run an older copy: `jig restart NAME` applies the new one. */
export const readOlder = (layout: Layout, services: readonly ServiceSpec[]): readonly string[] => {
  const running = new Set(readStatus(layout).flatMap(({ name, pid }) => (pid === null ? [] : name)));
  return services.flatMap((newest) => {
    const started = running.has(newest.name) ? readServiceRecord(layout.state, newest.name) : null;
    return started !== null && isOlderCopy(started, newest) ? newest.name : [];
  });
};
