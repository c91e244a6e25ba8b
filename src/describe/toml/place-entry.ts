// TOML's rules of who may add to a table, and what counts as said twice. The first that was said stays.

import { conflict, type Cursor } from "./cursor.ts";
import type { KeyPath } from "./read-key.ts";
import { newTable, type TomlEntry, type TomlKey, type TomlTable, type TomlValue } from "./toml-tree.ts";

/** Puts `key.key = value` into a table; a conflict is noted and the value dropped. */
export const placeValue = (
  cursor: Cursor,
  into: TomlTable,
  entry: { path: KeyPath; value: TomlValue },
): void => {
  const { path, value } = entry;
  let table = into;
  for (const key of path.slice(0, -1)) {
    const next = stepDotted(cursor, table, key);
    if (next === null) return;
    table = next;
  }
  const last = path.at(-1) ?? path[0];
  const known = table.entries.get(last.name);
  if (known === undefined) table.entries.set(last.name, { key: last.name, range: last.range, value });
  else saidTwice(cursor, known, { key: last, shown: last.name });
};

/** Opens `[a.b]` or `[[a.b]]` under the root; after a conflict a table that belongs to nothing. */
export const openHeader = (
  cursor: Cursor,
  root: TomlTable,
  header: { path: KeyPath; isList: boolean },
): TomlTable => {
  const { path, isList } = header;
  let table = root;
  for (const key of path.slice(0, -1)) {
    const next = stepHeader(cursor, table, key);
    if (next === null) return newTable("header", key.range);
    table = next;
  }
  const last = path.at(-1) ?? path[0];
  const known = table.entries.get(last.name);
  const opened = newTable("header", last.range);
  if (known === undefined) {
    const value: TomlValue = isList
      ? { kind: "list", items: [opened], range: last.range, ofTables: true }
      : opened;
    table.entries.set(last.name, { key: last.name, range: last.range, value });
    return opened;
  }
  if (isList && known.value.kind === "list" && known.value.ofTables) {
    known.value.items.push(opened);
    return opened;
  }
  if (!isList && known.value.kind === "table" && known.value.origin === "implied") {
    known.value.origin = "header";
    return known.value;
  }
  const shown = path.map(({ name }) => name).join(".");
  saidTwice(cursor, known, { key: last, shown: isList ? `[[${shown}]]` : `[${shown}]` });
  return opened;
};

const stepDotted = (cursor: Cursor, table: TomlTable, key: TomlKey): TomlTable | null => {
  const known = table.entries.get(key.name);
  if (known === undefined) return addTable(table, key, "dotted");
  const { value } = known;
  if (value.kind === "table" && value.origin === "dotted") return value;
  if (value.kind === "table" && value.origin === "implied") {
    value.origin = "dotted";
    return value;
  }
  cannotExtend(cursor, known, key);
  return null;
};

const stepHeader = (cursor: Cursor, table: TomlTable, key: TomlKey): TomlTable | null => {
  const known = table.entries.get(key.name);
  if (known === undefined) return addTable(table, key, "implied");
  const { value } = known;
  const inside = value.kind === "list" && value.ofTables ? value.items.at(-1) : value;
  if (inside?.kind === "table" && inside.origin !== "inline") return inside;
  cannotExtend(cursor, known, key);
  return null;
};

const addTable = (into: TomlTable, key: TomlKey, origin: TomlTable["origin"]): TomlTable => {
  const table = newTable(origin, key.range);
  into.entries.set(key.name, { key: key.name, range: key.range, value: table });
  return table;
};

const saidTwice = (
  cursor: Cursor,
  known: TomlEntry,
  { key, shown }: { key: TomlKey; shown: string },
): void => {
  conflict(cursor, {
    message: `\`${shown}\` is written twice`,
    range: key.range,
    related: { message: "first written here", range: known.range },
    hint: "keep one of the two",
  });
};

const cannotExtend = (cursor: Cursor, known: TomlEntry, key: TomlKey): void => {
  const isTable = known.value.kind === "table";
  conflict(cursor, {
    message: isTable
      ? `the table \`${key.name}\` is complete and takes no more keys from here`
      : `\`${key.name}\` is a value already, so it holds no keys`,
    range: key.range,
    related: { message: "written here", range: known.range },
    ...(isTable ? { hint: "write all of it in one place" } : {}),
  });
};
