// A TOML key: bare, quoted or dotted. What a key may be called is not decided here.

import { isAtEnd, peek, rangeFrom, skipSpaces, stumble, take, type Cursor } from "./cursor.ts";
import { readString } from "./read-string.ts";
import type { TomlKey } from "./toml-tree.ts";

const BARE = /[A-Za-z0-9_-]+/y;

/** A dotted key: at least one part. */
export type KeyPath = readonly [TomlKey, ...TomlKey[]];

/** Reads a key and the spaces after it; null when there is none, which is noted. */
export const readKey = (cursor: Cursor): KeyPath | null => {
  const first = readPart(cursor);
  if (first === null) return null;
  const path: [TomlKey, ...TomlKey[]] = [first];
  for (;;) {
    skipSpaces(cursor);
    if (peek(cursor) !== ".") return path;
    cursor.at += 1;
    skipSpaces(cursor);
    const part = readPart(cursor);
    if (part === null) return null;
    path.push(part);
  }
};

const readPart = (cursor: Cursor): TomlKey | null => {
  const start = cursor.at;
  const found = peek(cursor);
  if (found === '"' || found === "'") {
    if (cursor.source.text.startsWith(found.repeat(3), start)) {
      return stumble(cursor, {
        message: "a key stands in single or double quotes, not in three",
        range: rangeFrom(start, start + 3),
      });
    }
    const quoted = readString(cursor);
    return quoted === null ? null : { name: quoted.value, range: quoted.range };
  }
  const name = take(cursor, BARE);
  if (name !== null) return { name, range: rangeFrom(start, cursor.at) };
  const point = cursor.source.text.codePointAt(start) ?? 0;
  const character = String.fromCodePoint(point);
  const hint = point > 0x7f ? { hint: "a key with other letters than a–z needs quotes" } : {};
  const message =
    isAtEnd(cursor) || character === "\n" || character === "\r"
      ? "a key is missing"
      : `a key was expected, not \`${character}\``;
  return stumble(cursor, { message, range: rangeFrom(start, start + character.length), ...hint });
};
