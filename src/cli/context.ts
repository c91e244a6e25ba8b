// What every command is given: the machine, the terminal, and how to start jig again. Only the cli touches `process`.

import type { CommandContext, StricliProcess } from "@stricli/core";

import type { Host } from "../host/host.ts";
import { placeOf } from "../base/place.ts";
import { drawDiagnostic } from "../show/draw-diagnostic.ts";
import { drawProblem } from "../show/draw-problem.ts";
import { createReporter, type Reporter } from "../show/reporter.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Stop } from "./stop.ts";
import type { Channel } from "./streams.ts";

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
  /** One of `exitCodes`, or what a shell would give for a command that could not be run. */
  /** One line for people on standard error, beside what the command is about. */
  readonly note: (line: string) => void;
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

/** Tells why a command stops and sets its exit code. With `json`, as `diagnostic` events on stdout. */
export const tellStop = (context: JigContext, stop: Stop, json = false): void => {
  context.setExitCode(stop.exitCode);
  if (json) {
    const at = context.host.now().toISOString();
    const events = [
      ...stop.diagnostics.map(({ severity, code, message, source, range, hint }) => ({
        severity,
        code,
        message,
        place: placeOf(source, range),
        hint: hint ?? null,
        detail: [],
      })),
      ...stop.problems,
    ];
    for (const event of events)
      context.out.write(`${JSON.stringify({ event: "diagnostic", at, ...event })}\n`);
    return;
  }
  const { write, color, style } = context.err;
  const texts = [
    ...stop.diagnostics.map((diagnostic) => drawDiagnostic(diagnostic, { color })),
    ...stop.problems.map((problem) => drawProblem(problem, style)),
  ];
  if (texts.length > 0) write(`${texts.join("\n\n")}\n`);
};
