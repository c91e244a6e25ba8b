// A problem that is not a line of `jig.toml`, in words: what, where if known, what helps.

import type { DiagnosticFound } from "../../api/events.ts";
import { visibleText } from "../text/visible-text.ts";
import type { Style } from "../text/style.ts";
import { wrapAfter, wrapWords, type Columns } from "../text/wrap-words.ts";

export type Problem = Omit<DiagnosticFound, "event" | "at">;

/** How a problem is drawn: with which colours, and how wide. */
export interface Paper {
  readonly style: Style;
  readonly columns: Columns;
}

/** The lines for a person: `error: …`, the place, the detail indented, `hint: …`. */
export const drawProblem = (problem: Problem, { style, columns }: Paper): string => {
  const word = problem.severity === "error" ? style.bad("error") : style.careful("warning");
  const lines = [wrapWords(`${word}: ${visibleText(problem.message)}`, columns, "  ")];
  if (problem.place !== null) {
    const { file, line, column } = problem.place;
    lines.push(style.dim(` --> ${visibleText(file)}:${line}:${column}`));
  }
  lines.push(...problem.detail.map((line) => wrapAfter(`  ${style.dim("│")} `, visibleText(line), columns)));
  if (problem.hint !== null) lines.push(wrapWords(`hint: ${visibleText(problem.hint)}`, columns, "  "));
  return lines.join("\n");
};
