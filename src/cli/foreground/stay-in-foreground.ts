// `jig up --foreground`: for a container, a unit of systemd, a job of CI. The services and their supervisor are the same as
// ever; this process shows what they write, and its end is theirs. Killed without a word it takes nothing with it.

import type { ServiceStatus } from "../../api/contract.ts";
import type { DiagnosticFound } from "../../api/events.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { createReaper } from "../../host/processes/orphans.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { createReporter, type Reporter } from "../../show/reporter.ts";
import { logEvent, sayLogLine } from "../../show/services/say-log-line.ts";
import { sayLinesLeftOut, sayNotReady, sayStopped, sayStopsAll } from "../../show/say-notes.ts";
import { sayNote } from "../../show/say-note.ts";
import { followLogs } from "../../supervise/logs/follow-logs.ts";
import type { LoggedLine } from "../../supervise/logs/read-logs.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { createPatientWriter, type PatientWriter } from "../answer/patient-writer.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { tellEnd, tellTrouble, type JigContext } from "../context.ts";
import { isAtRest, readServices } from "../services/known-services.ts";
import { followTalk, reachSupervisor, type TalkEnd } from "../services/supervisor-link.ts";
import { attendServices, type Verdict } from "./attend-services.ts";

export interface ForegroundWork {
  readonly layout: Layout;
  readonly project: Plan["project"];
  /** Every service of the plan. */
  readonly services: readonly ServiceSpec[];
  /** The names of those that are meant, and of what they come after. */
  readonly meant: readonly string[];
  /** Nothing was named: all of the project's services are meant, those included that are in the file no more. */
  readonly isAll: boolean;
  readonly isJson: boolean;
  /** Seconds, for the services to be ready in; null: as long as it takes. */
  readonly timeout: number | null;
  /** Starts them, until they are ready or the signal says to wait no longer. */
  readonly start: (page: Page, signal: AbortSignal) => Promise<Result<TalkEnd, Stop>>;
  /** Whether nothing was found wrong while they started, besides what a service itself says. */
  readonly isSound: () => boolean;
  /** All have arrived: gives what there is to say, and opens what is to be opened. */
  readonly onUp: (
    context: JigContext,
    services: readonly ServiceStatus[],
    changed: readonly string[],
  ) => string;
}

/** How often ended orphans are looked for: a container's first process is the only one who can. */
const REAP_MS = 2000;
/** How long whoever reads has for the rest. */
const FAREWELL_MS = 2000;

/**
 * Starts the services and stays with them: until this process is asked to stop, nobody reads it any more, one that is
 * required has failed for good, or all are over. Then they are stopped, and nobody is asked about work in them.
 */
export const stayInForeground = async (context: JigContext, work: ForegroundWork): Promise<void> => {
  const { layout, meant, isJson } = work;
  const page = openPage(context, work);
  const reaper = createReaper();
  const reaping = setInterval(() => reaper.look(), REAP_MS);
  const ended = new AbortController();
  const logs = followLogs({
    layout,
    services: meant,
    last: 0,
    signal: ended.signal,
    onLine: page.tellLine,
  });
  const verdict = await live(work, page);
  const form = isJson ? "lines" : "words";
  if (verdict.kind === "trouble") tellTrouble(page.context, verdict.stop, form);
  const stopped = await stopAll(work, page);
  ended.abort();
  await logs;
  clearInterval(reaping);
  page.reporter.close();
  const isOver = verdict.kind === "asked" || verdict.kind === "over";
  const isWell = isOver && work.isSound() && stopped.ok && stopped.value.failed.length === 0;
  // Trouble has a code of its own, set when it was told.
  if (!isWell && verdict.kind !== "trouble") context.setExitCode(exitCodes.failed);
  if (!stopped.ok) tellTrouble(page.context, stopped.failure, form);
  if (isJson)
    tellEnd(page.context, { ok: isWell, project: work.project, services: await readServices(layout) });
  else if (stopped.ok && stopped.value.changed.length > 0)
    page.context.note(sayStopped(stopped.value.changed));
  await page.close();
};

/** Where everything is written: what services say on standard output, what jig says beside it or between as JSON. */
export interface Page {
  /** The command's, but nothing that is written through it waits for a reader or ends the process. */
  readonly context: JigContext;
  readonly reporter: Reporter;
  readonly tellLine: (line: LoggedLine) => void;
  /** Told to stop, or nobody reads any more. */
  readonly asked: AbortSignal;
  readonly close: () => Promise<void>;
}

const openPage = (context: JigContext, { isJson, meant }: ForegroundWork): Page => {
  const now = (): Date => context.host.now();
  const patient = (descriptor: 1 | 2): PatientWriter =>
    createPatientWriter({
      descriptor,
      sayLeftOut: (lines) => (isJson ? `${JSON.stringify(leftOut(lines, now()))}\n` : sayLinesLeftOut(lines)),
    });
  const out = patient(1);
  const err = patient(2);
  const { isTerminal, style } = context.out;
  const frame = { isTerminal, style, services: meant };
  const over = new AbortController();
  const asked = AbortSignal.any([context.interruption(), out.gone]);
  return {
    context: {
      ...context,
      out: { ...context.out, write: out.write },
      err: { ...context.err, write: err.write },
      note: (line) => err.write(sayNote(line, context.err.wrapAt())),
      interruption: () => AbortSignal.any([asked, over.signal]),
    },
    reporter: createReporter({
      kind: isJson ? "json" : "plain",
      write: isJson ? out.write : err.write,
      color: context.err.color,
      columns: context.err.columns(),
      monotonic: () => context.host.monotonic(),
    }),
    tellLine: (line) =>
      out.write(isJson ? `${JSON.stringify(logEvent(line, now()))}\n` : sayLogLine(line, frame)),
    asked,
    close: async () => {
      over.abort();
      await Promise.all([out.close(FAREWELL_MS), err.close(FAREWELL_MS)]);
    },
  };
};

const leftOut = (lines: number, at: Date): DiagnosticFound => ({
  event: "diagnostic",
  at: at.toISOString(),
  severity: "warning",
  code: "lines-left-out",
  message: `${lines} lines of logs were left out: nobody took them in time`,
  place: null,
  hint: "`jig logs` has them",
  detail: [],
});

const live = async (work: ForegroundWork, page: Page): Promise<Verdict> => {
  const { asked, context } = page;
  const started = await work.start(page, asked);
  if (!started.ok) return { kind: "trouble", stop: started.failure };
  if (started.value.kind === "left") {
    if (asked.aborted) return { kind: "asked" };
    const late = started.value.services.filter(({ ready, state }) => !ready && state !== "done");
    const message = sayNotReady(
      work.timeout ?? 0,
      late.map(({ name }) => name),
    );
    return { kind: "trouble", stop: stopFor(exitCodes.failed, { code: "not-ready", message }) };
  }
  const { services, changed } = started.value.settled;
  const text = work.onUp(context, services, changed);
  const hasEarlier = services.some(
    (service) =>
      !isAtRest(service) &&
      !changed.includes(service.name) &&
      (work.isAll || work.meant.includes(service.name)),
  );
  const farewell = context.err.isTerminal ? `${sayStopsAll(hasEarlier)}\n` : "";
  if (!work.isJson) context.err.write(`${text}\n${farewell}`);
  return attendServices(page, { ...work, known: services });
};

interface Stopped {
  readonly changed: readonly string[];
  readonly failed: readonly string[];
}

const stopAll = async (
  { layout, meant, isAll, services }: ForegroundWork,
  { context, reporter }: Page,
): Promise<Result<Stopped, Stop>> => {
  const running = (await readServices(layout)).filter(
    (service) => !isAtRest(service) && (isAll || meant.includes(service.name)),
  );
  if (running.length === 0) return ok({ changed: [], failed: [] });
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return client;
  const talk = client.value.down({ services: isAll ? null : [...meant] });
  // Nobody ends this but by a second Ctrl-C, which ends the process.
  const end = await followTalk(talk, reporter, { signal: new AbortController().signal, services });
  if (!end.ok) return end;
  if (end.value.kind === "settled") return ok(end.value.settled);
  return fail(
    stopFor(exitCodes.failed, { code: "not-stopped", message: "the services could not be stopped" }),
  );
};
