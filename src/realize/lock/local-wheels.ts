// The wheels of a locked package that lie in folders: which of them each platform gets. Pure. A lock of jig's has one file a
// package, so that where platforms get different ones, each has a marker.

import { relative, resolve } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { leavingMarker } from "../../plan/platforms/leaving-marker.ts";
import type { LockedFile, LockedPackage } from "../../plan/lock/lock.ts";
import { isWheelPath } from "../../plan/lock/lock-place.ts";
import { markerHolds } from "../../plan/platforms/marker.ts";
import { markerValuesOf, type Platform } from "../../plan/platforms/platforms.ts";
import { wheelRank, wheelTags } from "../../plan/platforms/wheel-tags.ts";
import { minorOf } from "../../plan/python/choose-python.ts";
import type { PackageNotLockable } from "../realize-failure.ts";

export interface LocalWheel {
  /** As the lock has it. */
  readonly path: string;
  readonly file: LockedFile;
}

export interface ReadingWheels {
  readonly platforms: readonly Platform[];
  /** Of Python. */
  readonly version: string;
  /** The project's folder. */
  readonly root: string;
  /** What the lock's paths are relative to. */
  readonly base: string;
}

type WheelTrouble = Omit<PackageNotLockable["packages"][number], "name">;

/** The package once for each wheel that a platform gets; `local-wheels` with those that want it and get none. */
export const lockLocalWheels = (
  item: LockedPackage,
  wheels: readonly LocalWheel[],
  { platforms, version, root, base }: ReadingWheels,
): Result<readonly LockedPackage[], WheelTrouble> => {
  const wanting = platforms.filter((platform) => markerHolds(item.marker, markerValuesOf(platform, version)));
  const chosen = wanting.map((platform) => ({ platform, wheel: bestOn(wheels, platform, version) }));
  const groups = Map.groupBy(chosen, ({ wheel }) => wheel);
  const without = groups.get(null);
  if (without !== undefined)
    return fail({
      from: "local-wheels",
      platforms: without.map(({ platform }) => platform),
      isAll: without.length === platforms.length,
    });
  const packages = [...groups].flatMap(([wheel, on]): readonly LockedPackage[] => {
    if (wheel === null) return [];
    const path = relative(root, resolve(base, wheel.path));
    const others = wanting.filter((platform) => on.every((each) => each.platform !== platform));
    const marker = both(item.marker, others.length === 0 ? null : leavingMarker(others, wanting));
    return [{ ...item, index: "", marker, files: [wheel.file], place: { kind: "archive", path } }];
  });
  const isWhole = packages.every(({ place }) => place?.kind === "archive" && isWheelPath(place.path));
  return isWhole ? ok(packages) : fail({ from: "wheel-path" });
};

const bestOn = (wheels: readonly LocalWheel[], platform: Platform, version: string): LocalWheel | null => {
  const tags = wheelTags(platform, minorOf(version));
  const ranked = wheels.flatMap((wheel) => {
    const rank = wheelRank(wheel.file.name, tags);
    return rank === null ? [] : [{ wheel, rank }];
  });
  return ranked.toSorted((one, other) => one.rank - other.rank)[0]?.wheel ?? null;
};

const both = (marker: string | null, other: string | null): string | null =>
  marker === null || other === null ? (marker ?? other) : `(${marker}) and (${other})`;
