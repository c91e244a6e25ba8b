// A line that a service wrote, as people and as scripts get it.

import type { LogLine } from "../../api/events.ts";
import { visibleColoredText } from "../text/visible-text.ts";
import type { Style } from "../text/style.ts";

/** A line of a service's log, and the run that wrote it. */
interface LoggedLine {
  readonly service: string;
  readonly run: number;
  readonly line: string;
  /** jig's own, at the run's start. */
  readonly isHeader: boolean;
}

export interface LogFrame {
  readonly isTerminal: boolean;
  readonly style: Style;
  /** The services that are told about; a single one needs no name before its lines. */
  readonly services: readonly string[];
}

/** On a terminal colours are kept and all other control codes shown; elsewhere the line is passed on as it is. */
export const sayLogLine = (
  { service, line, isHeader }: LoggedLine,
  { isTerminal, style, services }: LogFrame,
): string => {
  const text = isTerminal ? visibleColoredText(line) : line;
  const body = isHeader ? style.dim(text) : text;
  const width = Math.max(0, ...services.map((name) => name.length));
  return services.length === 1 ? `${body}\n` : `${style.dim(`${service.padEnd(width)} |`)} ${body}\n`;
};

/** The event of a line. */
export const logEvent = ({ service, run, line }: LoggedLine, now: Date): LogLine => ({
  event: "log",
  at: now.toISOString(),
  service,
  run,
  line,
});
