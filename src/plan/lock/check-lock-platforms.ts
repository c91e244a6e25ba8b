// Whether a new lock holds for each of its platforms: what cannot be had there, what has to be built there, and what is of
// another version than elsewhere. Pure; nothing is asked of an index.

import { minorOf } from "../python/choose-python.ts";
import { filesOn, type FileOn } from "../platforms/files-on.ts";
import type { Lock, LockedPackage } from "./lock.ts";
import { osOf, type Platform } from "../platforms/platforms.ts";
import { wheelRank, wheelTags } from "../platforms/wheel-tags.ts";

/** A package that some platforms cannot have as the project wants it. */
export interface PlatformGap {
  readonly package: string;
  readonly version: string;
  readonly platforms: readonly Platform[];
  /** There is a source archive, and none is allowed. */
  readonly hasSource: boolean;
  /** What its wheels for such a platform are made for: `glibc 2.34`; null when there are none. */
  readonly needs: string | null;
}

/** A package that is built from its source archive on some platforms. */
export interface BuiltPackage {
  readonly package: string;
  readonly version: string;
  readonly platforms: readonly Platform[];
}

/** A package that has not the same major and minor version everywhere. */
export interface SplitPackage {
  readonly package: string;
  /** The version that most platforms have comes first. */
  readonly versions: readonly { readonly version: string; readonly platforms: readonly Platform[] }[];
}

/** A package whose version depends on the patch version of Python. */
export interface PatchedPackage {
  readonly package: string;
  /** With the Python in the lock; null when it is not installed with that. */
  readonly version: string | null;
  readonly others: readonly { readonly version: string; readonly with: "older" | "newer" }[];
}

export interface LockCheck {
  readonly gaps: readonly PlatformGap[];
  readonly built: readonly BuiltPackage[];
  readonly split: readonly SplitPackage[];
  readonly patched: readonly PatchedPackage[];
}

type Placed = FileOn & { readonly platform: Platform };

export const checkLockPlatforms = (lock: Lock, build: "never" | "allow"): LockCheck => {
  const placed: readonly Placed[] = lock.platforms.flatMap((platform) =>
    filesOn(lock, platform)
      // What is built from a folder or a repository is built wherever it is wanted.
      .filter(({ from }) => from === undefined)
      .map((file) => ({ ...file, platform })),
  );
  const isGap = ({ file, isSource }: FileOn): boolean => file === null || (isSource && build === "never");
  return {
    gaps: gapsAmong(
      lock,
      placed.filter((each) => isGap(each)),
    ),
    built: grouped(
      placed.filter((each) => each.isSource && !isGap(each)),
      nameOf,
    ).map(({ first, platforms }) => ({
      package: first.package,
      version: first.version,
      platforms,
    })),
    split: splitIn(placed),
    patched: patchedIn(lock),
  };
};

interface Group {
  readonly first: Placed;
  readonly platforms: readonly Platform[];
}

const nameOf = (placed: Placed): string => `${placed.package} ${placed.version}`;

/** What has the same key, on several platforms. */
const grouped = (placed: readonly Placed[], keyOf: (placed: Placed) => string): readonly Group[] =>
  [...Map.groupBy(placed, keyOf).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, platforms: group.map(({ platform }) => platform) }];
  });

const gapsAmong = (lock: Lock, placed: readonly Placed[]): readonly PlatformGap[] => {
  const needs = ({ package: wanted, version, platform }: Placed): string | null => {
    const item = lock.packages.find((each) => each.name === wanted && each.version === version);
    return item === undefined ? null : neededFor(item, platform, minorOf(lock.python));
  };
  return grouped(placed, (each) => `${nameOf(each)} ${needs(each)}`).map(({ first, platforms }) => ({
    package: first.package,
    version: first.version,
    platforms,
    hasSource: first.isSource,
    needs: needs(first),
  }));
};

/** Beyond anything that there is yet. */
const FUTURE = { glibc: [2, 199], macos: 99 } as const;

const neededFor = ({ files }: LockedPackage, platform: Platform, minor: string): string | null => {
  const tags = wheelTags(platform, minor, FUTURE);
  const isMacos = osOf(platform) === "macos";
  const numbers = files
    .filter(({ name }) => wheelRank(name, tags) !== null)
    .flatMap(({ name }) => [...name.matchAll(isMacos ? /macosx_(\d+)_/g : /manylinux_2_(\d+)_/g)])
    .map(([, number]) => Number(number));
  if (numbers.length === 0) return null;
  const least = Math.min(...numbers);
  return isMacos ? `macOS ${least}` : `glibc 2.${least}`;
};

const splitIn = (placed: readonly Placed[]): readonly SplitPackage[] => {
  const packages = Map.groupBy(placed, (each) => each.package);
  return [...packages].flatMap(([name, everywhere]) => {
    if (new Set(everywhere.map(({ version }) => majorAndMinor(version))).size < 2) return [];
    const versions = [...Map.groupBy(everywhere, ({ version }) => version)].map(([version, group]) => ({
      version,
      platforms: group.map(({ platform }) => platform),
    }));
    const most = versions.toSorted((one, other) => other.platforms.length - one.platforms.length);
    return [{ package: name, versions: most }];
  });
};

/** With the first and with any later Python of the minor version, on the first platform. */
const patchedIn = (lock: Lock): readonly PatchedPackage[] => {
  const [platform] = lock.platforms;
  if (platform === undefined) return [];
  const versionsWith = (python: string): ReadonlyMap<string, string> =>
    new Map(filesOn({ ...lock, python }, platform).map((file) => [file.package, file.version]));
  const now = versionsWith(lock.python);
  const minor = minorOf(lock.python);
  const others = [
    { with: "older" as const, versions: versionsWith(`${minor}.0`) },
    { with: "newer" as const, versions: versionsWith(`${minor}.999`) },
  ];
  const names = new Set([now, ...others.map(({ versions }) => versions)].flatMap((each) => [...each.keys()]));
  return [...names].toSorted().flatMap((name) => {
    const version = now.get(name) ?? null;
    const different = others.flatMap((each) => {
      const other = each.versions.get(name);
      return other === undefined || other === version ? [] : [{ version: other, with: each.with }];
    });
    return different.length === 0 ? [] : [{ package: name, version, others: different }];
  });
};

const majorAndMinor = (version: string): string =>
  version.split("+", 1)[0]?.split(".").slice(0, 2).join(".") ?? "";
