// Whether a file of the project is none of it. It reads no file, and says nothing to anybody.

import { relative, resolve } from "node:path";

import type { Files } from "../host.ts";

/** Its path, or a link on it, leads out of the folder. @param file relative to the root; what is not there leads nowhere */
export const leadsOutside = (files: Files, root: string, file: string): boolean => {
  const real = files.realPath(resolve(root, file));
  if (real === null) return false;
  const way = relative(files.realPath(root) ?? root, real);
  return way === ".." || way.startsWith("../");
};
