// Whether git tracks files of a folder, read from git's index without starting git. It changes nothing, not even the
// index's own cache of file states.

import { dirname, isAbsolute, join, relative } from "node:path";

import type { Host } from "../../host/host.ts";

/** Whether any tracked file lies in `folder`. False outside of a work tree and for an index of an unknown kind. */
export const hasTrackedFiles = (host: Host, folder: string): boolean => {
  const tree = workTreeOf(host, dirname(folder));
  if (tree === null) return false;
  const index = host.files.readBytes(join(tree.gitFolder, "index"));
  return index !== null && indexHasPrefix(index, `${relative(tree.top, folder)}/`);
};

/** Whether git tracks a file itself. False outside of a work tree and for an index of an unknown kind. */
export const isTracked = (host: Host, file: string): boolean => {
  const tree = workTreeOf(host, dirname(file));
  if (tree === null) return false;
  const index = host.files.readBytes(join(tree.gitFolder, "index"));
  // Paths end with a zero in the index, and hold none.
  return index !== null && indexHasPrefix(index, `${relative(tree.top, file)}\0`);
};

/** Whether a folder lies in a work tree of git's, at whatever depth. */
export const isInWorkTree = (host: Host, folder: string): boolean => workTreeOf(host, folder) !== null;

const workTreeOf = (
  host: Host,
  folder: string,
): { readonly top: string; readonly gitFolder: string } | null => {
  for (let at = folder; ; at = dirname(at)) {
    const git = join(at, ".git");
    const kind = host.files.stat(git)?.kind;
    if (kind === "folder") return { top: at, gitFolder: git };
    if (kind === "file") {
      // A linked work tree or a submodule: the file says where its index is.
      const target = /^gitdir: (.*)$/m.exec(host.files.readText(git) ?? "")?.[1];
      if (target !== undefined) return { top: at, gitFolder: isAbsolute(target) ? target : join(at, target) };
    }
    if (dirname(at) === at) return null;
  }
};

/** Whether the index (gitformat-index(5), versions 2 to 4) holds an entry whose path begins with `prefix`. */
export const indexHasPrefix = (index: Uint8Array, prefix: string): boolean => {
  const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "DIRC") return false;
  const version = bytes.readUInt32BE(4);
  if (version === 2 || version === 3) return hasWholePath(bytes, Buffer.from(prefix));
  return version === 4 && hasShortenedPath(bytes, Buffer.from(prefix));
};

/**
 * Versions 2 and 3 hold each path whole, after two bytes of which 12 bits are its length, and (version 3) two bytes
 * more when a flag says so. Looking for the bytes and then at the length in front of them beats walking the entries.
 */
const hasWholePath = (index: Buffer, prefix: Buffer): boolean => {
  for (let at = index.indexOf(prefix); at !== -1; at = index.indexOf(prefix, at + 1)) {
    const end = index.indexOf(0, at);
    const length = Math.min(end - at, LONGEST_STATED);
    if ((index.readUInt16BE(at - 2) & LONGEST_STATED) === length) return true;
    if (index.readUInt16BE(at - 4) & EXTENDED && (index.readUInt16BE(at - 4) & LONGEST_STATED) === length) {
      return true;
    }
  }
  return false;
};

const LONGEST_STATED = 0xfff;
const EXTENDED = 0x4000;

/** Version 4 holds of each path what differs from the one before: how much to cut off, and what to put there. */
const hasShortenedPath = (index: Buffer, prefix: Buffer): boolean => {
  let path: Buffer = Buffer.alloc(0);
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0 && at + ENTRY_HEAD < index.length; left -= 1) {
    const isExtended = (index.readUInt16BE(at + ENTRY_HEAD - 2) & EXTENDED) !== 0;
    const cut = readOffset(index, at + ENTRY_HEAD + (isExtended ? 2 : 0));
    const end = index.indexOf(0, cut.next);
    if (end === -1) return false;
    // Each with the zero that ends it.
    const kept = path.subarray(0, Math.max(0, path.length - 1 - cut.value));
    path = Buffer.concat([kept, index.subarray(cut.next, end + 1)]);
    if (path.subarray(0, prefix.length).equals(prefix)) return true;
    at = end + 1;
  }
  return false;
};

/** Ten 32-bit numbers about the file, the SHA-1 of its content, the flags. */
const ENTRY_HEAD = 40 + 20 + 2;

/** Git's number of variable length, in which each further byte also adds one. */
const readOffset = (bytes: Buffer, start: number): { readonly value: number; readonly next: number } => {
  let next = start;
  let byte = bytes[next++] ?? 0;
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[next++] ?? 0;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next };
};
