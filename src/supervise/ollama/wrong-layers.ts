// Layers whose bytes are not what their name says: Ollama compares only what it has just fetched, throws away the first that
// differs, and takes the others for good the next time. It removes nothing that is what it is called.

import { createReadStream, rmSync } from "node:fs";

import { quoteWord } from "../../plan/render-shell.ts";
import { blobOf } from "./room.ts";

/**
 * Removes them, so that the next pull fetches them again. The command for what may not be removed, for people; null where
 * nothing is left of it, or nobody may look.
 * @param digests `sha256:` and 64 hex digits, of the layers that were to come
 */
export const removeWrongLayers = async (
  folder: string | null,
  digests: readonly string[],
): Promise<string | null> => {
  if (folder === null) return null;
  const left: string[] = [];
  for (const digest of digests) {
    const file = blobOf(folder, digest);
    const found = await digestAt(file);
    if (found === null || found === digest) continue;
    try {
      rmSync(file);
    } catch {
      left.push(file);
    }
  }
  return left.length === 0 ? null : `\`sudo rm ${left.map(quoteWord).join(" ")}\` removes what came wrong`;
};

/** Null when it is not there, or cannot be read to its end. */
const digestAt = async (path: string): Promise<string | null> => {
  // Not `node:crypto`, which costs a supervisor two milliseconds and a megabyte.
  const hash = new Bun.CryptoHasher("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return `sha256:${hash.digest("hex")}`;
  } catch {
    return null;
  }
};
