// What every command is given: the machine, the terminal, and how to start jig again. Only the cli touches `process`.

import type { CommandContext, StricliProcess } from "@stricli/core";

import type { Summary } from "../api/events.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Host } from "../host/host.ts";
import { placeOf } from "../base/place.ts";
import { drawDiagnostic } from "../show/problems/draw-diagnostic.ts";
import { drawProblem, type Problem } from "../show/problems/draw-problem.ts";
import { createReporter, type Reporter } from "../show/reporter.ts";
import type { ExitCode } from "./answer/exit-codes.ts";
import type { Stop } from "./answer/stop.ts";
import { paperOf, type Channel } from "./answer/streams.ts";

export interface JigContext extends CommandContext {
  readonly process: StricliProcess;
  readonly host: Host;
  /** Where relative paths of the command line count from. */
  readonly cwd: string;
  /** The words that start this very jig. */
  readonly self: readonly [string, ...string[]];
  /** One was started already, before this command was even loaded. */
  readonly isSupervisorOnItsWay: boolean;
  readonly out: Channel;
  readonly err: Channel;
  /** Aborted by Ctrl-C, once somebody has asked for it. */
  readonly interruption: () => AbortSignal;
  /**
   * One sentence for people on standard error, beside what the command is about. A terminal obeys nothing in it: it may
   * hold what others say.
   */
  readonly note: (line: string) => void;
  /** One of `exitCodes`, or what a shell would give for a command that could not be run. */
  readonly setExitCode: (code: ExitCode | 126 | 127) => void;
}

/** The reporter for a command: JSON on stdout when asked for, words on stderr otherwise. */
export const reporterFor = (context: JigContext, json: boolean): Reporter =>
  createReporter({
    kind: json ? "json" : context.err.isTerminal ? "terminal" : "plain",
    write: json ? context.out.write : context.err.write,
    color: context.err.color,
    columns: context.err.columns(),
    monotonic: () => context.host.monotonic(),
  });

/** How a command answers: in words, as one JSON event a line (what works), or as one JSON object (what shows). */
export type AnswerForm = "words" | "lines" | "object";

/** Tells why a command stops and sets its exit code. It is the command's whole answer. */
export const tellStop = (
  context: JigContext,
  stop: Stop,
  ...[form = "words", project = null]: [form?: AnswerForm, project?: Summary["project"]]
): void => {
  tellTrouble(context, stop, form);
  if (form === "lines") tellEnd(context, { ok: false, project, services: [] });
};

/** Tells what went wrong and sets the exit code; the command goes on. */
export const tellTrouble = (context: JigContext, stop: Stop, form: AnswerForm): void => {
  context.setExitCode(stop.exitCode);
  if (form === "words") return sayStop(context, stop);
  const diagnostics = [...stop.diagnostics.map((diagnostic) => problemOf(diagnostic)), ...stop.problems];
  if (form === "object") return context.out.write(`${JSON.stringify({ version: 1, diagnostics })}\n`);
  const at = context.host.now().toISOString();
  for (const problem of diagnostics) {
    context.out.write(`${JSON.stringify({ event: "diagnostic", at, ...problem })}\n`);
  }
};

/** The last event of a command that works: scripts wait for it. */
export const tellEnd = (context: JigContext, end: Omit<Summary, "event" | "at">): void =>
  context.out.write(
    `${JSON.stringify({ event: "summary", at: context.host.now().toISOString(), ...end } satisfies Summary)}\n`,
  );

/** A diagnostic without the text that it is about, as events have it. */
export const problemOf = ({ severity, code, message, source, range, hint }: Diagnostic): Problem => ({
  severity,
  code,
  message,
  place: placeOf(source, range),
  hint: hint ?? null,
  detail: [],
});

const sayStop = ({ err }: JigContext, stop: Stop): void => {
  const { color } = err;
  const columns = err.wrapAt();
  const texts = [
    ...stop.diagnostics.map((diagnostic) => drawDiagnostic(diagnostic, { color, columns })),
    ...stop.problems.map((problem) => drawProblem(problem, paperOf(err))),
  ];
  if (texts.length > 0) err.write(`${texts.join("\n\n")}\n`);
};
