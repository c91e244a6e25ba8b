// Layers whose bytes are not what their name says: Ollama compares only what it has just fetched, throws away the first that
// differs, and takes the others for good the next time. It removes nothing that is what it is called, and nothing at all in
// a folder that somebody else's server names: whoever answers there may name any.

import { accessSync, constants, createReadStream, lstatSync, rmSync } from "node:fs";

import { openRegular } from "../../../host/files/regular-file.ts";
import { quoteWord } from "../../../plan/render/render-shell.ts";
import { DIGEST } from "./pull-line.ts";
import { blobOf } from "./room.ts";

interface Clearing {
  /** Of models; null: not known, or not here. */
  readonly folder: string | null;
  /** jig started the server, and knows the folder by itself. */
  readonly isOwn: boolean;
  /** Ends it: a model may be as large as a disk. */
  readonly signal: AbortSignal;
}

/**
 * Removes them from a folder of jig's own server, so that the next pull fetches them again. The command for those that are
 * left, for people; null where nothing is left of them, or nobody may look.
 * @param digests of the layers that were to come
 */
export const removeWrongLayers = async (
  { folder, isOwn, signal }: Clearing,
  digests: readonly string[],
): Promise<string | null> => {
  if (folder === null) return null;
  const left: string[] = [];
  for (const digest of digests) {
    if (!DIGEST.test(digest)) continue;
    const file = blobOf(folder, digest);
    const found = await digestAt(file, signal);
    if (signal.aborted) return null;
    if (found === null || found === digest) continue;
    if (!isOwn || !isRemoved(file)) left.push(file);
  }
  const command = mayWrite(`${folder}/blobs`) ? "rm" : "sudo rm";
  return left.length === 0 ? null : `\`${command} ${left.map(quoteWord).join(" ")}\` removes what came wrong`;
};

const isRemoved = (file: string): boolean => {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
};

const mayWrite = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Null when it is no file of its own there, or cannot be read to its end. */
const digestAt = async (path: string, signal: AbortSignal): Promise<string | null> => {
  // Not `node:crypto`, which costs a supervisor two milliseconds and a megabyte.
  const hash = new Bun.CryptoHasher("sha256");
  try {
    if (!lstatSync(path).isFile()) return null;
    for await (const chunk of createReadStream(path, { fd: openRegular(path) })) {
      if (signal.aborted) return null;
      hash.update(chunk);
    }
    return `sha256:${hash.digest("hex")}`;
  } catch {
    return null;
  }
};
