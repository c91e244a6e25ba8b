// Which folder it is that a path leads to: another one may stand there later. It reads, and keeps nothing.

import { statSync } from "node:fs";

import * as v from "valibot";

export const folderIdentity = v.object({
  device: v.string(),
  inode: v.string(),
  /** When the folder was made, in nanoseconds: a number of an inode comes round again. */
  born: v.string(),
});
export type FolderIdentity = v.InferOutput<typeof folderIdentity>;

/** Null when nothing is there. */
export const readFolderIdentity = (folder: string): FolderIdentity | null => {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
    return { device: String(dev), inode: String(ino), born: String(birthtimeNs) };
  } catch {
    return null;
  }
};

/** False when one of them is nothing. */
export const isSameFolder = (left: FolderIdentity, right: FolderIdentity | null): boolean =>
  right !== null && left.device === right.device && left.inode === right.inode && left.born === right.born;
