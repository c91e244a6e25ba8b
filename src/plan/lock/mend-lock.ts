// A lock with the marks of a merge in it, as one lock: of each package the newer version of the two sides. It is what the
// next lock goes by, and answers no requirements itself. Pure.

import { compareVersions } from "../compare/compare-versions.ts";
import { parseLock } from "./parse-lock.ts";
import type { Lock, LockedModel, LockedPackage } from "./lock.ts";
import { pythonLock } from "./python-lock.ts";

export interface MendedLock {
  readonly lock: Lock;
  /** Where the sides differ about a package that both have, by name. */
  readonly choices: readonly { readonly name: string; readonly versions: readonly [string, string] }[];
  /** Whether both sides could be read: all marks were there, and each side was a lock. */
  readonly isWhole: boolean;
}

/** Null when neither side is a lock, or when there are no marks. */
export const mendLock = (text: string): MendedLock | null => {
  const sides = [sideOf(text, "ours"), sideOf(text, "theirs")].flatMap((side) => {
    const parsed = side === null ? null : parseLock(side);
    return parsed?.ok === true ? parsed.value : [];
  });
  const isWhole = sides.length === 2 && areMarksWhole(text);
  const [ours, theirs = ours] = sides;
  if (ours === undefined || theirs === undefined) return null;
  const first = Map.groupBy(ours.packages, ({ name }) => name);
  const second = Map.groupBy(theirs.packages, ({ name }) => name);
  const names = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  const packages = names.flatMap((name) => newer(first.get(name) ?? [], second.get(name) ?? []));
  const choices = names.flatMap((name) => {
    const [one, other] = [first.get(name)?.[0]?.version, second.get(name)?.[0]?.version];
    return one === undefined || other === undefined || one === other
      ? []
      : [{ name, versions: [one, other] as const }];
  });
  const models = mergeModels(ours.models ?? [], theirs.models ?? []);
  // What one side has of Python counts where the other has none.
  const lock = { ...(pythonLock(ours) ?? theirs), packages };
  return { lock: models.length === 0 ? lock : { ...lock, models }, choices, isWhole };
};

/** Each by its name, ours before theirs: which of two was meant is not to be told from a digest. */
const mergeModels = (
  ours: readonly LockedModel[],
  theirs: readonly LockedModel[],
): readonly LockedModel[] => [
  ...ours,
  ...theirs.filter(({ name }) => ours.every((model) => model.name !== name)),
];

const newer = (one: readonly LockedPackage[], other: readonly LockedPackage[]): readonly LockedPackage[] => {
  const [first, second] = [one[0], other[0]];
  if (first === undefined || second === undefined) return first === undefined ? other : one;
  return compareVersions(first.version, second.version) < 0 ? other : one;
};

const markOf = (line: string): string | undefined =>
  /^(<{7}|\|{7}|={7}|>{7})(?:\s|$)/.exec(line)?.[1]?.charAt(0);

/** Whether every conflict begins, is parted and ends. */
const areMarksWhole = (text: string): boolean =>
  /^(?:<\|?=>)+$/.test(
    text
      .split(/\r?\n/)
      .map((line) => markOf(line) ?? "")
      .join(""),
  );

/** The text as one side had it; null without marks. */
const sideOf = (text: string, wanted: "ours" | "theirs"): string | null => {
  let part: "both" | "ours" | "base" | "theirs" = "both";
  let isMarked = false;
  const kept = text.split(/\r?\n/).filter((line) => {
    const mark = markOf(line);
    if (mark === undefined) return part === "both" || part === wanted;
    isMarked = true;
    part = mark === "<" ? "ours" : mark === "|" ? "base" : mark === "=" ? "theirs" : "both";
    return false;
  });
  return isMarked ? kept.join("\n") : null;
};
