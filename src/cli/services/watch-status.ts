// `jig status --watch`: the services as they change. On a terminal one picture, elsewhere a line for each change, for scripts
// one report a line. It starts nothing.

import type { StatusReport } from "../../api/contract.ts";
import { drawChanges } from "../../show/services/draw-changes.ts";
import { drawStatus } from "../../show/services/draw-services.ts";
import { openLiveScreen } from "../answer/live-screen.ts";
import { paperOf } from "../answer/streams.ts";
import { watchReader } from "../answer/watch-reader.ts";
import type { StatusFlags } from "../command-line/flags.ts";
import type { JigContext } from "../context.ts";
import type { Project } from "../project/project.ts";
import { reportServices } from "./report-services.ts";
import { watchKnownServices } from "./watch-known-services.ts";

/** The time that services are up is told again so often. */
const CLOCK_MS = 1000;

/** Shows the services until somebody ends it, or nobody reads it any more. */
export const watchStatus = async (
  context: JigContext,
  flags: StatusFlags,
  project: Project,
): Promise<void> => {
  const reader = watchReader(context.out);
  const signal = AbortSignal.any([context.interruption(), reader.gone]);
  signal.addEventListener("abort", endSoon);
  try {
    if (flags.json)
      await follow(context, { flags, project, signal }, (report) =>
        context.out.write(`${JSON.stringify(report)}\n`),
      );
    else if (context.out.isTerminal && context.host.env["TERM"] !== "dumb")
      await showPicture(context, { flags, project, signal });
    else await tellChanges(context, { flags, project, signal });
  } finally {
    reader.close();
  }
  // The keyboard of a terminal that is gone would keep the process for ever.
  if (reader.gone.aborted) process.exit(process.exitCode ?? 0);
};

/** What is being asked when nobody wants to know any more may never answer. */
const endSoon = (): void => {
  setTimeout(() => process.exit(process.exitCode ?? 0), ENDING_MS).unref();
};

const ENDING_MS = 1000;

interface Watching {
  readonly flags: StatusFlags;
  readonly project: Project;
  readonly signal: AbortSignal;
}

/** Hands on every report that says something new. */
const follow = async (
  context: JigContext,
  { flags, project, signal }: Watching,
  onReport: (report: StatusReport) => void,
): Promise<void> => {
  let told = "";
  for await (const known of watchKnownServices(project.layout, signal)) {
    const { report } = await reportServices(context, flags.directory, { ...project, known });
    const text = JSON.stringify(report);
    if (text !== told && !signal.aborted) onReport(report);
    told = text;
  }
};

const tellChanges = (context: JigContext, watching: Watching): Promise<void> => {
  let before: StatusReport["services"] = [];
  return follow(context, watching, ({ services }) => {
    const lines = drawChanges(services, before, context.host.now());
    before = services;
    for (const line of lines) context.out.write(`${line}\n`);
  });
};

const showPicture = async (context: JigContext, watching: Watching): Promise<void> => {
  const { out, host } = context;
  const screen = openLiveScreen(out, host.machine.tty.stdin);
  let last: StatusReport | null = null;
  const picture = (report: StatusReport): string => drawStatus(report, host.now().getTime(), paperOf(out));
  const draw = (): void => {
    if (last === null) return;
    screen.draw([
      ...picture(last).split("\n"),
      "",
      out.style.dim("q or Ctrl-C ends this; the services go on"),
    ]);
  };
  const clock = setInterval(draw, CLOCK_MS);
  try {
    const signal = AbortSignal.any([watching.signal, screen.left]);
    await follow(context, { ...watching, signal }, (report) => {
      last = report;
      draw();
    });
  } finally {
    clearInterval(clock);
    screen.close();
  }
  // What was seen last stays to be read.
  if (last !== null && !out.isReaderGone()) out.write(`${picture(last)}\n`);
};
