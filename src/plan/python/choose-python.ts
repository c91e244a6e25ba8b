// Which interpreter the project gets, of those that this machine has. It starts none and downloads none.

import type { Facts, PythonFact } from "../facts.ts";

export interface PythonWish {
  /** `3.11`. */
  readonly minor: string;
  /** `3.11.7`: preferred, and insisted on when `exact`; null when nothing names one. */
  readonly full: string | null;
  readonly exact: boolean;
}

/** `3.11` of `3.11.7`. */
export const minorOf = (version: string): string => version.split(".").slice(0, 2).join(".");

/** The minor versions of interpreters, the newest first, each once. */
export const minorsOf = (pythons: readonly PythonFact[]): readonly string[] =>
  [...new Set(pythons.map(({ version }) => minorOf(version)))].toSorted((left, right) =>
    right.localeCompare(left, "en", { numeric: true }),
  );

/** What is asked of uv: the full version only when it is insisted on. */
export const requestOf = ({ minor, full, exact }: PythonWish): string =>
  exact && full !== null ? full : minor;

/**
 * The interpreter of the project's own `.venv` while it fits, so that nothing is made again without need; else the one
 * with the wished full version; else the newest patch of the minor version. Null: none fits, uv has to bring one.
 */
export const choosePython = (wish: PythonWish, facts: Pick<Facts, "pythons" | "venv">): PythonFact | null => {
  const fits = ({ version }: PythonFact): boolean =>
    /^\d+\.\d+\.\d+$/.test(version) &&
    (wish.exact && wish.full !== null ? version === wish.full : minorOf(version) === wish.minor);
  if (facts.venv.kind === "ours" && fits(facts.venv.python)) return facts.venv.python;
  const fitting = facts.pythons.filter((python) => fits(python));
  const newest = fitting.toSorted((left, right) => patchOf(right) - patchOf(left))[0];
  return fitting.find(({ version }) => version === wish.full) ?? newest ?? null;
};

const patchOf = ({ version }: PythonFact): number => Number(version.split(".")[2] ?? 0);
