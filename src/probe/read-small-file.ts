// A look into a file that may be anything: somebody's settings, a clone's. It never waits, fails or reads without end.

import { errorCode } from "../host/files/file-error.ts";
import type { Files } from "../host/host.ts";

const MOST_BYTES = 1024 * 1024;

/** The text of a regular file of a sensible size; null for everything else, closed folders and pipes among it. */
export const readSmallFile = (files: Files, path: string): string | null => {
  const stat = unlessRefused(() => files.stat(path));
  if (stat?.kind !== "file" || stat.size > MOST_BYTES) return null;
  return unlessRefused(() => files.readText(path));
};

/** The names in a folder; none when it is none or may not be read. */
export const listQuietly = (files: Files, path: string): readonly string[] =>
  unlessRefused(() => files.list(path)) ?? [];

/** Null for whatever the system refuses. */
export const unlessRefused = <Value>(look: () => Value | null): Value | null => {
  try {
    return look();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
};
