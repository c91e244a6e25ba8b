// The lock as a requirements file with hashes, for uv to install from. Pure.

import { filesOn } from "../platforms/files-on.ts";
import type { Platform } from "../platforms/platforms.ts";
import type { Lock, LockedPackage } from "./lock.ts";

/**
 * One package a paragraph; uv picks by marker what this machine needs.
 * @param platform only the wheel that is named for this platform may be installed there; null: any file of the lock
 * @param root the project's folder, absolute; null: whoever reads it is in that folder
 */
export const requirementsText = (
  lock: Lock,
  platform: Platform | null = null,
  root: string | null = null,
): string => {
  const only = onlyFor(lock, platform);
  const hashed = lock.packages.filter(({ files }) => files.length > 0);
  return `${hashed.map((item) => requirement(only(item), root)).join("\n")}\n`;
};

/** A locked package with the files of it that may be installed on a platform; null: any. */
export const onlyFor = (lock: Lock, platform: Platform | null): ((item: LockedPackage) => LockedPackage) => {
  const chosen =
    platform === null
      ? []
      : filesOn(lock, platform).filter(({ file, isSource }) => file !== null && !isSource);
  const fileOf = new Map(chosen.map((each) => [`${each.package} ${each.version}`, each.file]));
  return (item) => {
    const file = fileOf.get(`${item.name} ${item.version}`) ?? null;
    return file === null || item.place !== undefined ? item : { ...item, files: [file] };
  };
};

/** What comes from folders and repositories, a line each: it has no hash. @param root the project's folder, absolute */
export const placesText = (packages: readonly LockedPackage[], root: string): string =>
  packages.flatMap((item) => placeLine(item, root)).join("");

/**
 * The same for whoever reads it in the project's folder, and each where its marker says. A folder's package that is outside
 * of the project is none of a file that everybody reads.
 */
export const relativePlacesText = (packages: readonly LockedPackage[]): string =>
  packages
    .flatMap((item) => {
      const { name, place, marker } = item;
      const lines =
        place?.kind === "folder"
          ? [place.isEditable ? `-e ./${place.path}` : `${name} @ ./${place.path}`]
          : placeLine(item, "").map((line) => line.trimEnd());
      return lines.map((line) => `${line}${marker === null ? "" : ` ; ${marker}`}\n`);
    })
    .join("");

const placeLine = ({ name, place }: LockedPackage, root: string): readonly string[] => {
  if (place === undefined || place.kind === "address" || place.kind === "archive") return [];
  if (place.kind === "folder") {
    const url = fileUrl(root, place.path);
    return [place.isEditable ? `-e ${url}\n` : `${name} @ ${url}\n`];
  }
  const { url, commit, subdirectory } = place;
  const part = subdirectory === null ? "" : `#subdirectory=${encodeURI(subdirectory)}`;
  return [`${name} @ git+${url}@${commit}${part}\n`];
};

const fileUrl = (root: string, path: string): string =>
  `file://${`${root}/${path}`.split("/").map(encodeURIComponent).join("/")}`;

const named = ({ name, version, place }: LockedPackage, root: string | null): string => {
  if (place?.kind === "archive")
    return root === null ? `./${place.path}` : `${name} @ ${fileUrl(root, place.path)}`;
  return place?.kind === "address" ? `${name} @ ${place.url}` : `${name}==${version}`;
};

const requirement = (item: LockedPackage, root: string | null): string =>
  [
    `${named(item, root)}${item.marker === null ? "" : ` ; ${item.marker}`}`,
    ...[...new Set(item.files.map(({ sha256 }) => sha256))].map((hash) => `    --hash=sha256:${hash}`),
  ].join(" \\\n");
