// A TOML text with one more, one less or another string in a list. Every byte that is not about that string stays: comments,
// order, spaces, line endings. It does not judge what is in the list.

import type { TomlTable, TomlValue } from "../describe/toml/toml-tree.ts";
import { endOf, lineEnd, lineStart, newlineOf, splice, spliceIn } from "./splice.ts";

type TomlList = Extract<TomlValue, { readonly kind: "list" }>;

/** The text with a string inserted so that it is the item at `index`, written in the manner of its neighbours. */
export const insertItem = (
  text: string,
  list: TomlList,
  { value, index }: { readonly value: string; readonly index: number },
): string => {
  const item = quoteLike(text, list.items, value);
  const [first] = list.items;
  if (first === undefined) return splice(text, list.range.offset + 1, item);
  const nl = newlineOf(text);
  if (index <= 0) {
    const at = first.range.offset;
    const isOnOwnLine = text.slice(list.range.offset, at).includes("\n");
    return splice(text, at, isOnOwnLine ? `${item},${nl}${indentAt(text, at)}` : `${item}, `);
  }
  return insertAfter(text, list, { item, index: Math.min(index, list.items.length) - 1 });
};

const insertAfter = (
  text: string,
  list: TomlList,
  { item, index }: { readonly item: string; readonly index: number },
): string => {
  const before = list.items[index];
  if (before === undefined) return text;
  const end = endOf(before);
  const former = list.items[index - 1];
  const isOnOwnLine = text
    .slice(former === undefined ? list.range.offset : endOf(former), before.range.offset)
    .includes("\n");
  if (!isOnOwnLine) return splice(text, end, `, ${item}`);
  const line = `${newlineOf(text)}${indentAt(text, before.range.offset)}${item}`;
  const comma = commaAfter(text, end);
  const next = list.items[index + 1];
  if (comma !== null) {
    const eol = lineEnd(text, comma);
    const isLineShared = (next?.range.offset ?? endOf(list) - 1) < eol;
    return isLineShared ? splice(text, comma + 1, ` ${item},`) : splice(text, eol, `${line},`);
  }
  const eol = lineEnd(text, end);
  if (endOf(list) - 1 < eol) return splice(text, end, `,${line}`);
  return splice(splice(text, eol, line), end, ",");
};

/** The text without the item at `index`: without its line, when it has one of its own. */
export const removeItem = (text: string, list: TomlList, index: number): string => {
  const item = list.items[index];
  if (item === undefined) return text;
  const start = item.range.offset;
  const comma = commaAfter(text, endOf(item));
  const end = comma === null ? endOf(item) : comma + 1;
  const own = lineStart(text, start);
  const eol = lineEnd(text, end);
  const isAlone =
    text.slice(own, start).trim() === "" &&
    /^[ \t]*(?:#.*)?\r?$/.test(text.slice(end, eol)) &&
    eol < endOf(list) - 1 &&
    own > list.range.offset;
  if (isAlone) return spliceIn(text, { start: own, end: text.indexOf("\n", eol) + 1 }, "");
  const next = list.items[index + 1];
  if (next !== undefined && !text.slice(end, next.range.offset).includes("\n"))
    return spliceIn(text, { start, end: next.range.offset }, "");
  const former = list.items[index - 1];
  if (former !== undefined && next === undefined && !text.slice(endOf(former), start).includes("\n"))
    return spliceIn(text, { start: endOf(former), end: endOf(item) }, "");
  return spliceIn(text, { start, end }, "");
};

/** The text with another string in place of an item. */
export const replaceItem = (
  text: string,
  list: TomlList,
  change: { index: number; value: string },
): string => {
  const item = list.items[change.index];
  if (item === undefined) return text;
  const quoted = quoteLike(text, [item], change.value);
  return spliceIn(text, { start: item.range.offset, end: endOf(item) }, quoted);
};

/**
 * The text with a new list of one string, under a key behind the last one of its table, before the tables in that. A table that
 * has no key has to have a header.
 */
export const addList = (
  text: string,
  table: TomlTable,
  { key, value }: { readonly key: string; readonly value: string },
): string => {
  const last = [...table.entries.values()]
    .filter((entry) => !hasOwnLines(entry.value))
    .toSorted((left, right) => endOf(left.value) - endOf(right.value))
    .at(-1);
  const list = `[${quoteLike(text, [], value)}]`;
  if (last === undefined) {
    if (table.origin !== "header") return text;
    return splice(text, lineEnd(text, endOf(table)), `${newlineOf(text)}${key} = ${list}`);
  }
  const end = endOf(last.value);
  if (table.origin === "inline") return splice(text, end, `, ${key} = ${list}`);
  // `python.` stands before the key where there is no header.
  const prefix = text.slice(lineStart(text, last.range.offset), last.range.offset);
  return splice(text, lineEnd(text, end), `${newlineOf(text)}${prefix}${key} = ${list}`);
};

/** A table, or a list of them, with headers or dotted keys of its own. */
const hasOwnLines = (value: TomlValue): boolean =>
  (value.kind === "table" && value.origin !== "inline") || (value.kind === "list" && value.ofTables);

const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";

/** The offset of the comma that follows an item, over blanks and comments; null when none does. */
const commaAfter = (text: string, end: number): number | null => {
  const pattern = /(?:\s|#[^\n]*)*/y;
  pattern.lastIndex = end;
  pattern.exec(text);
  return text.charAt(pattern.lastIndex) === "," ? pattern.lastIndex : null;
};

/** As its neighbours are quoted, where that can be; a marker holds quotes of its own. */
const quoteLike = (text: string, items: readonly TomlValue[], value: string): string => {
  const near = items.at(-1);
  const isLiteral = near !== undefined && text.charAt(near.range.offset) === "'";
  // oxlint-disable-next-line no-control-regex -- a literal string holds no control character
  const canBeLiteral = !/['\u0000-\u001f\u007f]/.test(value);
  if (canBeLiteral && (isLiteral || value.includes('"') || value.includes("\\"))) return `'${value}'`;
  return JSON.stringify(value).replaceAll("\u007F", String.raw`\u007f`);
};
