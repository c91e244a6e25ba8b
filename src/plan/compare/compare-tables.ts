// What changed between two tables of plain data, key by key. It knows no key.

import { canonicalJson, type Json } from "../../base/digest.ts";
import { isTable, type Table } from "./written-description.ts";

/** A key and its two values; null: not there. */
export interface SettingChange {
  readonly key: string;
  readonly from: Json;
  readonly to: Json;
}

/**
 * Every key whose value changed, sorted. A table in a table is `outer.inner`; one that is new or gone is told key by key, too,
 * and by itself when there is nothing in it, or where it takes the place of something else.
 */
export const compareTables = (before: Table, after: Table, prefix = ""): readonly SettingChange[] =>
  namesIn(before, after).flatMap((name): readonly SettingChange[] => {
    const key = `${prefix}${name}`;
    const [from, to] = [before[name] ?? null, after[name] ?? null];
    if (canonicalJson(from) === canonicalJson(to)) return [];
    const whole = [{ key, from, to }];
    if ((from !== null && !isTable(from)) || (to !== null && !isTable(to))) return whole;
    const inner = compareTables(from ?? {}, to ?? {}, `${key}.`);
    return inner.length === 0 ? whole : inner;
  });

/** Sorted, each once. */
export const namesIn = (before: Table, after: Table): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
