// A TOML text as a tree in which every key and every value knows its place. Keys live in Maps, so that a key such as
// `__proto__` is a key like any other.

import type { Range } from "../../base/place.ts";

export type TomlValue = TomlString | TomlNumber | TomlBoolean | TomlDate | TomlList | TomlTable;

export interface TomlString {
  readonly kind: "string";
  readonly value: string;
  readonly range: Range;
  /** Where the value's first character stands; null when escapes or line endings make value and text differ. */
  readonly inner: number | null;
}

interface TomlNumber {
  readonly kind: "integer" | "float";
  readonly value: number;
  /** As it was written: `3.10` is another version than `3.1`. */
  readonly written: string;
  readonly range: Range;
}

interface TomlBoolean {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly range: Range;
}

/** A date, a time or both: no key of a description takes one, so its value is not looked at. */
interface TomlDate {
  readonly kind: "date";
  readonly range: Range;
}

interface TomlList {
  readonly kind: "list";
  readonly items: TomlValue[];
  readonly range: Range;
  /** Made by `[[name]]` headers, so another such header adds to it. */
  readonly ofTables: boolean;
}

export interface TomlTable {
  readonly kind: "table";
  readonly entries: Map<string, TomlEntry>;
  /** Where it was opened: its name in a header or key, or the whole of an inline table. */
  readonly range: Range;
  /** Who made it decides who may add to it. */
  origin: "root" | "header" | "implied" | "dotted" | "inline";
}

export interface TomlEntry {
  readonly key: string;
  /** Of the key. */
  readonly range: Range;
  readonly value: TomlValue;
}

/** One part of a dotted key. */
export interface TomlKey {
  readonly name: string;
  readonly range: Range;
}

export const newTable = (origin: TomlTable["origin"], range: Range): TomlTable => ({
  kind: "table",
  entries: new Map(),
  range,
  origin,
});

/** The text behind a key; null where there is none, or something else. */
export const textIn = (table: TomlTable, key: string): string | null => {
  const value = table.entries.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
};
