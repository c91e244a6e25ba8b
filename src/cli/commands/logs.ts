// `jig logs`: what the services wrote, across their runs, and with `-f` what they go on to write. Files only: it works
// without a supervisor and starts none.

import type { Layout } from "../../plan/layout.ts";
import { logEvent, sayLogLine } from "../../show/services/say-log-line.ts";
import { followLogs } from "../../supervise/logs/follow-logs.ts";
import { firstRunSince, latestRun, readLogs, type LoggedLine } from "../../supervise/logs/read-logs.ts";
import { watchReader } from "../answer/watch-reader.ts";
import { sayNothingWritten } from "../../show/say-notes.ts";
import { tellStop, type JigContext } from "../context.ts";
import { describeProject } from "../project/description/describe-project.ts";
import type { LogsFlags } from "../command-line/flags.ts";
import { checkNames, readServices } from "../services/known-services.ts";
import { openProject } from "../project/open-project.ts";

export async function logs(context: JigContext, flags: LogsFlags, ...names: string[]): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { found, layout } = project.value;
  const described = describeProject(found);
  const inFile = described.ok ? described.value.description.services.map(({ name }) => name) : [];
  const recorded = (await readServices(layout)).map(({ name }) => name);
  const known = [...new Set([...inFile, ...recorded])];
  const wrongName = checkNames(names, known);
  if (wrongName !== null) return tellStop(context, wrongName, form);
  const services = names.length === 0 ? known : names;
  const { isTerminal, style } = context.out;
  let isNothing = true;
  const write = (line: LoggedLine) => {
    isNothing = false;
    context.out.write(
      flags.json
        ? `${JSON.stringify(logEvent(line, context.host.now()))}\n`
        : sayLogLine(line, { isTerminal, style, services }),
    );
  };
  const firstRun = firstRunFor(context, flags, layout);
  // Who asks for a run wants it whole; otherwise the last lines of all are enough.
  const last = flags.lines ?? (firstRun === null ? LINES : Number.POSITIVE_INFINITY);
  const from = firstRun ?? (() => 1);
  if (flags.follow) {
    const reader = watchReader(context.out);
    const signal = AbortSignal.any([context.interruption(), reader.gone]);
    await followLogs({ layout, services, last, firstRun: from, signal, onLine: write });
    return reader.close();
  }
  for (const service of services)
    for (const line of readLogs({ layout, service, last, firstRun: from(service) })) write(line);
  if (isNothing && last > 0 && !flags.json) tellNothing(context, flags);
}

const tellNothing = ({ host, note }: JigContext, { since }: LogsFlags): void => {
  const now = host.now();
  note(sayNothingWritten(since?.(now) ?? null, now));
};

const LINES = 50;

/** From which run on a service is told; null when that was not asked. */
const firstRunFor = (
  { host }: JigContext,
  { since, lastRun }: LogsFlags,
  layout: Layout,
): ((service: string) => number) | null => {
  if (since === undefined && !lastRun) return null;
  const moment = since?.(host.now()) ?? null;
  return (service) =>
    Math.max(
      lastRun ? latestRun(layout, service) : 1,
      moment === null ? 1 : firstRunSince(layout, service, moment),
    );
};
