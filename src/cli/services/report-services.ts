// The report of `jig status`: what is known of the services, in the order of the file, with what the file adds to it.

import type { ServiceStatus, StatusReport } from "../../api/contract.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { neverStarted } from "../../supervise/read-status.ts";
import { readOlder } from "../../supervise/read-older.ts";
import { sayOlderCopy } from "../../supervise/service-status.ts";
import type { JigContext } from "../context.ts";
import { readWarm } from "../fast/warm-record.ts";
import { describeProject } from "../project/describe-project.ts";
import { openProject } from "../project/open-project.ts";
import { planProject } from "../project/plan-project.ts";
import type { Project } from "../project/project.ts";
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
  const older = names === null ? [] : await findOlder(context, directory, known.services);
  const services = (names === null ? known.services : inFileOrder(names, known.services)).map((service) =>
    older.includes(service.name)
      ? { ...service, reason: service.reason ?? sayOlderCopy(service.name) }
      : service,
  );
  const name = described.ok ? described.value.name : found.folder;
  const { supervisor } = known;
  const local = described.ok ? described.value.description.local : null;
  const report: StatusReport = {
    version: 1,
    project: { name, root: layout.root },
    supervisor,
    services,
    ...(local === null ? {} : { local: [...local.keys] }),
  };
  return { report, problem: described.ok ? null : (described.failure.diagnostics[0] ?? null) };
};

/** The running services that were started from something else than the file says now; none when it cannot be planned. */
const findOlder = async (
  context: JigContext,
  directory: string | undefined,
  known: readonly ServiceStatus[],
): Promise<readonly string[]> => {
  const project = await openProject(context, directory);
  if (!project.ok || known.every(({ pid }) => pid === null)) return [];
  const { layout } = project.value;
  const warm = readWarm(context.host, layout);
  if (warm !== null) return readOlder(layout, warm.plan.services);
  const planned = await planProject(context, { directory, locking: "when-needed" });
  return planned.ok ? readOlder(layout, planned.value.plan.services) : [];
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
