// What changes from one text to another, as lines with `-` and `+`, and a few around them that stay. Pure.

import type { Style } from "./style.ts";
import { visibleText } from "./visible-text.ts";

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** Lines around a change, and the most that are drawn. */
const AROUND = 2;
const LONGEST = 200;

/** Every changed line with its surroundings; empty when nothing changes. */
export const drawDifference = (before: string, after: string, style: Style): string => {
  const lines = compareLines(before.split("\n"), after.split("\n"));
  const shown = lines.flatMap((line, at) => {
    const isNear = lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== " ");
    return isNear ? [drawLine(line, style)] : [];
  });
  const rest = shown.length - LONGEST;
  return [...shown.slice(0, LONGEST), ...(rest > 0 ? [style.dim(`… and ${rest} lines more`)] : [])].join(
    "\n",
  );
};

const drawLine = ({ mark, text }: Line, style: Style): string => {
  const line = `${mark}${visibleText(text)}`;
  if (mark === " ") return style.dim(line);
  return mark === "-" ? style.bad(line) : style.good(line);
};

/** What both have at their start and end stays as it is; between, the longest common lines do. */
const compareLines = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...marked(" ", before.slice(0, start)),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...marked(" ", before.slice(before.length - end)),
  ];
};

const marked = (mark: Line["mark"], texts: readonly string[]): readonly Line[] =>
  texts.map((text) => ({ mark, text }));

/** More pairs of lines than this are not compared: all of the one then makes room for all of the other. */
const MOST_PAIRS = 4_000_000;

const compareMiddle = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  if (before.length * after.length > MOST_PAIRS) return [...marked("-", before), ...marked("+", after)];
  const width = after.length + 1;
  // How many lines the rests from here on have in common.
  const common = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return walk(before, after, at);
};

/** The lines in order, along the longest common ones. */
const walk = (
  before: readonly string[],
  after: readonly string[],
  at: (row: number, column: number) => number,
): readonly Line[] => {
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const isLast = row === before.length;
    if (!isLast && column < after.length && before[row] === after[column]) {
      lines.push({ mark: " ", text: before[row] ?? "" });
      row += 1;
      column += 1;
    } else if (!isLast && (column === after.length || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: "-", text: before[row] ?? "" });
      row += 1;
    } else {
      lines.push({ mark: "+", text: after[column] ?? "" });
      column += 1;
    }
  }
  return lines;
};
