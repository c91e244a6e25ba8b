// Whether services that run would find their new ports free, asked before any of them is stopped. It listens on such a port
// for a moment, and stops and starts nothing.

import type { Layout } from "../../plan/layout.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { isBelowService } from "./find-bench-service.ts";
import { describeHeldPort, findPortHolder, identifyStranger, isPortFree } from "./port-holder.ts";
import { readStatus } from "../records/read-status.ts";
import type { Remedy } from "../life/remedy.ts";

export interface BlockedRestart {
  readonly service: string;
  readonly why: string;
  readonly remedy: Remedy | null;
}

/** Those of the services that run well and would not come back: somebody else has the port that is written for them now. */
export const findBlockedRestarts = (
  layout: Layout,
  specs: readonly ServiceSpec[],
): readonly BlockedRestart[] => {
  const running = readStatus(layout).filter(({ pid }) => pid !== null);
  const names = specs.map(({ name }) => name);
  return specs.flatMap((spec) => {
    const number = spec.port?.fixed === true ? spec.port.number : null;
    const current = running.find(({ name }) => name === spec.name);
    if (number === null || current === undefined || current.port === number || isPortFree(number)) return [];
    const holder = findPortHolder(number, []);
    // What stops with them leaves its port to them.
    const pid = holder.kind === "stranger" ? holder.pid : null;
    if (pid !== null && isBelowService(pid, { state: layout.state, names })) return [];
    const owner = holder.kind === "stranger" ? identifyStranger(holder, number, layout.state) : null;
    return { service: spec.name, ...describeHeldPort(spec, number, owner) };
  });
};
