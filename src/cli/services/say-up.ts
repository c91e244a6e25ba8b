// What is told when `up` has come to its end: the services and their pages, and what was left as it was. It starts nothing.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Plan } from "../../plan/plan.ts";
import { sayPlannedGpu } from "../../plan/gpu/say-gpu.ts";
import { drawSummary } from "../../show/services/draw-services.ts";
import { nothingToDo, sayGone, sayMovedPort, sayOlder, sayOlderEnvironment } from "../../show/say-notes.ts";
import { paperOf, type Channel } from "../answer/streams.ts";
import { linkFor } from "../browser/link-for.ts";
import type { JigContext } from "../context.ts";
import type { Prepared } from "../project/making/prepared.ts";
import { inFileOrder } from "./file-order.ts";
import { findMovedPorts, type StartedServices } from "./moved-ports.ts";
import type { Settled } from "./supervisor-link.ts";

/** Ports that are others than before. */
export const noteMoved = (context: JigContext, plan: Plan, started: Omit<StartedServices, "specs">): void => {
  for (const moved of findMovedPorts({ specs: plan.services, ...started })) context.note(sayMovedPort(moved));
};

/** What was left as it runs: services of an older description, and those that are no longer in it. */
export const noteOthers = (context: JigContext, plan: Plan, { older, services }: Settled): void => {
  const named = inFileOrder(plan, services).flatMap(({ name }) => (older.includes(name) ? name : []));
  if (named.length > 0) context.note(sayOlder(named, plan.gpu !== undefined));
  const gone = services.filter(
    ({ name, pid }) => pid !== null && plan.services.every((spec) => spec.name !== name),
  );
  if (gone.length > 0) context.note(sayGone(gone.map(({ name }) => name)));
};

/**
 * What was seen of the GPU, in a line; none where only files were looked at, and they do not tell whether its card works.
 */
export const saySeenGpu = ({ plan: { gpu }, isWarm }: Pick<Prepared, "plan" | "isWarm">): readonly string[] =>
  gpu === undefined || (isWarm && gpu.cuda === "auto" && gpu.driver !== null) ? [] : [sayPlannedGpu(gpu)];

interface UpSummary {
  readonly ok: boolean;
  readonly project: Plan["project"];
  readonly services: readonly ServiceStatus[];
  /** Null: all. */
  readonly asked: readonly string[] | null;
  /** Where it is to be told. */
  readonly on: Channel;
  /** Somebody stopped waiting for it, and nothing has failed. */
  readonly isOnItsWay?: boolean;
}

/** The words at the end of `up`; empty when all was said before. */
export const saySummary = (
  context: JigContext,
  { plan, trouble, isWarm }: Prepared,
  summary: UpSummary,
): string => {
  if (trouble !== null) context.note(sayOlderEnvironment(plan.services.length > 0));
  if (plan.services.length === 0) {
    if (trouble !== null) return "";
    const ready = plan.steps.length === 0 ? nothingToDo : `${plan.project.name} is ready`;
    return [ready, ...saySeenGpu({ plan, isWarm })].join("\n");
  }
  // A link with its token is for the person at the terminal alone: a log of a build is read by others.
  const links = Object.fromEntries(
    plan.services.flatMap((spec) => {
      const status = summary.services.find(({ name }) => name === spec.name);
      if (status === undefined || status.url === null) return [];
      return [[spec.name, summary.on.isTerminal ? linkFor(context.host, spec, status.url) : status.url]];
    }),
  );
  const gpu = saySeenGpu({ plan, isWarm });
  return drawSummary({ ...summary, gpu, local: plan.local ?? [] }, links, paperOf(summary.on));
};
