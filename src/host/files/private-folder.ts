// Whether a folder is ours alone: in one that others may write to, anybody could wait with a socket of the same name.

import { lstatSync } from "node:fs";

import { errorCode } from "./file-error.ts";

export type FolderPrivacy =
  | "private"
  | "absent"
  /** Somebody else made it, it is a link, or it is no folder. */
  | "not-ours"
  /** It is ours, and others may look into it; `chmod 700` helps. */
  | "open";

/** Looks at a folder, without following a link. */
export const privacyOf = (path: string): FolderPrivacy => {
  try {
    const stat = lstatSync(path);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return "not-ours";
    return (stat.mode & 0o077) === 0 ? "private" : "open";
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "absent";
    throw error;
  }
};
