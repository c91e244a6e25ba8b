// Whether somebody has said that a file is to stay as it is. It asks the file alone: that its folder lets it be replaced, or
// that root may all, does not count.

import type { Files } from "../host.ts";

/** False for one that is not there. Follows links. */
export const isReadOnly = (files: Files, path: string): boolean => {
  const mode = files.stat(path)?.mode;
  return mode !== undefined && (mode & 0o222) === 0;
};
