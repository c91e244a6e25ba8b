// The `.venv` that a service was started in, so that it can be told when that one was removed or made again below it. It
// reads, and changes nothing.

import { readFileSync, realpathSync } from "node:fs";

import * as v from "valibot";

import { folderIdentity, isSameFolder, readFolderIdentity } from "../records/folder-identity.ts";

export const startedVenv = v.object({
  path: v.string(),
  ...folderIdentity.entries,
  /** Its Python; missing where it is not known. */
  python: v.nullish(v.object({ version: v.string(), path: v.string() })),
});
export type StartedVenv = v.InferOutput<typeof startedVenv>;

/** Null without a Python of the project's. @param env what the service is started in */
export const readStartedVenv = (env: Readonly<Record<string, string>>): StartedVenv | null => {
  const path = env["VIRTUAL_ENV"];
  const identity = path === undefined ? null : readFolderIdentity(path);
  return path === undefined || identity === null ? null : { path, ...identity, python: readPython(path) };
};

const readPython = (venv: string): StartedVenv["python"] => {
  try {
    const config = readFileSync(`${venv}/pyvenv.cfg`, "utf8");
    const version = /^version(?:_info)? *= *(\d+\.\d+\.\d+)/m.exec(config)?.[1];
    return version === undefined ? null : { version, path: realpathSync(`${venv}/bin/python`) };
  } catch {
    return null;
  }
};

/** Whether nothing is where it was: what runs in it can load nothing more. */
export const isVenvRemoved = (started: StartedVenv | null): boolean =>
  started !== null && readFolderIdentity(started.path) === null;

/** Whether its files are gone by now: removed, or replaced by those of another `.venv`. */
export const isVenvGone = (started: StartedVenv | null): boolean =>
  started !== null && !isSameFolder(started, readFolderIdentity(started.path));
