// Which Python a new description asks for: what the folder says, else what this machine has, else one that has wheels for
// nearly everything.

import { minorOf } from "../plan/choose-python.ts";
import type { PythonFact } from "../plan/facts.ts";
import { admits } from "./python-range.ts";

/** A file that says which Python it wants: one version, or a range of them. */
export interface VersionWish {
  /** `3.11`, `>=3.10,<3.13`. */
  readonly range: string;
  readonly from: string;
}

export interface ChosenVersion {
  /** `3.11`. */
  readonly version: string;
  /** The files that want another one. */
  readonly against: readonly VersionWish[];
}

/** The usual ones, the newest first: a machine's own is taken when it is one of these. */
const USUAL = ["3.13", "3.12", "3.11"];
const FALLBACK = "3.12";
/** In the order in which they are taken when a range rules out the usual ones. */
const KNOWN = [FALLBACK, "3.13", "3.11", "3.14", "3.10", "3.9", "3.8"];

/** The minor version that as many wishes as possible admit, the earlier wishes first. Deterministic. */
export const chooseVersion = (
  wishes: readonly VersionWish[],
  pythons: readonly PythonFact[],
): ChosenVersion => {
  const machine = new Set(pythons.map(({ version }) => minorOf(version)));
  const candidates = [
    ...new Set([
      ...USUAL.filter((version) => machine.has(version)),
      FALLBACK,
      ...KNOWN.filter((version) => machine.has(version)),
      ...KNOWN,
      // One that only a file names: an old project's 3.7, or a newer one than these.
      ...wishes.flatMap(({ range }) => /\b3\.\d{1,2}/.exec(range)?.[0] ?? []),
    ]),
  ];
  let left = candidates;
  for (const { range } of wishes) {
    const fitting = left.filter((version) => admits(range, version));
    if (fitting.length > 0) left = fitting;
  }
  const version = left[0] ?? FALLBACK;
  return { version, against: wishes.filter(({ range }) => !admits(range, version)) };
};
