// `jig.local.toml` laid over `jig.toml`, as trees in which everything keeps its place: what one machine adds is read by the
// same readers as the rest. It judges nothing.

import type { TomlEntry, TomlTable, TomlValue } from "./toml/toml-tree.ts";

export interface Overlaid {
  readonly table: TomlTable;
  /** The keys that the upper table sets or adds to, in its order: `python.packages`. */
  readonly keys: readonly string[];
}

/**
 * Lays one description over another. Tables are gone through key by key; lists that are sets (`platforms`, `requirements`, the
 * packages, `import-check`, the models) are added to; whatever else is said above replaces what is said below, whole. Neither is changed.
 */
export const layOver = (below: TomlTable, above: TomlTable): Overlaid => {
  const keys: string[] = [];
  return { table: layTable(below, above, { path: [], keys }), keys };
};

interface Way {
  readonly path: readonly string[];
  readonly keys: string[];
}

const layTable = (below: TomlTable, above: TomlTable, { path, keys }: Way): TomlTable => {
  const entries = new Map(below.entries);
  for (const [key, upper] of above.entries) {
    const way: Way = { path: [...path, key], keys };
    entries.set(key, layEntry(below.entries.get(key), upper, way));
  }
  return { ...below, entries };
};

const layEntry = (lower: TomlEntry | undefined, upper: TomlEntry, way: Way): TomlEntry => {
  const { path, keys } = way;
  const value = upper.value;
  if (value.kind === "table" && isGoneThrough(path)) {
    if (lower?.value.kind === "table") return { ...lower, value: layTable(lower.value, value, way) };
    // What is new as a whole is told by the keys in it, too.
    layTable({ ...value, entries: new Map() }, value, way);
    if (value.entries.size === 0) keys.push(path.join("."));
    return upper;
  }
  keys.push(path.join("."));
  const joined = lower === undefined ? null : join(path, lower.value, value);
  return joined === null ? upper : { ...upper, value: joined };
};

const GONE_THROUGH: ReadonlySet<string> = new Set([
  "python",
  "packages",
  "gpu",
  "notebooks",
  "ollama",
  "env",
  "welcome",
]);

const isGoneThrough = ([first, second, third, fourth]: readonly string[]): boolean => {
  if (first !== "services") return second === undefined && GONE_THROUGH.has(first ?? "");
  return third === undefined || (third === "env" && fourth === undefined);
};

/** By path, and whether a single text may stand for a list of one. */
const sets: ReadonlyMap<string, { readonly alone: boolean }> = new Map([
  ["platforms", { alone: false }],
  ["python.requirements", { alone: true }],
  ["python.groups", { alone: true }],
  ["python.packages", { alone: false }],
  ["python.import-check", { alone: false }],
  ["packages.common", { alone: false }],
  ["packages.linux", { alone: false }],
  ["packages.macos", { alone: false }],
  ["ollama.models", { alone: false }],
]);

/** Null when there is nothing to join: then the upper one is what is read. */
const join = (path: readonly string[], below: TomlValue, above: TomlValue): TomlValue | null => {
  const set = setAt(path);
  if (set === undefined) return null;
  const [first, second] = [itemsOf(below, set), itemsOf(above, set)];
  if (first === null || second === null) return null;
  return { kind: "list", items: [...first, ...second], range: above.range, ofTables: false };
};

const setAt = (path: readonly string[]): { readonly alone: boolean } | undefined => {
  const [first, , third] = path;
  const isOfService = first === "services" && third === "packages" && path.length === 3;
  return isOfService ? { alone: false } : sets.get(path.join("."));
};

const itemsOf = (value: TomlValue, { alone }: { readonly alone: boolean }): readonly TomlValue[] | null => {
  if (value.kind === "list") return value.items;
  return alone && value.kind === "string" ? [value] : null;
};
