// Which running services were started from something else than is described now. It reads, asks nobody, and believes
// of the records only what `readStatus` proves.

import type { Layout } from "../plan/layout.ts";
import type { ServiceSpec } from "../plan/plan.ts";
import { readStatus } from "./read-status.ts";
import { readServiceRecord } from "./records.ts";
import { isOlderCopy } from "./service-status.ts";

/** The names, in the order of `services`, of those that run an older copy: `jig restart NAME` applies the new one. */
export const readOlder = (layout: Layout, services: readonly ServiceSpec[]): readonly string[] => {
  const running = new Set(readStatus(layout).flatMap(({ name, pid }) => (pid === null ? [] : name)));
  return services.flatMap((newest) => {
    const started = running.has(newest.name) ? readServiceRecord(layout.state, newest.name) : null;
    return started !== null && isOlderCopy(started, newest) ? newest.name : [];
  });
};
