// Columns of text, aligned. It knows nothing of what stands in them.

import { visibleText, widthOf } from "./visible-text.ts";
import type { Style } from "./style.ts";

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Draws rows of equal length below a dim heading, two spaces between columns, without trailing space.
 * Widths count what a terminal shows, so wide characters keep the columns straight.
 */
export const drawTable = (
  heading: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: Style,
): string => drawRows([heading.map((text) => ({ text, paint: style.dim })), ...rows]).join("\n");

/** The same without a heading: one line a row. */
export const drawRows = (rows: readonly (readonly Cell[])[]): readonly string[] => {
  const clean = rows.map((row) => row.map((cell) => ({ ...cell, text: visibleText(cell.text) })));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => widthOf(row[column]?.text ?? ""))),
  );
  const line = (cells: readonly Cell[]): string => {
    const last = cells.findLastIndex(({ text }) => text !== "");
    return cells
      .slice(0, last + 1)
      .map(({ text, paint }, column) => {
        const padding = column === last ? "" : " ".repeat((widths[column] ?? 0) - widthOf(text));
        return (paint ?? same)(text) + padding;
      })
      .join("  ");
  };
  return clean.map((row) => line(row));
};

const same = (text: string): string => text;
