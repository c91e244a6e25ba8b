// Whether a minor version of Python can answer a range of versions (PEP 440), as `requires-python` or conda write it.

import { compareNumbers, numbersOf } from "../../base/compare-numbers.ts";

const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>|=)?\s*v?(\d+(?:\.\d+)*)(\.\*)?$/;
/** More patches than any minor version has had. */
const PATCHES = 40;

/** Whether every clause of a range can be read. */
export const isRange = (range: string): boolean =>
  range.split(",").every((clause) => CLAUSE.test(clause.trim()));

/** Whether some patch of `3.11` is in the range. Clauses that cannot be read rule nothing out. */
export const admits = (range: string, minor: string): boolean => {
  const clauses = range
    .split(",")
    .map((clause) => CLAUSE.exec(clause.trim()))
    .filter((clause) => clause !== null);
  const [major = 3, second = 0] = numbersOf(minor);
  return Array.from({ length: PATCHES }, (_, patch) => [major, second, patch]).some((version) =>
    clauses.every(([, operator = "==", wanted = "", star]) =>
      holds(version, operator, { wanted: numbersOf(wanted), isPrefix: star !== undefined }),
    ),
  );
};

interface Wanted {
  readonly wanted: readonly number[];
  readonly isPrefix: boolean;
}

const holds = (version: readonly number[], operator: string, { wanted, isPrefix }: Wanted): boolean => {
  const order = compareNumbers(version, wanted);
  const isWithin = compareNumbers(version.slice(0, wanted.length), wanted) === 0;
  switch (operator) {
    // `=3.11` is conda's way to write `==3.11.*`.
    case "=":
      return isWithin;
    case "==":
    case "===":
      return isPrefix ? isWithin : order === 0;
    case "!=":
      return isPrefix ? !isWithin : order !== 0;
    case "~=":
      return order >= 0 && compareNumbers(version.slice(0, wanted.length - 1), wanted.slice(0, -1)) === 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order < 0;
  }
};
