// The lock as a requirements file with hashes, for uv to install from. Pure.

import { filesOn } from "./files-on.ts";
import type { Platform } from "./platforms.ts";
import type { Lock, LockedPackage } from "./lock.ts";

/**
 * One package a paragraph; uv picks by marker what this machine needs.
 * @param platform only the wheel that is named for this platform may be installed there; null: any file of the lock
 */
export const requirementsText = (lock: Lock, platform: Platform | null = null): string => {
  const chosen =
    platform === null
      ? []
      : filesOn(lock, platform).filter(({ file, isSource }) => file !== null && !isSource);
  const fileOf = new Map(chosen.map((each) => [`${each.package} ${each.version}`, each.file]));
  const only = (item: LockedPackage): LockedPackage => {
    const file = fileOf.get(`${item.name} ${item.version}`) ?? null;
    return file === null ? item : { ...item, files: [file] };
  };
  return `${lock.packages.map((item) => requirement(only(item))).join("\n")}\n`;
};

const requirement = ({ name, version, marker, files }: LockedPackage): string =>
  [
    `${name}==${version}${marker === null ? "" : ` ; ${marker}`}`,
    ...[...new Set(files.map(({ sha256 }) => sha256))].map((hash) => `    --hash=sha256:${hash}`),
  ].join(" \\\n");
