// The results as a table for a terminal. Pure.

import type { RowResult, Verdict } from "./row.ts";

const digits = (value: number): string =>
  Number.isNaN(value) ? "–" : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

const pad = (cells: readonly (readonly string[])[]): string[] => {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
};

const isKept = ({ measured, budget }: Verdict): boolean => measured <= budget;

export const drawResult = ({ title, unit, figures, verdicts, remarks }: RowResult): string => {
  const head = [unit, "median", "minimum", "spread", "rounds"];
  const rows = figures.map(({ name, median, minimum, spread, samples }) => [
    name,
    digits(median),
    digits(minimum),
    `±${digits(spread)}`,
    String(samples.length),
  ]);
  const judged = verdicts.map(
    (verdict) =>
      `${isKept(verdict) ? "✓" : "✗"} ${verdict.what}: ${digits(verdict.measured)} (budget ${digits(verdict.budget)})`,
  );
  return [
    title,
    ...pad([head, ...rows]).map((line) => `  ${line}`),
    ...[...judged, ...remarks].map((line) => `  ${line}`),
    "",
  ].join("\n");
};
