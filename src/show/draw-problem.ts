// A problem that is not a line of `jig.toml`, in words: what, where if known, what helps.

import type { DiagnosticFound } from "../api/events.ts";
import { visibleText } from "./visible-text.ts";
import type { Style } from "./style.ts";

export type Problem = Omit<DiagnosticFound, "event" | "at">;

/** The lines for a person: `error: …`, the place, the detail indented, `hint: …`. */
export const drawProblem = (problem: Problem, style: Style): string => {
  const word = problem.severity === "error" ? style.bad("error") : style.careful("warning");
  const lines = [`${word}: ${visibleText(problem.message)}`];
  if (problem.place !== null) {
    const { file, line, column } = problem.place;
    lines.push(style.dim(` --> ${visibleText(file)}:${line}:${column}`));
  }
  lines.push(...problem.detail.map((line) => `  ${style.dim("│")} ${visibleText(line)}`));
  if (problem.hint !== null) lines.push(`hint: ${visibleText(problem.hint)}`);
  return lines.join("\n");
};
