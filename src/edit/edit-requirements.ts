// A pip requirements file with one entry more, less or another. Comments and order stay, and so does every line that is not
// about that entry.

import type { Range } from "../base/place.ts";
import { endOf, lineEnd, lineStart, newlineOf, splice, spliceIn } from "./splice.ts";

/**
 * The text with a line of its own for an entry: behind the entry that `after` is the range of, and what is said below it, else
 * at the end.
 */
export const insertLine = (text: string, line: string, after: Range | null): string => {
  const nl = newlineOf(text);
  if (after !== null) {
    const end = lineEnd(text, endOf({ range: after }));
    return splice(text, end + (SAID_BELOW.exec(text.slice(end))?.[0].length ?? 0), `${nl}${line}`);
  }
  // A last line that goes on in the next one would swallow it.
  const isOpen = /\\\r?\n?$/.test(text);
  const isEnded = text === "" || text.endsWith("\n");
  return `${text}${isEnded ? "" : nl}${isOpen ? nl : ""}${line}${nl}`;
};

/** Comments that are set in, without the line ending of the last. */
const SAID_BELOW = /^(?:\r?\n[ \t]+#[^\r\n]*)+/;

/** Whence a compiled file has an entry: nothing once that is gone. */
const COMPILED = /^\r?\n[ \t]+# via\b[^\r\n]*(?:\r?\n[ \t]+#[ \t]{2,}[^\r\n]*)*/;

/**
 * The text with another entry in place of the one at a range. A comment behind it stays, and so do its options, but for
 * hashes: they are those of another version.
 */
export const replaceEntry = (text: string, range: Range, line: string): string => {
  const end = endOf({ range });
  const whole = text.slice(range.offset, end).replaceAll(/\\\r?\n/g, " ");
  // An entry over several lines has its comment in it.
  const comment = /(?:^|\s)(#.*)$/s.exec(whole)?.[1] ?? "";
  const options = optionsOf(whole.slice(0, whole.length - comment.length));
  const after = comment === "" ? "" : `  ${comment}`;
  return spliceIn(text, { start: range.offset, end }, `${[line, ...options].join(" ")}${after}`);
};

const optionsOf = (entry: string): readonly string[] =>
  entry
    .split(/\s(?=--?[A-Za-z])/)
    .slice(1)
    .flatMap((option) => (option.startsWith("--hash") || option.trim() === "" ? [] : [option.trim()]));

/** The text without the lines of the entry at a range, and without what a compiled file says of it below. */
export const removeEntry = (text: string, range: Range): string => {
  const own = lineEnd(text, endOf({ range }));
  const end = text.indexOf("\n", own + (COMPILED.exec(text.slice(own))?.[0].length ?? 0));
  return spliceIn(
    text,
    { start: lineStart(text, range.offset), end: end === -1 ? text.length : end + 1 },
    "",
  );
};
