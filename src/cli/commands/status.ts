// `jig status`: how the services are. It starts nothing and ends with 0 whenever it can tell.

import type { ServiceStatus, StatusReport } from "../../api/contract.ts";
import { describeProject } from "../describe-project.ts";
import { drawStatus } from "../../show/draw-services.ts";
import { tellStop, type JigContext } from "../context.ts";
import type { ReadFlags } from "../flags.ts";
import { readKnownServices } from "../known-services.ts";
import { openProject } from "../project.ts";
import { sayConnectFailure } from "../say-failure.ts";

export async function status(context: JigContext, flags: ReadFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  const project = openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { found, layout } = project.value;
  const known = await readKnownServices(layout);
  const described = describeProject(found);
  const services = described.ok
    ? inFileOrder(
        described.value.description.services.map(({ name }) => name),
        known.services,
      )
    : known.services;
  const report: StatusReport = {
    version: 1,
    project: { name: described.ok ? described.value.name : found.folder, root: layout.root },
    supervisor: known.supervisor,
    services: [...services],
  };
  if (flags.json) return context.out.write(`${JSON.stringify(report)}\n`);
  context.out.write(`${drawStatus(report, context.host.now().getTime(), context.out.style)}\n`);
  if (known.silence !== null) context.note(`warning: ${sayConnectFailure(known.silence).message}`);
  if (!described.ok) {
    context.err.write(`warning: \`${found.file}\` has errors: \`jig plan\` shows them\n`);
  }
}

/** The file's services first, those that were never started as `stopped`, then what runs and is no longer in the file. */
const inFileOrder = (names: readonly string[], known: readonly ServiceStatus[]): readonly ServiceStatus[] => {
  const inFile = names.map(
    (name): ServiceStatus =>
      known.find((service) => service.name === name) ?? {
        name,
        state: "stopped",
        ready: false,
        pid: null,
        port: null,
        url: null,
        startedAt: null,
        restarts: 0,
        exit: null,
        reason: null,
      },
  );
  const gone = known
    .filter(({ name, state }) => !names.includes(name) && state !== "stopped" && state !== "done")
    .map((service) => ({ ...service, reason: service.reason ?? "no longer in the file" }));
  return [...inFile, ...gone];
};
