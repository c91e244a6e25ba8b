// What is left of a pull that took a part of a model for another size than it has: a registry lied, and Ollama goes on with
// that size for every registry after it. Only files that Ollama names so are read, and removed when somebody says so.

import { parseRecord } from "../../../base/parse-json.ts";
import { rmSync } from "node:fs";

import { readRegularStart } from "../../../host/files/regular-file.ts";
import { quoteWord } from "../../../plan/render/render-shell.ts";
import type { ModelLayer } from "./ask-registry.ts";
import { isBytes } from "../is-bytes.ts";
import { namesIn } from "../../records/names-in.ts";

export interface ForeignParts {
  readonly digest: string;
  /** As the registry has it now. */
  readonly size: number;
  /** As what is left has it. */
  readonly counted: number;
}

/** Nothing where nobody may look. @param folder of the models */
export const findForeignParts = (
  folder: string | null,
  layers: readonly ModelLayer[],
): readonly ForeignParts[] => {
  if (folder === null) return [];
  const numbers = lastNumbers(namesIn(`${folder}/blobs`));
  return layers.flatMap(({ digest, size }) => {
    const last = numbers.get(hexOf(digest));
    const counted = last === undefined ? null : endOf(`${folder}/blobs/${partialOf(digest)}-${last}`);
    return counted === null || counted === size ? [] : [{ digest, size, counted }];
  });
};

/** Removes all that came of these. What cannot be removed stays: the next pull says so. */
export const removeParts = (folder: string, digests: readonly string[]): void => {
  const wanted = new Set(digests.map((digest) => hexOf(digest)));
  for (const name of namesIn(`${folder}/blobs`)) {
    if (!wanted.has(PARTIAL.exec(name)?.[1] ?? "")) continue;
    try {
      rmSync(`${folder}/blobs/${name}`, { force: true });
    } catch {
      // Another user's.
    }
  }
};

/** The command that removes them: there may be more of them than a command line holds. */
export const removingCommand = (folder: string, digests: readonly string[]): string => {
  const names = digests.map((digest) => `-name ${quoteWord(`${partialOf(digest)}*`)}`).join(" -o ");
  const all = digests.length === 1 ? names : `\\( ${names} \\)`;
  return `find ${quoteWord(`${folder}/blobs`)} -maxdepth 1 -type f ${all} -delete`;
};

/** What Ollama calls what came of a layer; its parts have a number behind it. */
export const partialOf = (digest: string): string => `sha256-${hexOf(digest)}-partial`;

const hexOf = (digest: string): string => digest.replace("sha256:", "");

const PARTIAL = /^sha256-([0-9a-f]{64})-partial(?:-(\d+))?$/;

/** The highest number of a part, by layer: there may be a hundred thousand. */
const lastNumbers = (names: readonly string[]): ReadonlyMap<string, number> => {
  const last = new Map<string, number>();
  for (const name of names) {
    const [, hex = "", number] = PARTIAL.exec(name) ?? [];
    if (number !== undefined) last.set(hex, Math.max(last.get(hex) ?? 0, Number(number)));
  }
  return last;
};

/** Bytes of what is written down of a part: it is four numbers. */
const LONGEST = 4096;

/** Where the last part ends is how large Ollama takes the layer to be; null when it does not say. */
const endOf = (path: string): number | null => {
  try {
    const text = new TextDecoder().decode(readRegularStart(path, LONGEST));
    const { Offset: offset, Size: size } = parseRecord(text) ?? {};
    return isBytes(offset) && isBytes(size) ? offset + size : null;
  } catch {
    return null;
  }
};
