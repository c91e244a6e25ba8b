// Prose → lines that fit a terminal, broken between words only. What stands in backticks is for copying and stays whole.

import { widthOf } from "./visible-text.ts";

/** Where to break lines: terminal columns, or null to leave that to whoever shows them (a file, a pipe, a log). */
export type Columns = number | null;

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST_PROSE = 100;

/**
 * Breaks each line of `text` at `columns`, colours not counted, and begins every further line with `indent`. A word that
 * is longer than a line stands on one of its own and is not cut.
 */
export const wrapWords = (text: string, columns: Columns, indent = ""): string => {
  if (columns === null) return text;
  const width = Math.min(columns, WIDEST_PROSE);
  return text
    .split("\n")
    .map((line) => wrapLine(line, width, indent))
    .join(`\n${indent}`);
};

/** `text` behind `head` (`- `, a label), its further lines below where it begins. A text that fits keeps its spaces. */
export const wrapAfter = (head: string, text: string, columns: Columns): string => {
  const used = widthOf(head);
  if (columns === null || used + widthOf(text) <= Math.min(columns, WIDEST_PROSE)) return head + text;
  return head + wrapWords(text, columns - used).replaceAll("\n", `\n${" ".repeat(used)}`);
};

const wrapLine = (text: string, width: number, indent: string): string => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(WORD) ?? []) {
    const longer = line === "" ? word : `${line} ${word}`;
    const used = (lines.length === 0 ? 0 : indent.length) + widthOf(longer);
    if (line !== "" && used > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${indent}`);
};

/** What is never broken: letters without a space, and whatever stands in backticks within them. */
const WORD = /(?:`[^`]*`|[^ `]|`)+/g;
