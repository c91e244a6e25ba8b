// What lies among the installed packages and came with none of them: a file that somebody wrote there changes what Python
// does, here and nowhere else. Reads only.

import { join } from "node:path";

import type { Files } from "../host/host.ts";
import type { StrayFile } from "../plan/drift.ts";
import { sitePackagesOf } from "../probe/environment-state.ts";
import { readRecords, type RecordedPackage } from "./read-records.ts";

/** uv's, which it puts into every environment, and jig's for a Python of Nix's. */
const OF_THE_ENVIRONMENT = /^(?:_virtualenv|_jig_libraries)\.(?:py|pth)$/;

/** Of packages; what names of theirs there are is told elsewhere. */
const RECORDS = /\.(?:dist|egg)-info$/;

const isByteCode = (name: string): boolean => name === "__pycache__" || name.endsWith(".pyc");

const isObeyed = (name: string): boolean =>
  name.endsWith(".pth") || /^(?:site|user)customize(?:\.py$|\.|$)/.test(name);

/** By name. An environment that is not there has none. */
export const findStrays = (
  files: Files,
  venv: string,
  records?: readonly RecordedPackage[],
): readonly StrayFile[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const brought = new Set(
    (records ?? readRecords(files, site)).flatMap((item) =>
      item.files.map(({ path }) => path.split("/", 1)[0] ?? path),
    ),
  );
  return (files.list(site) ?? [])
    .filter((name) => !brought.has(name) && !OF_THE_ENVIRONMENT.test(name) && !RECORDS.test(name))
    .filter((name) => holdsMore(files, site, name))
    .toSorted()
    .map((path) => ({ kind: "stray-file", path, isObeyed: isObeyed(path) }));
};

/** Of a package that was taken out, the byte code that Python wrote may be left. */
const holdsMore = (files: Files, folder: string, name: string): boolean => {
  if (isByteCode(name)) return false;
  const path = join(folder, name);
  if (files.lstat(path)?.kind !== "folder") return true;
  return (files.list(path) ?? []).some((each) => holdsMore(files, path, each));
};
