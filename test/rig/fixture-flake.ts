// Where Nix finds the flakes of test/fixtures.

import { join, relative } from "node:path";

import { repository } from "./paths.ts";

/** A flake of test/fixtures as an input, whatever the repository's own path is: Nix 2.8 takes no space in a `path:`. */
export const fixtureFlake = (name: string): string => {
  const folder = join(repository, "test", "fixtures", name);
  if (/^[\w./-]+$/.test(folder)) return `path:${folder}`;
  // The same folder by way of this process, whose current folder is the repository's.
  return `path:/proc/${process.pid}/cwd/${relative(process.cwd(), folder)}`;
};
