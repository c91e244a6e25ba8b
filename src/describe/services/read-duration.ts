// How long something may take, as people write it.

import { report, reportKind, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";

const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);
const LONGEST = 24 * 3_600_000;
const HINT = 'write `"500ms"`, `"60s"`, `"2m"` or a number of seconds';

/** Milliseconds, whole, from 0 to a day: `"500ms"`, `"60s"`, `"2m"`, `"1h"`, or a number of seconds. */
export const readDuration = (reading: Reading, value: TomlValue, what: string): number | null => {
  if (value.kind !== "string" && value.kind !== "integer" && value.kind !== "float") {
    return reportKind(reading, value, { what, wanted: "a duration", hint: HINT });
  }
  const ms = value.kind === "string" ? parseDuration(value.value) : value.value * 1000;
  if (ms !== null && ms >= 0 && ms <= LONGEST) return Math.round(ms);
  const message = ms !== null && ms > LONGEST ? `${what} is longer than a day` : `${what} is not a duration`;
  return report(reading, { code: "invalid-duration", message, range: value.range, hint: HINT });
};

const parseDuration = (text: string): number | null => {
  const [, amount, unit] = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*(ms|s|m|h)\s*$/.exec(text) ?? [];
  const factor = UNITS.get(unit ?? "");
  return amount === undefined || factor === undefined ? null : Number(amount) * factor;
};
