// Takes a program out of a wheel (a zip), and uv out of its release archive (a gzipped tar). In memory; it writes nothing.

import { gunzipSync, unzipSync } from "fflate";

/** The program in a wheel's `*.data/scripts`; null when it is not there or the wheel cannot be read. */
export const unpackWheel = (wheel: Uint8Array, program: string): Uint8Array | null => {
  try {
    const found = unzipSync(wheel, {
      filter: ({ name }) => name.replace(/^[^/]+\.data\/scripts\//, "/") === `/${program}`,
    });
    return Object.values(found)[0] ?? null;
  } catch {
    return null;
  }
};

const BLOCK = 512;

/** The file named `uv` in an archive, in whatever folder; null when it is not there or the archive cannot be read. */
export const unpackArchive = (archive: Uint8Array): Uint8Array | null => {
  let tar: Uint8Array;
  try {
    tar = gunzipSync(archive);
  } catch {
    return null;
  }
  for (let at = 0; at + BLOCK <= tar.length;) {
    const name = textAt(tar, at, 100);
    const size = Number.parseInt(textAt(tar, at + 124, 12), 8);
    if (name === "" || Number.isNaN(size)) return null;
    const start = at + BLOCK;
    if (/(^|\/)uv$/.test(name) && start + size <= tar.length) return tar.slice(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
};

/** A field of a tar header: text up to the first zero byte. */
const textAt = (tar: Uint8Array, start: number, length: number): string => {
  const field = tar.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end)).trim();
};
