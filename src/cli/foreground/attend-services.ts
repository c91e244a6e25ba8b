// Staying with services that are up: told of every change, it decides when that is over. It starts a supervisor again that
// has died, and stops nothing.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Layout } from "../../plan/layout.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import type { Reporter } from "../../show/reporter.ts";
import type { Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { isAtRest, readKnownServices } from "../services/known-services.ts";
import { reachSupervisor } from "../services/supervisor-link.ts";

/** Why the services are to be stopped. */
export type Verdict =
  | { readonly kind: "asked" }
  /** Nothing of what was meant runs any more, and none of it failed that is required. */
  | { readonly kind: "over" }
  /** A required service has failed for good; it has been told. */
  | { readonly kind: "failed" }
  | { readonly kind: "trouble"; readonly stop: Stop };

export interface Attending {
  readonly layout: Layout;
  readonly services: readonly ServiceSpec[];
  readonly meant: readonly string[];
  /** How they were when they had arrived. */
  readonly known: readonly ServiceStatus[];
}

/** Who stays: until `asked`, telling what happens. */
export interface Attendant {
  readonly context: JigContext;
  readonly reporter: Reporter;
  readonly asked: AbortSignal;
}

/** Comes back when there is a verdict. */
export const attendServices = async (attendant: Attendant, attending: Attending): Promise<Verdict> => {
  const { layout } = attending;
  const { context, asked } = attendant;
  const tell = createTeller(attendant, attending);
  let verdict = judge(attending, attending.known);
  while (verdict === null) {
    const client = await reachSupervisor(context, layout);
    if (!client.ok) return { kind: "trouble", stop: client.failure };
    for await (const { services } of client.value.watch(asked)) {
      tell(services);
      verdict = judge(attending, services);
      if (verdict !== null) break;
    }
    if (asked.aborted) return { kind: "asked" };
    // It ended by itself when all is over; otherwise it was killed, and the services still need one.
    const { services } = await readKnownServices(layout);
    verdict ??= judge(attending, services);
  }
  return verdict;
};

/** Null as long as there is something to stay for. */
const judge = (
  { services, meant }: Attending,
  statuses: readonly ServiceStatus[],
): Extract<Verdict, { kind: "over" | "failed" }> | null => {
  const found = statuses.filter(({ name }) => meant.includes(name));
  const required = new Set(services.filter(({ require }) => require).map(({ name }) => name));
  const hasFailed = found.some(({ name, state }) => required.has(name) && FAILED.has(state));
  if (hasFailed) return { kind: "failed" };
  return found.every((status) => isAtRest(status)) ? { kind: "over" } : null;
};

const FAILED: ReadonlySet<ServiceStatus["state"]> = new Set(["failed", "stuck", "unavailable"]);

/** Tells a change of state, and why a service failed. */
const createTeller = (
  { context: { host }, reporter }: Attendant,
  { known, meant }: Attending,
): ((services: readonly ServiceStatus[]) => void) => {
  const before = new Map(known.map((status) => [status.name, status]));
  return (services) => {
    const at = host.now().toISOString();
    for (const service of services) {
      const last = before.get(service.name);
      before.set(service.name, service);
      if (!meant.includes(service.name) || last?.state === service.state) continue;
      reporter.report({ event: "service-state", at, service });
      if (!FAILED.has(service.state)) continue;
      reporter.report({
        event: "diagnostic",
        at,
        severity: "error",
        code: "service-failed",
        message: `service \`${service.name}\`: ${service.reason ?? service.state}`,
        place: null,
        hint: null,
        detail: [],
      });
    }
  };
};
