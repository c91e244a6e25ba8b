// What lies among the installed packages and came with none of them: a file that somebody wrote there changes what Python
// does, here and nowhere else. Reads only.

import { join } from "node:path";

import type { Files } from "../../host/host.ts";
import type { StrayFile } from "../../plan/compare/drift.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { readRecords, type RecordedPackage } from "./read-records.ts";

/** uv's, which it puts into every environment, and jig's for a Python of Nix's. */
const OF_THE_ENVIRONMENT = /^(?:_virtualenv|_jig_libraries)\.(?:py|pth)$/;

/** Of packages; what names of theirs there are is told elsewhere. */
const RECORDS = /\.(?:dist|egg)-info$/;

const isByteCode = (name: string): boolean => name === "__pycache__" || name.endsWith(".pyc");

const isObeyed = (name: string): boolean =>
  name.endsWith(".pth") || /^(?:site|user)customize(?:\.py$|\.|$)/.test(name);

/** What Python would import, or a module of it load. Of data, packages themselves keep some in their folders. */
const isCode = (name: string): boolean => /\.(?:py|so|dylib|so\.\d[\d.]*)$/.test(name);

/** By name. An environment that is not there has none. */
export const findStrays = (
  files: Files,
  venv: string,
  records?: readonly RecordedPackage[],
): readonly StrayFile[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const brought: Brought = { site, files: new Set(), folders: new Set() };
  for (const { files: recorded } of records ?? readRecords(files, site)) {
    for (const { path } of recorded) addTo(brought, path);
  }
  const names = (files.list(site) ?? []).filter(
    (name) => !OF_THE_ENVIRONMENT.test(name) && !RECORDS.test(name),
  );
  const strays = names.flatMap((name) => {
    if (brought.folders.has(name)) return codeIn(files, brought, name);
    return brought.files.has(name) || !holdsMore(files, site, name) ? [] : [name];
  });
  return strays.toSorted().map((path) => ({ kind: "stray-file", path, isObeyed: isObeyed(path) }));
};

/** What packages brought, relative to `site`. */
interface Brought {
  readonly site: string;
  readonly files: Set<string>;
  readonly folders: Set<string>;
}

/** A file, and every folder that it lies in. */
const addTo = ({ files, folders }: Brought, path: string): void => {
  files.add(path);
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const folder = path.slice(0, at);
    if (folders.has(folder)) return;
    folders.add(folder);
  }
};

/** The code below a folder of a package's that no package brought; of a folder that none brought, its name. */
const codeIn = (files: Files, brought: Brought, path: string): readonly string[] =>
  (files.list(join(brought.site, path)) ?? []).flatMap((name): readonly string[] => {
    const inside = `${path}/${name}`;
    if (name === "__pycache__" || brought.files.has(inside)) return [];
    if (brought.folders.has(inside)) return codeIn(files, brought, inside);
    // A folder whose name has a dot cannot be imported.
    const isStray = isCode(name) || (!name.includes(".") && holdsCode(files, join(brought.site, inside)));
    return isStray ? [inside] : [];
  });

const holdsCode = (files: Files, folder: string): boolean =>
  files.lstat(folder)?.kind === "folder" &&
  (files.list(folder) ?? []).some(
    (name) => name !== "__pycache__" && (isCode(name) || holdsCode(files, join(folder, name))),
  );

/** Of a package that was taken out, the byte code that Python wrote may be left. */
const holdsMore = (files: Files, folder: string, name: string): boolean => {
  if (isByteCode(name)) return false;
  const path = join(folder, name);
  if (files.lstat(path)?.kind !== "folder") return true;
  return (files.list(path) ?? []).some((each) => holdsMore(files, path, each));
};
