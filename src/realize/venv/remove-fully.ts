// Removes all of a folder that can be removed, and names what cannot: "not all of it" tells nobody what to do. Follows no link.

import { join } from "node:path";

import { errorCode } from "../../host/files/file-error.ts";
import type { Files } from "../../host/host.ts";

/** What the machine does not let go. */
export interface Stuck {
  readonly path: string;
  /** The system's: `EPERM`. */
  readonly code: string;
}

/** Removes a file or a folder; gives the files and folders that stay because of themselves, not of what is in them. */
export const removeFully = (files: Files, path: string): readonly Stuck[] => {
  try {
    files.remove(path);
    return [];
  } catch (error) {
    const code = errorCode(error);
    if (code === "") throw error;
    const inside = stuckIn(files, path);
    return inside.length > 0 || files.lstat(path) === null ? inside : [{ path, code }];
  }
};

const stuckIn = (files: Files, folder: string): readonly Stuck[] => {
  if (files.lstat(folder)?.kind !== "folder") return [];
  try {
    const names = files.list(folder) ?? [];
    const stuck = names.flatMap((name) => removeFully(files, join(folder, name)));
    if (stuck.length === 0) files.removeEmpty(folder);
    return stuck;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return [{ path: folder, code: errorCode(error) }];
  }
};
