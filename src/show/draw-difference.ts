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

/** What both have at their start and end stays; between, all of the one makes room for all of the other. */
const compareLines = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const marked = (mark: Line["mark"], texts: readonly string[]): readonly Line[] =>
    texts.map((text) => ({ mark, text }));
  return [
    ...marked(" ", before.slice(0, start)),
    ...marked("-", before.slice(start, before.length - end)),
    ...marked("+", after.slice(start, after.length - end)),
    ...marked(" ", before.slice(before.length - end)),
  ];
};
