// The file of one run's log, read in pieces: it may be of any size, and is written at the same time. A file that is not
// there, or is something else, reads as an empty one.

import { closeSync, fstatSync, readSync } from "node:fs";

import { openRegular } from "../../host/files/regular-file.ts";

const CHUNK = 64 * 1024;

/** Where the last line that has an ending ends; 0 when there is none. */
export const endOfLastLine = (path: string): number => {
  for (let end = sizeOf(path); end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const at = readAt(path, start)
      .subarray(0, end - start)
      .lastIndexOf(10);
    if (at !== -1) return start + at + 1;
    end = start;
  }
  return 0;
};

/** The last lines, read backwards and no further than needed. @param upTo in bytes; null is the present size */
export const readLastLines = (path: string, count: number, upTo: number | null): readonly string[] => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return [];
  try {
    const chunks: Buffer[] = [];
    let breaks = 0;
    for (let end = upTo ?? fstatSync(descriptor).size; end > 0 && breaks <= count;) {
      const chunk = Buffer.alloc(Math.min(CHUNK, end));
      readSync(descriptor, chunk, 0, chunk.length, end - chunk.length);
      breaks += chunk.reduce((sum, byte) => (byte === 10 ? sum + 1 : sum), 0);
      chunks.unshift(chunk);
      end -= chunk.length;
    }
    const lines = Buffer.concat(chunks).toString("utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return count === Number.POSITIVE_INFINITY ? lines : lines.slice(-count);
  } finally {
    closeSync(descriptor);
  }
};

/** The next bytes of a log, not all of them; none when there is no such file. */
export const readAt = (path: string, offset: number): Uint8Array => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return new Uint8Array();
  try {
    const chunk = new Uint8Array(CHUNK);
    return chunk.subarray(0, readSync(descriptor, chunk, 0, CHUNK, offset));
  } finally {
    closeSync(descriptor);
  }
};

/** Milliseconds since the epoch; before everything when there is no such file. */
export const modifiedAt = (path: string): number => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return Number.NEGATIVE_INFINITY;
  try {
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
  }
};

const sizeOf = (path: string): number => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return 0;
  try {
    return fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
};

/** Null when there is no such file, or something else in its place. */
const openQuietly = (path: string): number | null => {
  try {
    return openRegular(path);
  } catch {
    return null;
  }
};
