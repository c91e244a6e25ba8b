// One reading of a description: what is looked at, and what was found wrong with it so far. The readers of its tables
// give null for what is wrong, after they have said so here; whoever asked goes on, so that all problems are told.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { Located, Range, Source } from "../base/place.ts";
import { hintForKey, type TableShape } from "./keys.ts";
import type { Doubts, Surroundings } from "./surroundings.ts";
import { clip, quote } from "./words.ts";
import type { TomlEntry, TomlString, TomlTable, TomlValue } from "./toml/toml-tree.ts";

export interface Reading {
  readonly source: Source;
  readonly problems: Diagnostic[];
  /** Services named in templates, to be looked up when all services are known. */
  readonly mentions: Located<string>[];
  /** What could not be read, and might give a reference its value. */
  readonly doubts: Doubts;
  readonly surroundings: Surroundings;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly range: Range;
  readonly hint?: string | null;
  readonly related?: { readonly message: string; readonly range: Range };
}

/** Notes an error. Always null, so that a reader can return it. */
export const report = (reading: Reading, problem: Problem): null => {
  const { code, message, range, hint, related } = problem;
  const { source } = reading;
  reading.problems.push({
    code,
    severity: "error",
    message: clip(message),
    source,
    range,
    ...(related === undefined ? {} : { related: [{ ...related, source }] }),
    ...(hint === undefined || hint === null ? {} : { hint: clip(hint) }),
  });
  return null;
};

const kindNames: { readonly [Kind in TomlValue["kind"]]: string } = {
  string: "a string",
  integer: "a number",
  float: "a number",
  boolean: "a boolean",
  date: "a date",
  list: "a list",
  table: "a table",
};

/** Notes that a value is of another kind than wanted: `what` and `wanted` are words for people. */
export const reportKind = (
  reading: Reading,
  value: TomlValue,
  { what, wanted, hint }: { what: string; wanted: string; hint?: string | null },
): null =>
  report(reading, {
    code: "wrong-type",
    message: `${what} must be ${wanted}, not ${kindNames[value.kind]}`,
    range: value.range,
    hint: hint ?? null,
  });

/** The entries of a table, after its unknown keys have been told; null when the value is no table. */
export const readTable = (
  reading: Reading,
  value: TomlValue,
  shape: TableShape & { readonly hint?: string },
): ReadonlyMap<string, TomlEntry> | null => {
  if (value.kind !== "table") {
    return reportKind(reading, value, { what: shape.title, wanted: "a table", hint: shape.hint ?? null });
  }
  for (const { key, range } of value.entries.values()) {
    if (shape.keys.includes(key)) continue;
    report(reading, {
      code: "unknown-key",
      message: `unknown key ${quote(key)}`,
      range,
      // Past these nobody reads, and guessing costs.
      hint: reading.problems.length < 100 ? hintForKey(key, shape) : null,
    });
  }
  return value.entries;
};

/** Reads one field with a reader of its own; null when it is absent, too. */
export const readField = <Value>(
  fields: ReadonlyMap<string, TomlEntry>,
  key: string,
  read: (value: TomlValue) => Value | null,
): Value | null => {
  const entry = fields.get(key);
  return entry === undefined ? null : read(entry.value);
};

/** A string without NUL, which no program could receive. `what` names it for people. */
export const readString = (reading: Reading, value: TomlValue, what: string): TomlString | null => {
  if (value.kind !== "string") {
    const isScalar = value.kind === "integer" || value.kind === "float";
    const hint = isScalar ? `put it in quotes: \`"${value.written}"\`` : null;
    return reportKind(reading, value, { what, wanted: "a string", hint });
  }
  if (!value.value.includes("\0")) return value;
  return report(reading, {
    code: "nul-character",
    message: `${what} holds a NUL character, which no program can receive`,
    range: value.range,
  });
};

/** A string with more in it than white space. */
export const readText = (reading: Reading, value: TomlValue, what: string): Located<string> | null => {
  const text = readString(reading, value, what);
  if (text === null) return null;
  if (text.value.trim() !== "") return { value: text.value, range: text.range };
  return reportEmpty(reading, text, { what });
};

const reportEmpty = (
  reading: Reading,
  { range }: TomlString,
  { what, hint = null }: { readonly what: string; readonly hint?: string | null },
): null => {
  const message = `${what.replace(/^each of /, "one of ")} is empty`;
  return report(reading, { code: "empty-value", message, range, hint });
};

export const readBoolean = (reading: Reading, value: TomlValue, what: string): Located<boolean> | null => {
  if (value.kind === "boolean") return { value: value.value, range: value.range };
  const word = value.kind === "string" ? value.value.toLowerCase() : "";
  const hint = word === "true" || word === "false" ? `write \`${word}\`, without quotes` : null;
  return reportKind(reading, value, { what, wanted: "`true` or `false`", hint });
};

/**
 * The strings of a list; a single string counts as a list of one where `alone` is allowed. `toFill` says what helps where
 * one is empty.
 */
export const readTexts = (
  reading: Reading,
  value: TomlValue,
  { what, alone, toFill }: { what: string; alone: boolean; toFill?: string },
): readonly Located<string>[] | null => {
  if (alone && value.kind === "string") return present([readText(reading, value, what)]);
  if (value.kind !== "list") {
    const hint = value.kind === "string" ? `write \`["${value.value}"]\`` : null;
    return reportKind(reading, value, {
      what,
      wanted: alone ? "a string or a list of strings" : "a list of strings",
      hint,
    });
  }
  const each = `each of ${what}`;
  return present(
    value.items.map((item) =>
      toFill !== undefined && item.kind === "string" && item.value.trim() === ""
        ? reportEmpty(reading, item, { what: each, hint: toFill })
        : readText(reading, item, each),
    ),
  );
};

const present = <Value>(values: readonly (Value | null)[]): readonly Value[] =>
  values.filter((value) => value !== null);

/** Where a part of a string's value stands; the whole string when escapes hide it. */
export const rangeInside = (text: TomlString, part: { offset: number; length: number }): Range =>
  text.inner === null ? text.range : { offset: text.inner + part.offset, length: part.length };

export const entriesOf = (table: TomlTable): readonly TomlEntry[] => [...table.entries.values()];
