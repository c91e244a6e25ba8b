// The packages of a former Python in an environment that has another one now: what was started with that Python imports from
// there for as long as it runs. It decides nothing about who runs.

import { join } from "node:path";

import type { Files } from "../../host/host.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";

/** Behind a link they are somebody else's. */
const librariesIn = (files: Files, venv: string): readonly string[] =>
  files.lstat(join(venv, "lib"))?.kind !== "folder"
    ? []
    : (files.list(join(venv, "lib")) ?? []).filter((name) => name.startsWith("python3"));

/** Moves the packages of other Pythons from an environment into the one that has taken its place. */
export const takeFormerLibraries = (files: Files, from: string, venv: string): void => {
  const own = new Set(librariesIn(files, venv));
  for (const name of librariesIn(files, from)) {
    if (!own.has(name)) files.rename(join(from, "lib", name), join(venv, "lib", name));
  }
};

/** Removes them when nothing runs that could need them. */
export const removeFormerLibraries = (files: Files, venv: string, isInUse: () => boolean): void => {
  const all = librariesIn(files, venv);
  if (all.length < 2 || isInUse()) return;
  const own = sitePackagesOf(files, venv);
  for (const name of all) {
    const folder = join(venv, "lib", name);
    if (own !== null && own !== join(folder, "site-packages")) files.remove(folder);
  }
};
