// Which file of each locked package a platform installs: from the lock alone, for any platform on any machine.

import { minorOf } from "../python/choose-python.ts";
import type { Lock, LockedFile, LockedPackage } from "../lock/lock.ts";
import { markerHolds } from "./marker.ts";
import { markerValuesOf, type Platform } from "./platforms.ts";
import { buildNumber, wheelRank, wheelTags } from "./wheel-tags.ts";

/** A package that a platform installs, and from what. */
export interface FileOn {
  readonly package: string;
  readonly version: string;
  /** Null: it has neither a wheel for the platform's baseline nor a source archive. */
  readonly file: LockedFile | null;
  /** Whether it has to be built there, from its source. */
  readonly isSource: boolean;
  /** Where it comes from, when that is no file: a folder or a repository. Absent otherwise. */
  readonly from?: string;
}

/** The packages whose marker holds on the platform, in the lock's order, each with its file. */
export const filesOn = (lock: Pick<Lock, "python" | "packages">, platform: Platform): readonly FileOn[] => {
  const values = markerValuesOf(platform, lock.python);
  const tags = wheelTags(platform, minorOf(lock.python));
  return lock.packages
    .filter(({ marker }) => markerHolds(marker, values))
    .map((item) => ({ package: item.name, version: item.version, ...whatFor(item, tags) }));
};

const whatFor = (
  item: LockedPackage,
  tags: ReadonlyMap<string, number>,
): Omit<FileOn, "package" | "version"> => {
  const { place } = item;
  if (place === undefined || place.kind === "address" || place.kind === "archive") return fileFor(item, tags);
  const from =
    place.kind === "folder" ? `the folder ${place.path}` : `${place.url} at ${place.commit.slice(0, 12)}`;
  return { file: null, isSource: true, from };
};

const fileFor = (
  { files }: LockedPackage,
  tags: ReadonlyMap<string, number>,
): Pick<FileOn, "file" | "isSource"> => {
  const wheels = files.flatMap((file) => {
    const rank = wheelRank(file.name, tags);
    return rank === null ? [] : [{ file, rank, build: buildNumber(file.name) }];
  });
  const best = wheels.toSorted((one, other) => one.rank - other.rank || other.build - one.build)[0];
  if (best !== undefined) return { file: best.file, isSource: false };
  const source = files.find(({ name }) => isSourceArchive(name)) ?? null;
  return { file: source, isSource: source !== null };
};

/** Whether it is no wheel (nor an egg of old): something that has to be built. */
const isSourceArchive = (name: string): boolean => /\.(?:tar\.[a-z0-9]+|tgz|zip)$/i.test(name);
