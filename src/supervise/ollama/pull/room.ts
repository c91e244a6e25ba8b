// Whether a model fits where its server keeps models, asked before anything is fetched, and what is left there of one that
// did not fit. It removes nothing: what came is where the next pull goes on.

import { statSync } from "node:fs";

import { sayBytes } from "../../../base/say-bytes.ts";
import { errorCode } from "../../../host/files/file-error.ts";
import type { ModelLayer } from "./ask-registry.ts";
import { partialOf, removingCommand } from "./foreign-parts.ts";
import { namesIn } from "../../records/names-in.ts";

/** Where a server keeps models. */
export interface ModelStorage {
  /** Null when it is not known, or not on this machine. */
  readonly folder: string | null;
  /** Free bytes there; null when that is not known. */
  readonly freeBytes: () => number | null;
}

/** What is lacking, for people; null where it fits, or nobody can tell. */
export const findShortage = (
  layers: readonly ModelLayer[],
  { folder, freeBytes }: ModelStorage,
): string | null => {
  const needed = layers.reduce((sum, layer) => sum + missingOf(layer, folder), 0);
  return sayShortage(needed, freeBytes());
};

/** @param needed bytes that are to come */
export const sayShortage = (needed: number, free: number | null): string | null =>
  free === null || needed <= free
    ? null
    : `it needs ${sayBytes(needed)} more, and ${sayBytes(free)} are free`;

/** Where to make it. */
export const adviseRoom = ({ folder }: Pick<ModelStorage, "folder">): string =>
  folder === null
    ? "make room where its models are kept"
    : `make room where its models are kept (\`${folder}\`)`;

/** How much of a layer is to come. Where nobody may look all of it counts as there: the server tells in time. */
const missingOf = ({ digest, size }: ModelLayer, folder: string | null): number => {
  if (folder === null) return size;
  const file = blobOf(folder, digest);
  if (bytesAt(file) !== null) return 0;
  const came = bytesAt(`${file}-partial`);
  return came === "hidden" ? 0 : Math.max(0, size - (came ?? 0));
};

/** The command that frees what came of layers that are not whole, for people; null where nothing did. */
export const adviseOnParts = (folder: string | null, digests: readonly string[]): string | null => {
  if (folder === null) return null;
  const parts = digests.flatMap((digest) => {
    const name = partialOf(digest);
    const files = namesIn(`${folder}/blobs`).filter((file) => file.startsWith(name));
    return files.length === 0 ? [] : [{ digest, files }];
  });
  if (parts.length === 0) return null;
  const bytes = parts
    .flatMap(({ files }) => files.map((file) => bytesAt(`${folder}/blobs/${file}`)))
    .reduce((sum: number, each) => sum + (typeof each === "number" ? each : 0), 0);
  const command = removingCommand(
    folder,
    parts.map(({ digest }) => digest),
  );
  return `\`${command}\` frees the ${sayBytes(bytes)} that came`;
};

/** The file of a layer. */
export const blobOf = (folder: string, digest: string): string =>
  `${folder}/blobs/${digest.replace(":", "-")}`;

/** What a file takes on the disk: those of a pull have holes where nothing has come. */
const bytesAt = (path: string): number | "hidden" | null => {
  try {
    return statSync(path).blocks * 512;
  } catch (error) {
    return errorCode(error) === "ENOENT" ? null : "hidden";
  }
};
