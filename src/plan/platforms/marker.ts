// PEP 508 markers: whether a locked package is for this machine. It only counts and shows with the answer: what is really
// installed is uv's decision, so what cannot be understood here counts as meant.

import { compareNumbers, numbersOf } from "../../base/compare-numbers.ts";

/** The marker variables of a machine, by name: `sys_platform`, `python_full_version` … */
export type MarkerValues = Readonly<Record<string, string>>;

/** Whether the marker holds; null (no marker) always does, and so does one that this does not understand. */
export const markerHolds = (marker: string | null, values: MarkerValues): boolean => {
  if (marker === null) return true;
  const tokens = marker.match(TOKEN) ?? [];
  const reading: Reading = { tokens, at: 0, values };
  const holds = readAny(reading);
  return holds === null || reading.at < tokens.length ? true : holds;
};

const TOKEN = /"[^"]*"|'[^']*'|[()]|[<>=!~]+|not\s+in\b|[\w.]+|\S/g;

interface Reading {
  readonly tokens: readonly string[];
  at: number;
  readonly values: MarkerValues;
}

const take = (reading: Reading): string => {
  const token = reading.tokens[reading.at] ?? "";
  reading.at += 1;
  return token;
};

const readAny = (reading: Reading): boolean | null => readChain(reading, "or", readAll);

const readAll = (reading: Reading): boolean | null => readChain(reading, "and", readOne);

/** Operands with one word between them: every one is read, whatever the first says. */
const readChain = (
  reading: Reading,
  word: "and" | "or",
  readOperand: (reading: Reading) => boolean | null,
): boolean | null => {
  let holds = readOperand(reading);
  while (reading.tokens[reading.at] === word) {
    reading.at += 1;
    const next = readOperand(reading);
    if (holds === null || next === null) return null;
    holds = word === "or" ? holds || next : holds && next;
  }
  return holds;
};

const readOne = (reading: Reading): boolean | null => {
  if (reading.tokens[reading.at] === "(") {
    reading.at += 1;
    const inside = readAny(reading);
    return take(reading) === ")" ? inside : null;
  }
  const [left, operator, right] = [take(reading), take(reading).replace(/\s+/, " "), take(reading)];
  const [first, second] = [valueOf(left, reading.values), valueOf(right, reading.values)];
  if (first === null || second === null) return null;
  const areVersions = [left, right].some((token) => /^python_(?:full_)?version$/.test(token));
  return areVersions ? compareVersions(first, operator, second) : compareTexts(first, operator, second);
};

const valueOf = (token: string, values: MarkerValues): string | null => {
  if (/^["']/.test(token)) return token.slice(1, -1);
  return Object.hasOwn(values, token) ? (values[token] ?? null) : null;
};

const compareTexts = (left: string, operator: string, right: string): boolean | null => {
  switch (operator) {
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "in":
      return right.includes(left);
    case "not in":
      return !right.includes(left);
    default:
      return null;
  }
};

const compareVersions = (left: string, operator: string, right: string): boolean | null => {
  if (!/^[\d.]+$/.test(left) || !/^[\d.]+(?:\.\*)?$/.test(right)) return null;
  const isPrefix = right.endsWith(".*");
  const wanted = numbersOf(right.replace(/\.\*$/, ""));
  const own = numbersOf(left);
  const order = compareNumbers(isPrefix ? own.slice(0, wanted.length) : own, wanted);
  switch (operator) {
    case "==":
    case "===":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return null;
  }
};
