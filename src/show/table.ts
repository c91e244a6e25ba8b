// Columns of text, aligned. It knows nothing of what stands in them.

import { printable } from "./printable.ts";
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
): string => {
  const clean = rows.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })));
  const widths = heading.map((title, column) =>
    Math.max(width(title), ...clean.map((row) => width(row[column]?.text ?? ""))),
  );
  const line = (cells: readonly Cell[]): string => {
    const last = cells.findLastIndex(({ text }) => text !== "");
    return cells
      .slice(0, last + 1)
      .map(({ text, paint }, column) => {
        const padding = column === last ? "" : " ".repeat((widths[column] ?? 0) - width(text));
        return (paint ?? same)(text) + padding;
      })
      .join("  ");
  };
  return [line(heading.map((text) => ({ text, paint: style.dim }))), ...clean.map((row) => line(row))].join(
    "\n",
  );
};

const same = (text: string): string => text;

/** Terminal columns of a printable text: East Asian wide characters and emoji take two, combining marks none. */
export const width = (text: string): number => {
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
};

const columnsOf = (character: string): number => {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return /^[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]$/u.test(
    character,
  )
    ? 2
    : 1;
};
