// The help of a command → lines that fit a terminal: what a flag does stays in its column, or stands below the flag where
// the column would be too narrow to read. Nothing is left out but runs of spaces.

import { widthOf } from "./visible-text.ts";
import { wrapWords, type Columns } from "./wrap-words.ts";

/** A flag or a command, then at least two spaces, then what is said of it. */
const ENTRY = /^( *)(-\w {2}--\S+|\S+(?: \S+)*) {2,}(\S.*)$/;
const LEAST_COLUMN = 30;

/** Lines that fit stay as they are, and so does everything where there is no terminal. */
export const fitHelp = (text: string, columns: Columns): string =>
  columns === null
    ? text
    : text
        .split("\n")
        .map((line) => (widthOf(line) <= columns ? line : fitLine(line, columns)))
        .join("\n");

const fitLine = (line: string, columns: number): string => {
  const entry = ENTRY.exec(line);
  if (entry === null) {
    const [, lead = "", prose = ""] = /^( *)(.*)$/.exec(line) ?? [];
    return breakText(prose, columns, { first: lead, further: lead === "" ? "" : `${lead}    ` });
  }
  const [, lead = "", head = "", said = ""] = entry;
  const start = line.length - said.length;
  const words = said.replaceAll(/ {2,}/g, " ");
  if (columns - start >= LEAST_COLUMN) {
    const further = " ".repeat(start);
    return breakText(words, columns, { first: line.slice(0, start), further });
  }
  const below = `${lead}    `;
  return `${lead}${head}\n${breakText(words, columns, { first: below, further: below })}`;
};

/** What stands in brackets belongs together. */
const breakText = (
  text: string,
  columns: number,
  { first, further }: { readonly first: string; readonly further: string },
): string => {
  const joined = text.replaceAll(/\[[^[\]]*\]/g, (group) => group.replaceAll(" ", "\u00A0"));
  const broken = wrapWords(joined, columns - Math.max(first.length, further.length));
  return `${first}${broken.split("\n").join(`\n${further}`)}`.replaceAll("\u00A0", " ");
};
