// Any TOML value: lists and inline tables here, the rest beside. Nesting has a limit, because no description needs
// more and a stack has one too.

import { isAtEnd, peek, rangeFrom, skipBlank, skipSpaces, stumble, type Cursor } from "./cursor.ts";
import { placeValue } from "./place-entry.ts";
import { readKey, type KeyPath } from "./read-key.ts";
import { readScalar } from "./read-scalar.ts";
import { readString } from "./read-string.ts";
import { newTable, type TomlTable, type TomlValue } from "./toml-tree.ts";

const DEEPEST = 64;

/** Reads the value that begins at the cursor; null when it is broken, which is noted. */
const readValue = (cursor: Cursor, depth = 0): TomlValue | null => {
  const first = peek(cursor);
  if (first === '"' || first === "'") return readString(cursor);
  if (first !== "[" && first !== "{") return readScalar(cursor);
  if (depth >= DEEPEST) {
    return stumble(cursor, {
      code: "too-deep",
      message: `more than ${DEEPEST} lists and tables inside each other`,
      range: rangeFrom(cursor.at, cursor.at + 1),
    });
  }
  return first === "[" ? readList(cursor, depth) : readInlineTable(cursor, depth);
};

/** Reads `key = value`; null when it is broken, which is noted. */
export const readPair = (cursor: Cursor, depth = 0): { path: KeyPath; value: TomlValue } | null => {
  const path = readKey(cursor);
  if (path === null) return null;
  if (peek(cursor) !== "=") {
    const { offset } = path[0].range;
    return stumble(cursor, { message: "`=` is missing after this key", range: rangeFrom(offset, cursor.at) });
  }
  cursor.at += 1;
  skipSpaces(cursor);
  const value = readValue(cursor, depth);
  return value === null ? null : { path, value };
};

type Mark = "open" | "item" | "comma";

const readList = (cursor: Cursor, depth: number): TomlValue | null => {
  const start = cursor.at;
  const items: TomlValue[] = [];
  cursor.at += 1;
  for (let mark: Mark = "open"; ; mark = readComma(cursor)) {
    const next = nextMember(cursor, { start, mark, close: "]", name: "list" });
    if (next === "broken") return null;
    if (next === "closed") {
      return { kind: "list", items, range: rangeFrom(start, cursor.at), ofTables: false };
    }
    const item = readValue(cursor, depth + 1);
    if (item === null) return null;
    items.push(item);
  }
};

const readInlineTable = (cursor: Cursor, depth: number): TomlTable | null => {
  const start = cursor.at;
  const pairs: { path: KeyPath; value: TomlValue }[] = [];
  cursor.at += 1;
  for (let mark: Mark = "open"; ; mark = readComma(cursor)) {
    const next = nextMember(cursor, { start, mark, close: "}", name: "table" });
    if (next === "broken") return null;
    if (next === "closed") break;
    const pair = readPair(cursor, depth + 1);
    if (pair === null) return null;
    pairs.push(pair);
  }
  const table = newTable("inline", rangeFrom(start, cursor.at));
  for (const pair of pairs) placeValue(cursor, table, pair);
  return table;
};

/** After a member: a comma, or nothing that separates. A broken comment is left for `nextMember` to meet. */
const readComma = (cursor: Cursor): Mark => {
  const before = cursor.at;
  const noted = cursor.syntax.length;
  if (!skipBlank(cursor)) {
    cursor.at = before;
    cursor.syntax.length = noted;
    return "item";
  }
  if (peek(cursor) !== ",") return "item";
  cursor.at += 1;
  return "comma";
};

const nextMember = (
  cursor: Cursor,
  { start, mark, close, name }: { start: number; mark: Mark; close: string; name: string },
): "member" | "closed" | "broken" => {
  if (!skipBlank(cursor)) return "broken";
  if (peek(cursor) === close) {
    cursor.at += 1;
    return "closed";
  }
  const opening = rangeFrom(start, start + 1);
  if (isAtEnd(cursor)) {
    stumble(cursor, {
      message: `this ${name} is never closed`,
      range: opening,
      hint: `end it with \`${close}\``,
    });
    return "broken";
  }
  if (mark !== "item") return "member";
  stumble(cursor, {
    message: `a comma or \`${close}\` was expected here`,
    range: rangeFrom(cursor.at, cursor.at + 1),
    related: { message: `the ${name} begins here`, range: opening },
  });
  return "broken";
};
