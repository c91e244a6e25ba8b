// A pip requirements file with one entry more, less or another. Comments and order stay, and so does every line that is not
// about that entry.

import type { Range } from "../base/place.ts";
import { endOf, lineEnd, lineStart, newlineOf, splice, spliceIn } from "./splice.ts";

/** The text with a line of its own for an entry: behind the entry that `after` is the range of, else at the end. */
export const insertLine = (text: string, line: string, after: Range | null): string => {
  const nl = newlineOf(text);
  if (after !== null) return splice(text, lineEnd(text, endOf({ range: after })), `${nl}${line}`);
  // A last line that goes on in the next one would swallow it.
  const isOpen = /\\\r?\n?$/.test(text);
  const isEnded = text === "" || text.endsWith("\n");
  return `${text}${isEnded ? "" : nl}${isOpen ? nl : ""}${line}${nl}`;
};

/**
 * The text with another entry in place of the one at a range. A comment behind it stays, and so do its options, but for
 * hashes: they are those of another version.
 */
export const replaceEntry = (text: string, range: Range, line: string): string => {
  const end = endOf({ range });
  const options = optionsOf(text.slice(range.offset, end));
  return spliceIn(text, { start: range.offset, end }, [line, ...options].join(" "));
};

const optionsOf = (entry: string): readonly string[] =>
  entry
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\s(?=--?[A-Za-z])/)
    .slice(1)
    .flatMap((option) => (option.startsWith("--hash") || option.trim() === "" ? [] : [option.trim()]));

/** The text without the lines of the entry at a range. */
export const removeEntry = (text: string, range: Range): string => {
  const end = text.indexOf("\n", endOf({ range }));
  return spliceIn(
    text,
    { start: lineStart(text, range.offset), end: end === -1 ? text.length : end + 1 },
    "",
  );
};
