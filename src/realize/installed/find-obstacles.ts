// What stands in an environment where packages are to be written and is not jig's to write to: links in place of folders, and
// folders in place of files. Reads only.

import { dirname, join, relative } from "node:path";

import type { Files } from "../../host/host.ts";
import type { Obstacle } from "../../plan/compare/drift.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { isSameVersion } from "./is-same-version.ts";
import { installedIn } from "./own-packages.ts";
import { readRecords, type RecordedFile, type RecordedPackage } from "./read-records.ts";

/** `lib64` is a link in every environment, and nothing is written by that name. */
const UPPERMOST = ["bin", "etc", "include", "lib", "man", "share"];

interface LookingForObstacles {
  /** The packages that may be written or removed; as in PEP 503. */
  readonly names: ReadonlySet<string>;
  readonly records?: readonly RecordedPackage[];
}

/** In the way of installing or removing packages, as far as their records tell. */
export const findObstacles = (
  files: Files,
  venv: string,
  looking: LookingForObstacles,
): readonly Obstacle[] => {
  const links = findLinkedFolders(files, venv, looking);
  const site = sitePackagesOf(files, venv);
  return links.length > 0 || site === null
    ? links
    : filledFolders(files, venv, { site, recorded: recordedOf(files, site, looking) });
};

/** Links in place of the folders that these packages lie in, and of those above; by path. */
export const findLinkedFolders = (
  files: Files,
  venv: string,
  looking: LookingForObstacles,
): readonly Obstacle[] => {
  const site = sitePackagesOf(files, venv);
  const own = site === null ? [] : [dirname(site), site].map((path) => relative(venv, path));
  const upper = linksAmong(files, venv, [...UPPERMOST, ...own]);
  // What lies behind one of these is not looked at.
  if (upper.length > 0 || site === null) return upper;
  const folders = foldersOf(venv, site, recordedOf(files, site, looking));
  return linksAmong(files, venv, [...folders].toSorted());
};

const recordedOf = (
  files: Files,
  site: string,
  { names, records }: LookingForObstacles,
): readonly RecordedFile[] =>
  (records ?? readRecords(files, site)).filter(({ name }) => names.has(name)).flatMap((item) => item.files);

/** Links to folders among the packages. A package that is not installed yet may bring a folder of that name. */
export const findLinksAmong = (files: Files, venv: string): readonly Obstacle[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const paths = (files.list(site) ?? []).map((name) => relative(venv, join(site, name)));
  return linksAmong(files, venv, paths).filter(({ path }) => files.stat(join(venv, path))?.kind === "folder");
};

/**
 * Links to folders beside what these packages brought in their own folders: in another version they may bring a folder of that
 * name. In `share` and the like many packages lie side by side, and a person's own links with them (an extension of Jupyter's
 * that is being written): there only what a package has a file behind is its.
 */
export const findLinksBeside = (
  files: Files,
  venv: string,
  names: ReadonlySet<string>,
): readonly Obstacle[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const recorded = recordedOf(files, site, { names });
  const known = new Set(recorded.map(({ path }) => relative(venv, join(site, path))));
  const folders = [...foldersOf(venv, site, recorded)].filter((path) =>
    join(venv, path).startsWith(`${site}/`),
  );
  const beside = folders.flatMap((folder) =>
    (files.list(join(venv, folder)) ?? [])
      .map((name) => join(folder, name))
      .filter((path) => !known.has(path)),
  );
  return linksAmong(files, venv, beside.toSorted()).filter(
    ({ path }) => files.stat(join(venv, path))?.kind === "folder",
  );
};

/** The names of those that are not installed, or in another version. */
export const comingOf = (
  files: Files,
  venv: string,
  locked: readonly Pick<LockedPackage, "name" | "version">[],
): ReadonlySet<string> => {
  const installed = new Map(installedIn(files, venv).map(({ name, version }) => [name, version]));
  const coming = locked.filter(({ name, version }) => {
    const here = installed.get(name);
    return here === undefined || (version !== "" && !isSameVersion(here, version));
  });
  return new Set(coming.map(({ name }) => name));
};

const linksAmong = (files: Files, venv: string, paths: Iterable<string>): readonly Obstacle[] =>
  [...paths].flatMap((path): readonly Obstacle[] =>
    files.lstat(join(venv, path))?.kind === "symlink" ? [{ kind: "in-the-way", path, is: "link" }] : [],
  );

/** Every folder in the environment that these files lie in, but for the uppermost; relative to the environment. */
const foldersOf = (venv: string, site: string, recorded: readonly RecordedFile[]): ReadonlySet<string> => {
  const folders = new Set<string>();
  for (const folder of new Set(recorded.map(({ path }) => dirname(path)))) {
    for (let at = relative(venv, join(site, folder)); isInside(at) && !folders.has(at); at = dirname(at)) {
      folders.add(at);
    }
  }
  return folders;
};

const isInside = (path: string): boolean => path !== "" && path !== "." && !path.startsWith("..");

/** One with nothing in it may be taken away. */
const filledFolders = (
  files: Files,
  venv: string,
  { site, recorded }: { readonly site: string; readonly recorded: readonly RecordedFile[] },
): readonly Obstacle[] =>
  recorded.flatMap(({ path, hash }): readonly Obstacle[] => {
    const place = join(site, path);
    const isFolder = hash !== null && files.lstat(place)?.kind === "folder";
    const isFilled = isFolder && (files.list(place) ?? []).length > 0;
    return isFilled ? [{ kind: "in-the-way", path: relative(venv, place), is: "folder" }] : [];
  });
