// The report of `jig status`: what is known of the services, in the order of the file, with what the file adds to it.

import type { ServiceStatus, StatusReport } from "../../api/contract.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { withHandPull } from "../../supervise/ollama/pull/hand-pulls.ts";
import { neverStarted } from "../../supervise/records/read-status.ts";
import { readOlder } from "../../supervise/records/read-older.ts";
import { readServiceRecord } from "../../supervise/records/records.ts";
import { sayOlder } from "../../supervise/life/service-status.ts";
import type { JigContext } from "../context.ts";
import { planIn, readWarm } from "../fast/warm-record.ts";
import { describeCommitted } from "../project/description/describe-committed.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { identify } from "../project/description/identify.ts";
import { openProject } from "../project/open-project.ts";
import { lastProof } from "../project/making/prove-once.ts";
import { planProject } from "../project/plan-project.ts";
import type { Project } from "../project/project.ts";
import { sayKilledKernel } from "./killed-kernel.ts";
import type { KnownServices } from "./known-services.ts";

export interface ServicesReport {
  readonly report: StatusReport;
  /** What is wrong with the description: then the report is about what was started before. Else null. */
  readonly problem: Diagnostic | null;
}

/** @param directory the value of `-C` */
export const reportServices = async (
  context: JigContext,
  directory: string | undefined,
  { found, layout, known }: Project & { readonly known: KnownServices },
): Promise<ServicesReport> => {
  const described = describeProject(found);
  const names = described.ok ? described.value.description.services.map(({ name }) => name) : null;
  const planned = names === null ? null : await lookAtPlan(context, directory, known.services);
  const older = planned === null ? [] : planned.older;
  const id = planned === null ? null : planned.id;
  const services = (names === null ? known.services : inFileOrder(names, known.services)).map((service) =>
    older.includes(service.name) && service.state !== "stopping"
      ? { ...service, reason: service.reason ?? sayOlderHere(layout, service.name) }
      : { ...service, reason: service.reason ?? sayKilledKernel(context.host, layout.state, service) },
  );
  const withPulls = services.map(({ models, ...service }) => ({
    ...service,
    ...(models === undefined ? {} : { models: models.map((model) => withHandPull(layout.state, model)) }),
  }));
  const name = described.ok ? described.value.name : found.folder;
  const { supervisor } = known;
  const local = described.ok ? described.value.description.local : null;
  const gpu =
    described.ok && described.value.description.gpu !== null ? await lastProof(context, layout) : null;
  const report: StatusReport = {
    version: 1,
    project: { name, root: layout.root, ...(id === null ? {} : { id }) },
    supervisor,
    services: withPulls,
    ...(local === null ? {} : { local: [...local.keys] }),
    ...(gpu === null ? {} : { gpu }),
  };
  return { report, problem: described.ok ? null : (described.failure.diagnostics[0] ?? null) };
};

const sayOlderHere = ({ state }: Project["layout"], name: string): string =>
  sayOlder(name, readServiceRecord(state, name)?.venv);

interface PlanSeen {
  /** The running services that were started from something else than the file says now. */
  readonly older: readonly string[];
  /** Null when it cannot be told. */
  readonly id: string | null;
}

/** What the file says now, beside its services: as the last command left it when that still holds. */
const lookAtPlan = async (
  context: JigContext,
  directory: string | undefined,
  known: readonly ServiceStatus[],
): Promise<PlanSeen | null> => {
  const project = await openProject(context, directory);
  if (!project.ok) return null;
  const { layout } = project.value;
  const warm = readWarm(context.host, layout);
  const isRunning = known.some(({ pid }) => pid !== null);
  if (warm !== null) {
    const { services, project: planned } = planIn(warm);
    return { older: isRunning ? readOlder(layout, services) : [], id: planned.id };
  }
  if (!isRunning) return { older: [], id: await committedId(context, directory) };
  const planned = await planProject(context, { directory, locking: "when-needed" });
  if (!planned.ok) return null;
  const { plan } = planned.value;
  return { older: readOlder(layout, plan.services), id: plan.project.id };
};

const committedId = async (context: JigContext, directory: string | undefined): Promise<string | null> => {
  const committed = await describeCommitted(context, directory);
  const identity = committed.ok ? identify(committed.value) : null;
  return identity?.ok === true ? identity.value.id : null;
};

/** The file's services first, those that were never started as `stopped`, then what runs and is no longer in the file. */
const inFileOrder = (names: readonly string[], known: readonly ServiceStatus[]): readonly ServiceStatus[] => {
  const inFile = names.map(
    (name): ServiceStatus => known.find((service) => service.name === name) ?? neverStarted(name),
  );
  const gone = known
    .filter(({ name, state }) => !names.includes(name) && state !== "stopped" && state !== "done")
    .map((service) => ({ ...service, reason: service.reason ?? "no longer in the file" }));
  return [...inFile, ...gone];
};
