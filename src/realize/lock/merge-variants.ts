// Several resolutions of one project as one list of packages: what is the same in all of them stands there once, and what
// is not says to which it belongs. Pure.

import type { LockedPackage } from "../../plan/lock/lock.ts";
import { markerHolds } from "../../plan/platforms/marker.ts";
import { markerValuesOf, type Platform } from "../../plan/platforms/platforms.ts";
import { sortPackages } from "../../plan/lock/print-lock.ts";

export interface Resolutions {
  /** The name of the resolution for all platforms. */
  readonly base: string;
  readonly packages: readonly LockedPackage[];
  /** The others, which are for Linux alone, by name. */
  readonly resolved: ReadonlyMap<string, readonly LockedPackage[]>;
}

/** Sorted. A package that Linux never installs belongs to every build. */
export const mergeVariants = ({ base, packages, resolved }: Resolutions): readonly LockedPackage[] => {
  const all = [base, ...resolved.keys()].toSorted();
  const merged: Merged[] = packages.map((item) => ({ item, variants: isForLinux(item) ? [base] : [...all] }));
  for (const [name, own] of resolved) {
    const machines = machinesOf(own);
    for (const item of own) {
      const known = merged.find((other) => covers(other.item, item));
      if (known === undefined) merged.push({ item: onLinux(item, machines), variants: [name] });
      else if (!known.variants.includes(name)) known.variants.push(name);
    }
  }
  return sortPackages(
    merged.map(({ item, variants }) =>
      variants.length === all.length ? item : { ...item, variants: variants.toSorted() },
    ),
  );
};

interface Merged {
  readonly item: LockedPackage;
  readonly variants: string[];
}

/** The same version from the same index, with the other's files among its own: a build for Linux has no others. */
const covers = (item: LockedPackage, other: LockedPackage): boolean => {
  if (item.name !== other.name || item.version !== other.version || item.index !== other.index) return false;
  const known = new Set(item.files.map(({ sha256 }) => sha256));
  return other.files.every(({ sha256 }) => known.has(sha256));
};

const LINUX: readonly Platform[] = ["linux-x64", "linux-arm64"];

const isForLinux = ({ marker }: LockedPackage): boolean =>
  LINUX.some((platform) => markerHolds(marker, markerValuesOf(platform, "3.11.0")));

/** The processors that the build's own torch has wheels for: the rest of it is of use there alone. */
const machinesOf = (packages: readonly LockedPackage[]): readonly string[] => {
  const torch = packages.find(({ name, index }) => name === "torch" && index !== "pypi");
  const all = ["aarch64", "x86_64"];
  return torch === undefined
    ? all
    : all.filter((machine) => torch.files.some(({ name }) => name.includes(machine)));
};

const onLinux = (item: LockedPackage, machines: readonly string[]): LockedPackage => {
  const [only, ...others] = machines;
  const parts = [
    ...(item.marker?.includes("sys_platform") === true ? [] : ["sys_platform == 'linux'"]),
    ...(only === undefined || others.length > 0 || item.marker?.includes("platform_machine") === true
      ? []
      : [`platform_machine == '${only}'`]),
  ];
  const own = item.marker === null ? [] : [item.marker.includes(" or ") ? `(${item.marker})` : item.marker];
  return { ...item, marker: [...own, ...parts].join(" and ") };
};
