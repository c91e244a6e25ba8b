// Where a reading of TOML stands, and what it has stumbled over. It knows blanks and comments, but no grammar.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { clip } from "../words.ts";

export interface Cursor {
  readonly source: Source;
  at: number;
  /** What is not TOML: after one of these the tree is not to be trusted. */
  readonly syntax: Diagnostic[];
  /** What is said twice: the tree holds the first. */
  readonly conflicts: Diagnostic[];
}

export interface Stumble {
  readonly message: string;
  readonly range: Range;
  readonly hint?: string;
  readonly related?: { readonly message: string; readonly range: Range };
  readonly code?: string;
}

export const rangeFrom = (start: number, end: number): Range => ({
  offset: start,
  length: Math.max(0, end - start),
});

const toDiagnostic = (cursor: Cursor, stumble: Stumble, code: string): Diagnostic => {
  const { message, range, hint, related } = stumble;
  const { source } = cursor;
  return {
    code: stumble.code ?? code,
    severity: "error",
    message: clip(message),
    source,
    range,
    ...(hint === undefined ? {} : { hint: clip(hint) }),
    ...(related === undefined ? {} : { related: [{ ...related, source }] }),
  };
};

/** Notes that the text is not TOML. Always null, so that a reader can return it. */
export const stumble = (cursor: Cursor, over: Stumble): null => {
  cursor.syntax.push(toDiagnostic(cursor, over, "invalid-toml"));
  return null;
};

/** Notes that something is said twice. */
export const conflict = (cursor: Cursor, over: Stumble): void => {
  cursor.conflicts.push(toDiagnostic(cursor, over, "duplicate-key"));
};

/** The text that a sticky pattern matches here, stepped over; null when it matches nothing. */
export const take = (cursor: Cursor, pattern: RegExp): string | null => {
  pattern.lastIndex = cursor.at;
  const [matched] = pattern.exec(cursor.source.text) ?? [];
  if (matched === undefined || matched === "") return null;
  cursor.at += matched.length;
  return matched;
};

export const isAtEnd = (cursor: Cursor): boolean => cursor.at >= cursor.source.text.length;

/** The next character, or the empty text at the end. */
export const peek = (cursor: Cursor): string => cursor.source.text.charAt(cursor.at);

/** Steps over spaces and tabs. */
export const skipSpaces = (cursor: Cursor): void => {
  const { text } = cursor.source;
  let code = text.charCodeAt(cursor.at);
  while (code === 0x20 || code === 0x09) {
    cursor.at += 1;
    code = text.charCodeAt(cursor.at);
  }
};

const COMMENT = /#[^\n]*/y;
// What TOML forbids in comments: controls other than the tab, and a carriage return that ends no line.
// oxlint-disable-next-line no-control-regex -- the point is to find them
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** Steps over a comment if one begins here. False when it holds a control character. */
export const skipComment = (cursor: Cursor): boolean => {
  const start = cursor.at;
  const comment = take(cursor, COMMENT)?.replace(/\r$/, "") ?? "";
  const bad = comment.search(CONTROL);
  if (bad === -1) return true;
  stumble(cursor, {
    message: "a control character in a comment",
    range: rangeFrom(start + bad, start + bad + 1),
  });
  return false;
};

/** Steps over spaces, line endings and comments. False when a comment is broken. */
export const skipBlank = (cursor: Cursor): boolean => {
  const { text } = cursor.source;
  for (;;) {
    skipSpaces(cursor);
    const character = text.charAt(cursor.at);
    if (character === "\n") cursor.at += 1;
    else if (character === "\r" && text.charAt(cursor.at + 1) === "\n") cursor.at += 2;
    else if (character !== "#") return true;
    else if (!skipComment(cursor)) return false;
  }
};
