// `requires-jig`: which versions of jig a description is for. It is read before anything else, so that a newer key is
// told as what it is, and not as a mistake.

import { compareNumbers, numbersOf } from "../../base/compare-numbers.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/place.ts";
import { clip, quote } from "../words.ts";
import { readText, report, type Reading } from "../reading.ts";
import type { TomlTable } from "../toml/toml-tree.ts";

/** Comparisons with commas between them, as Python's packages write them. */
export const REQUIRES_JIG =
  /^\s*(?:>=?|<=?|==)\s*\d{1,9}(?:\.\d{1,9}){0,3}(?:\.\*)?\s*(?:,\s*(?:>=?|<=?|==)\s*\d{1,9}(?:\.\d{1,9}){0,3}(?:\.\*)?\s*)*$/;

/**
 * What a table says about the jig that reads it. A malformed text is noted in the reading.
 * @returns the one problem that there is with this jig; null when it fits, or nothing is asked of it
 */
export const checkRequiresJig = (reading: Reading, table: TomlTable, jig: string): Diagnostic | null => {
  const entry = table.entries.get("requires-jig");
  if (entry === undefined) return null;
  const wanted = readText(reading, entry.value, "`requires-jig`");
  if (wanted === null) return null;
  if (!REQUIRES_JIG.test(wanted.value)) {
    report(reading, {
      code: "invalid-requires-jig",
      message: `${quote(wanted.value)} does not say which versions of jig`,
      range: wanted.range,
      hint: hintFor(wanted.value),
    });
    return null;
  }
  const parts = wanted.value.split(",").map((part) => part.trim());
  const unmet = parts.find((part) => !holds(part, jig));
  return unmet === undefined ? null : needsAnother(reading.source, { wanted, unmet, jig });
};

const needsAnother = (
  source: Source,
  {
    wanted,
    unmet,
    jig,
  }: { wanted: { value: string; range: Diagnostic["range"] }; unmet: string; jig: string },
): Diagnostic => ({
  code: "other-jig-needed",
  severity: "error",
  message: clip(`this file is for jig ${wanted.value.trim()}, and this is jig ${jig}`),
  source,
  range: wanted.range,
  hint: unmet.startsWith("<")
    ? "use an older jig, or ask whoever keeps the file whether it works with this one"
    : "upgrade jig the way it was installed (`jig --version` says which way)",
});

const hintFor = (text: string): string => {
  const version = /\d+(?:\.\d+){0,2}/.exec(text)?.[0];
  return `write the oldest version that will do, as in \`">=${version ?? "0.1"}"\``;
};

/** Whether one comparison holds. A pre-release counts as the release that it leads to. */
const holds = (comparison: string, jig: string): boolean => {
  const [, operator = "", version = ""] = /^([<>=]+)\s*(.*)$/.exec(comparison) ?? [];
  const isPrefix = version.endsWith(".*");
  const wanted = numbersOf(version.replace(/\.\*$/, ""));
  const have = numbersOf(jig.split(/[-+]/, 1)[0] ?? "");
  const difference = compareNumbers(isPrefix ? have.slice(0, wanted.length) : have, wanted);
  switch (operator) {
    case ">=":
      return difference >= 0;
    case ">":
      return difference > 0;
    case "<=":
      return difference <= 0;
    case "<":
      return difference < 0;
    default:
      return difference === 0;
  }
};
