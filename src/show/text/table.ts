// Columns of text, aligned. It knows nothing of what stands in them.

import { visibleText, widthOf } from "./visible-text.ts";
import type { Style } from "./style.ts";
import { wrapWords, type Columns } from "./wrap-words.ts";

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Draws rows of equal length below a dim heading, two spaces between columns, without trailing space.
 * Widths count what a terminal shows, so wide characters keep the columns straight. Where a row is too long for the
 * terminal, its first `heads` cells make a line, and the others stand below it, each with its heading.
 */
export const drawTable = (
  heading: readonly string[],
  rows: readonly (readonly Cell[])[],
  { style, columns, heads }: { readonly style: Style; readonly columns: Columns; readonly heads: number },
): string => {
  const lines = drawRows([heading.map((text) => ({ text, paint: style.dim })), ...rows]);
  if (columns === null || lines.every((line) => widthOf(line) <= columns)) return lines.join("\n");
  const firsts = drawRows(rows.map((row) => row.slice(0, heads)));
  return rows.map((row, at) => stack(row, firsts[at] ?? "", { heading, style, columns, heads })).join("\n");
};

const BELOW = "    ";

const stack = (
  row: readonly Cell[],
  first: string,
  {
    heading,
    style,
    columns,
    heads,
  }: {
    readonly heading: readonly string[];
    readonly style: Style;
    readonly columns: number;
    readonly heads: number;
  },
): string => {
  const head =
    widthOf(first) <= columns
      ? first
      : wrapWords(
          row
            .slice(0, heads)
            .flatMap(({ text, paint }) => (text === "" ? [] : [(paint ?? same)(visibleText(text))]))
            .join(" "),
          columns,
          BELOW,
        );
  const said = row.flatMap(({ text }, at) => {
    if (at < heads || text === "") return [];
    // What stands alone explains itself.
    const title = row.length === heads + 1 ? "" : (heading[at] ?? "");
    return [title === "" ? visibleText(text) : `${title} ${visibleText(text)}`];
  });
  if (said.length === 0) return head;
  const below = wrapWords(said.join(", "), columns - BELOW.length).split("\n");
  return [head, ...below.map((line) => `${BELOW}${style.dim(line)}`)].join("\n");
};

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
