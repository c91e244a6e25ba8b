// `jig status`: how the services are, once or as it changes. It starts nothing and ends with 0 whenever it can tell.

import type { BenchesReport } from "../../api/contract.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { placeOf } from "../../base/place.ts";
import { drawBenches } from "../../show/services/draw-benches.ts";
import { drawStatus } from "../../show/services/draw-services.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { sayConnectFailure } from "../answer/say-failure.ts";
import { stopFor } from "../answer/stop.ts";
import { paperOf } from "../answer/streams.ts";
import type { StatusFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { lookForProject } from "../project/project.ts";
import { findFormerServices, sayFormerServices, stopWithout } from "../services/former-services.ts";
import { readKnownServices } from "../services/known-services.ts";
import { reportServices } from "../services/report-services.ts";
import { findRunningBenches } from "../services/running-benches.ts";

export async function status(context: JigContext, flags: StatusFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  if (flags.all) return statusOfAll(context, flags);
  const project = lookForProject(context, flags.directory);
  if (!project.ok)
    return tellStop(context, await stopWithout(context.host, project.failure, flags.directory), form);
  const { found, layout } = project.value;
  if (flags.watch) {
    const { watchStatus } = await import("../services/watch-status.ts");
    return watchStatus(context, flags, project.value);
  }
  const known = await readKnownServices(layout);
  const { report, problem } = await reportServices(context, flags.directory, { found, layout, known });
  if (flags.json) return context.out.write(`${JSON.stringify(report)}\n`);
  context.out.write(`${drawStatus(report, context.host.now().getTime(), paperOf(context.out))}\n`);
  if (known.silence !== null) context.note(`warning: ${sayConnectFailure(known.silence).message}`);
  const former = sayFormerServices(await findFormerServices(context.host, layout), flags.directory);
  for (const sentence of former.sentences) context.note(`warning: ${sentence}; ${former.hint}`);
  if (problem !== null) context.note(`warning: ${sayProblem(problem)}`);
}

/** One is enough to know why the file was not looked at any further; another jig's is no error of the file. */
const sayProblem = ({ code, message, source, range, hint }: Diagnostic): string => {
  const { file } = placeOf(source, range);
  return code === "other-jig-needed"
    ? `\`${file}\` cannot be read: ${message}; ${hint}`
    : `\`${file}\` has errors: \`jig plan\` shows them`;
};

/** `--all`: wherever one is, and without a project too. */
const statusOfAll = async (context: JigContext, flags: StatusFlags): Promise<void> => {
  if (flags.watch) {
    const said = {
      code: "all-and-watch",
      message: "`--all` and `--watch` exclude each other",
      hint: "`jig status --watch` watches one project",
    };
    return tellStop(context, stopFor(exitCodes.usage, said), flags.json ? "object" : "words");
  }
  const benches = await findRunningBenches(context.host);
  const report: BenchesReport = { version: 1, projects: benches };
  const words = (): string => drawBenches(benches, context.host.now().getTime(), paperOf(context.out));
  context.out.write(`${flags.json ? JSON.stringify(report) : words()}\n`);
};
