// Looks a program up as `execvp` does, but never in the current folder: a clone must not be able to slip one in.

import { isAbsolute, join } from "node:path";

import type { Files } from "../host.ts";

/**
 * The absolute path of a program. One that is absolute already only has to be executable; a relative path and
 * relative entries of PATH find nothing.
 */
export const findProgram = (files: Files, program: string, path: string | undefined): string | null => {
  if (isAbsolute(program)) return files.isExecutable(program) ? program : null;
  if (program === "" || program.includes("/")) return null;
  for (const folder of pathFolders(path)) {
    const candidate = join(folder, program);
    if (files.isExecutable(candidate)) return candidate;
  }
  return null;
};

/** The absolute folders of a PATH in their order, without repeats. */
export const pathFolders = (path: string | undefined): readonly string[] => [
  ...new Set((path ?? "").split(":").filter(isAbsolute)),
];
