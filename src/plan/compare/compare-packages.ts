// What changed between the packages of two locks: their versions, and what else is installed, or comes from elsewhere, under
// a version that stayed. Values in, values out.

import { compareVersions } from "./compare-versions.ts";
import type { LockedPackage } from "../lock/lock.ts";

export interface PackageChange {
  readonly name: string;
  /** `moved`: the same version from another place; `rebuilt`: the same version with other files, or for other platforms. */
  readonly change: "up" | "down" | "in" | "out" | "moved" | "rebuilt";
  /** A version, or several joined by ` and ` where platforms differ; null where it was not. */
  readonly from: string | null;
  readonly to: string | null;
  /** What else is another; of a package that has another version, only where it comes from. */
  readonly differs: readonly Difference[];
}

export type Difference =
  /** Another index, by its name. */
  | { readonly what: "index"; readonly from: string; readonly to: string }
  /** A repository, an address or a folder, where it came from another, or from an index. */
  | { readonly what: "place"; readonly from: string; readonly to: string }
  /** The same repository at another commit, in full. */
  | { readonly what: "commit"; readonly from: string; readonly to: string }
  | { readonly what: "files" | "platforms" };

/** Every change, sorted by name. */
export const comparePackages = (
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): readonly PackageChange[] => {
  const [old, current] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...current.keys()])].toSorted();
  return names.flatMap((name) => comparePackage(name, old.get(name) ?? [], current.get(name) ?? []));
};

const byName = (packages: readonly LockedPackage[]): ReadonlyMap<string, readonly LockedPackage[]> =>
  Map.groupBy(packages, ({ name }) => name);

const comparePackage = (
  name: string,
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): readonly PackageChange[] => {
  const [from, to] = [versionsOf(before), versionsOf(after)];
  const [old, current] = [from.at(-1), to.at(-1)];
  const told = { name, from: from.join(" and ") || null, to: to.join(" and ") || null };
  if (before.length === 0) return [{ ...told, change: "in", differs: [] }];
  if (after.length === 0) return [{ ...told, change: "out", differs: [] }];
  const moves = movesOf(before, after);
  if (told.from === told.to) {
    const differs = [...moves, ...contentsOf(before, after)];
    const change = moves.length > 0 ? "moved" : "rebuilt";
    return differs.length === 0 ? [] : [{ ...told, change, differs }];
  }
  // Where there are several, the newest speaks for them, then the oldest.
  const order = compareVersions(old ?? "", current ?? "") || compareVersions(from[0] ?? "", to[0] ?? "");
  return [{ ...told, change: order <= 0 ? "up" : "down", differs: moves }];
};

const versionsOf = (packages: readonly LockedPackage[]): readonly string[] =>
  [...new Set(packages.map(({ version }) => version))].toSorted(compareVersions);

type Packages = readonly LockedPackage[];

const movesOf = (before: Packages, after: Packages): readonly Difference[] => {
  const [from, to] = [textsOf(before, originOf), textsOf(after, originOf)];
  const isOfIndexes = [...before, ...after].every(({ place }) => place === undefined);
  if (from !== to) return [{ what: isOfIndexes ? "index" : "place", from, to }];
  const [old, current] = [textsOf(before, commitOf), textsOf(after, commitOf)];
  return old === current ? [] : [{ what: "commit", from: old, to: current }];
};

/** Not how large its files are. */
const contentsOf = (before: Packages, after: Packages): readonly Difference[] => [
  ...(textsOf(before, filesOf) === textsOf(after, filesOf) ? [] : [{ what: "files" } as const]),
  ...(textsOf(before, markersOf) === textsOf(after, markersOf) ? [] : [{ what: "platforms" } as const]),
];

const textsOf = (packages: Packages, textOf: (item: LockedPackage) => string): string =>
  [...new Set(packages.map((item) => textOf(item)))].toSorted().join(" and ");

const originOf = ({ index, place }: LockedPackage): string => {
  if (place === undefined) return index;
  if (place.kind === "address") return place.url;
  if (place.kind === "folder") return place.isEditable ? `-e ${place.path}` : place.path;
  if (place.kind === "archive") return place.path;
  return place.subdirectory === null ? place.url : `${place.url}#subdirectory=${place.subdirectory}`;
};

const commitOf = ({ place }: LockedPackage): string => (place?.kind === "repository" ? place.commit : "");

const filesOf = ({ version, files }: LockedPackage): string =>
  JSON.stringify([version, ...files.map(({ sha256 }) => sha256).toSorted()]);

const markersOf = ({ version, marker, variants }: LockedPackage): string =>
  JSON.stringify([version, marker, variants ?? null]);

/** In a few words: `commit 1a2b3c4 → 5d6e7f8`, `other files`. */
export const sayDifference = (difference: Difference): string => {
  switch (difference.what) {
    case "index":
      return `index ${difference.from} → ${difference.to}`;
    case "place":
      return `from ${difference.from} → ${difference.to}`;
    case "commit":
      return `commit ${shortened(difference.from)} → ${shortened(difference.to)}`;
    case "files":
    case "platforms":
      return `other ${difference.what}`;
  }
};

const shortened = (commits: string): string =>
  commits.replaceAll(/[0-9a-f]{40,}/g, (commit) => commit.slice(0, 7));
