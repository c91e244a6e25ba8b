// How the processes of a service are marked: a variable that every one of them inherits. It names the state folder
// itself, so that two supervisors with a folder each never take the same process for theirs.

import { lstatSync, mkdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";

import { sha256 } from "../../base/digest.ts";
import { randomName } from "../../base/random-name.ts";
import { notRegular, readRegular } from "../../host/files/regular-file.ts";
import { ownUid } from "../../host/processes/process-table.ts";
import { statePaths } from "../records/state-paths.ts";

export const COOKIE_NAME = "JIG_ID";

/** One run of a service. */
export interface RunName {
  readonly state: string;
  readonly name: string;
  readonly generation: number;
}

/** The value of the variable for one run. For the supervisor alone: the folder's identity is made when it has none. */
export const cookieOf = (state: string, name: string, generation: number): string =>
  `${keepFolderId(state)}/${name}/${generation}`;

/** Whether a cookie is that of a run. False, and nothing is made, when the folder has no identity. */
export const isCookieOf = (cookie: string | null, { state, name, generation }: RunName): boolean => {
  const folder = readFolderId(state);
  return folder !== null && cookie === `${folder}/${name}/${generation}`;
};

/**
 * Which state folder this is, and whose: a random name that lies in it, bound to where it is, so that a copy of the
 * folder is another one. Null when it has none yet.
 */
export const readFolderId = (state: string): string | null => {
  try {
    const text = readRegular(statePaths(state).id).toString("latin1");
    if (!/^[0-9a-f]{32}\n$/.test(text)) return null;
    return `${ownUid()}-${sha256(`${text}${realpathSync(state)}`).slice(0, 16)}`;
  } catch {
    return null;
  }
};

/** Sees to it that a state folder has an identity. The caller holds the supervisor's lock. */
export const keepFolderId = (state: string): string => readFolderId(state) ?? makeFolderId(state);

const makeFolderId = (state: string): string => {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const { id } = statePaths(state);
  // The refusal of the renaming would name the file beside it.
  if (lstatSync(id, { throwIfNoEntry: false })?.isDirectory() === true) throw notRegular(id, "a folder");
  writeFileSync(`${id}.part`, `${randomName(16)}\n`, { mode: 0o600 });
  renameSync(`${id}.part`, id);
  const made = readFolderId(state);
  if (made === null) throw new Error(`\`${id}\` cannot be read back`);
  return made;
};
