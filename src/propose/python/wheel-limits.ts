// Which Pythons a requirement has ready-made files for, as far as jig knows. A requirement that says no last version, and a
// package that is not in the table, limit nothing.

import { requirementName } from "../../plan/requirements/requirement-text.ts";
import { FIRST_WHEELS } from "./first-wheels.ts";

/** A requirement for which a Python may be too new. */
export interface WheelLimit {
  /** As it is written, without comment and marker: `numpy==1.26.4`. */
  readonly requirement: string;
  /** The newest Python with a ready-made file: `3.12`. */
  readonly newest: string;
}

/** The limits of requirements, in their order. */
export const wheelLimits = (requirements: readonly string[]): readonly WheelLimit[] =>
  requirements.flatMap((text) => {
    // One that is only for some Pythons has been thought about.
    if (/;.*\bpython_/.test(text)) return [];
    const requirement = (text.split(/[;#]/, 1)[0] ?? "").trim();
    const name = requirementName(requirement);
    const rows = name === null || !Object.hasOwn(FIRST_WHEELS, name) ? {} : (FIRST_WHEELS[name] ?? {});
    const clauses = lastVersions(requirement);
    const pythons = Object.entries(rows);
    const fitting = pythons.filter(([, first]) => clauses.every((clause) => isAllowed(first, clause)));
    const newest = fitting.at(-1)?.[0];
    // Older than the table reaches: nothing is known of it.
    return clauses.length === 0 || newest === undefined ? [] : [{ requirement, newest }];
  });

/** Whether a Python is newer than the limit allows. */
export const isBeyond = ({ newest }: WheelLimit, python: string): boolean =>
  minorNumber(python) > minorNumber(newest);

const minorNumber = (python: string): number => Number(python.split(".")[1]);

interface Clause {
  readonly version: readonly number[];
  /** What a first version may be, seen from here: before it, or within it too. */
  readonly allows: "before" | "until" | "within";
}

/** The clauses that say how new it may be. */
const lastVersions = (requirement: string): readonly Clause[] =>
  [...requirement.matchAll(/(===|~=|==|<=|<)\s*v?(\d+(?:\.\d+)*)(\.\*)?/g)].map(
    ([, operator, version = "", star]) => {
      const numbers = version.split(".").map(Number);
      if (operator === "<") return { version: numbers, allows: "before" };
      if (operator === "~=") return { version: numbers.slice(0, -1), allows: "within" };
      return { version: numbers, allows: star === undefined ? "until" : "within" };
    },
  );

/** Whether there may be a version that is as new as the first one with a file, and not too new for the clause. */
const isAllowed = (first: string, { version, allows }: Clause): boolean => {
  const numbers = first.split(".").map(Number);
  const length = allows === "within" ? version.length : Math.max(numbers.length, version.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (numbers[at] ?? 0) - (version[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return allows !== "before";
};
