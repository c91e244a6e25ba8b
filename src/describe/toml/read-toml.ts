// TOML 1.1 text → a located tree, and every problem on the way: after a broken line reading goes on at the next one
// that looks whole. Own code, because a parser that stops at the first problem cannot show all of them.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/place.ts";
import { findConflicts, markAt } from "../merge-conflict.ts";
import {
  isAtEnd,
  peek,
  rangeFrom,
  skipBlank,
  skipComment,
  skipSpaces,
  stumble,
  take,
  type Cursor,
} from "./cursor.ts";
import { openHeader, placeValue } from "./place-entry.ts";
import { readKey } from "./read-key.ts";
import { readPair } from "./read-value.ts";
import { newTable, type TomlTable } from "./toml-tree.ts";

export interface ReadToml {
  readonly root: TomlTable;
  /** In no particular order. When the text is broken: only what breaks it. */
  readonly problems: readonly Diagnostic[];
  /** The text is not TOML: the tree holds what could be read and is not to be judged. */
  readonly isBroken: boolean;
}

/** More of them are no help: the file is something else. */
const MOST_STUMBLES = 20;

/** Reads a text, from `start` to its end. Never throws, whatever the text; linear in its length. */
export const readToml = (source: Source, start = 0): ReadToml => {
  const cursor: Cursor = { source, at: start, syntax: [], conflicts: [] };
  const root = newTable("root", rangeFrom(start, start));
  let table = root;
  while (!isAtEnd(cursor) && cursor.syntax.length < MOST_STUMBLES) {
    if (!skipBlank(cursor)) continue;
    if (isAtEnd(cursor)) break;
    if (peek(cursor) === "[") table = readHeader(cursor, root);
    else readAssignment(cursor, table);
  }
  const isBroken = cursor.syntax.length > 0;
  return { root, problems: isBroken ? whatBreaks(cursor, start) : cursor.conflicts, isBroken };
};

/** Every line of a merge breaks a text, and often the ones around it: what they have in common is told in their place. */
const whatBreaks = ({ source, syntax }: Cursor, start: number): readonly Diagnostic[] => {
  const marks = syntax.flatMap(({ range }) => markAt(source, range.offset) ?? []);
  const conflicts = findConflicts(source, start);
  const isMerged = marks.length > 0 || (conflicts.length > 0 && /^>{7}/m.test(source.text.slice(start)));
  if (!isMerged) return syntax;
  return conflicts.length > 0 ? conflicts : marks.slice(0, 1);
};

const readAssignment = (cursor: Cursor, table: TomlTable): void => {
  const pair = readPair(cursor);
  if (pair === null || !endStatement(cursor)) recover(cursor);
  else placeValue(cursor, table, pair);
};

const readHeader = (cursor: Cursor, root: TomlTable): TomlTable => {
  const start = cursor.at;
  const brackets = take(cursor, /\[\[?/y) ?? "[";
  skipSpaces(cursor);
  const path = readKey(cursor);
  const isList = brackets === "[[";
  const closing = isList ? "]]" : "]";
  if (path !== null && !cursor.source.text.startsWith(closing, cursor.at)) {
    stumble(cursor, {
      message: `this header is never closed`,
      range: rangeFrom(start, cursor.at),
      hint: `end it with \`${closing}\``,
    });
  } else if (path !== null) {
    cursor.at += closing.length;
    if (endStatement(cursor)) return openHeader(cursor, root, { path, isList });
  }
  recover(cursor);
  return newTable("header", rangeFrom(start, cursor.at));
};

/** Nothing but a comment may follow on the line. */
const endStatement = (cursor: Cursor): boolean => {
  skipSpaces(cursor);
  const { text } = cursor.source;
  if (peek(cursor) === "#") return skipComment(cursor);
  if (isAtEnd(cursor) || /^\r?\n/.test(text.slice(cursor.at, cursor.at + 2))) return true;
  const rest = /^[^\r\n]*/.exec(text.slice(cursor.at, cursor.at + 200))?.[0].trimEnd() ?? "";
  stumble(cursor, {
    message: "nothing more was expected on this line",
    range: rangeFrom(cursor.at, cursor.at + Math.max(1, rest.length)),
    ...(/["']/.test(rest) ? { hint: 'quotes inside a string: put it in single quotes, or write `\\"`' } : {}),
  });
  return false;
};

// A line that begins a statement: a header, or a key with its `=`.
const STATEMENT =
  /[ \t]*(?:\[{1,2}[^[\]\r\n]+\]{1,2}[ \t\r]*(?:#[^\n]*)?(?:\n|$)|["'A-Za-z0-9_.-][^=\r\n,[\]{}]*=)/y;

const recover = (cursor: Cursor): void => {
  const { text } = cursor.source;
  for (;;) {
    const end = text.indexOf("\n", cursor.at);
    cursor.at = end === -1 ? text.length : end + 1;
    STATEMENT.lastIndex = cursor.at;
    if (isAtEnd(cursor) || STATEMENT.test(text)) return;
  }
};
