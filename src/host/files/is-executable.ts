// Whether a file is a program that this user may start.

import { accessSync, constants, statSync } from "node:fs";

/** True for a file that may be executed; false for a folder, for what is not there and for what cannot be looked at. */
export const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
