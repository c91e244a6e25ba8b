// `jig status`: how the services are. It starts nothing and ends with 0 whenever it can tell.

import type { ServiceStatus, StatusReport } from "../../api/contract.ts";
import { describeProject } from "../project/describe-project.ts";
import { neverStarted } from "../../supervise/read-status.ts";
import { readOlder } from "../../supervise/read-older.ts";
import { sayOlderCopy } from "../../supervise/service-status.ts";
import { drawStatus } from "../../show/draw-services.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findFormerServices, sayFormerServices, stopWithout } from "../services/former-services.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { readKnownServices } from "../services/known-services.ts";
import { openProject } from "../project/open-project.ts";
import { lookForProject } from "../project/project.ts";
import { planProject } from "../project/plan-project.ts";
import { sayConnectFailure } from "../answer/say-failure.ts";
import { readWarm } from "../fast/warm-record.ts";

export async function status(context: JigContext, flags: ReadFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  const project = lookForProject(context, flags.directory);
  if (!project.ok)
    return tellStop(context, await stopWithout(context.host, project.failure, flags.directory), form);
  const { found, layout } = project.value;
  const known = await readKnownServices(layout);
  const described = describeProject(found);
  const names = described.ok ? described.value.description.services.map(({ name }) => name) : null;
  const older = names === null ? [] : await findOlder(context, flags.directory, known.services);
  const services = (names === null ? known.services : inFileOrder(names, known.services)).map((service) =>
    older.includes(service.name)
      ? { ...service, reason: service.reason ?? sayOlderCopy(service.name) }
      : service,
  );
  const report: StatusReport = {
    version: 1,
    project: { name: described.ok ? described.value.name : found.folder, root: layout.root },
    supervisor: known.supervisor,
    services,
  };
  if (flags.json) return context.out.write(`${JSON.stringify(report)}\n`);
  context.out.write(`${drawStatus(report, context.host.now().getTime(), context.out.style)}\n`);
  if (known.silence !== null) context.note(`warning: ${sayConnectFailure(known.silence).message}`);
  const former = sayFormerServices(await findFormerServices(context.host, layout), flags.directory);
  for (const sentence of former.sentences) context.note(`warning: ${sentence}; ${former.hint}`);
  if (!described.ok) {
    context.err.write(`warning: \`${found.file}\` has errors: \`jig plan\` shows them\n`);
  }
}

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
