// The git repository that a project is in, and where git's own files of it are. It starts no git and changes nothing.

import { dirname, isAbsolute, join, relative } from "node:path";

import type { Host } from "../../host/host.ts";

export interface Repository {
  /** The work tree's top folder. */
  readonly top: string;
  /** The project's folder from there: `sub/bench`; empty when it is the top itself. */
  readonly prefix: string;
  /** git's own folder of this work tree: `.git`, or `.git/worktrees/…` of a linked one. */
  readonly own: string;
  /** What all work trees share: `.git` of the first one. */
  readonly common: string;
  /** `.git/config`, the one that all work trees share. */
  readonly config: string;
  /** `.git/info/attributes`, shared as well. */
  readonly attributes: string;
}

/** Null where no folder above is a work tree, or the first that says so has no repository: git looks no further either. */
export const findRepository = (host: Host, root: string): Repository | null => {
  for (let at = root; ; at = dirname(at)) {
    const named = namedFolder(host, at);
    if (named !== null) {
      const { own, isFile } = named;
      const common = commonFolder(host, own);
      if (isRepository(host, own, common))
        return {
          top: at,
          prefix: relative(at, root),
          own,
          common,
          config: join(common, "config"),
          attributes: join(common, "info", "attributes"),
        };
      if (isFile) return null;
    }
    if (dirname(at) === at) return null;
  }
};

/** A linked work tree and a submodule have a file in the folder's place, which says where it is. */
const namedFolder = (
  { files }: Host,
  folder: string,
): { readonly own: string; readonly isFile: boolean } | null => {
  const git = join(folder, ".git");
  const kind = files.stat(git)?.kind;
  if (kind === "folder") return { own: git, isFile: false };
  if (kind !== "file") return null;
  const target = /^gitdir: (.*)$/m.exec(files.readText(git) ?? "")?.[1] ?? "";
  return { own: isAbsolute(target) ? target : join(folder, target), isFile: true };
};

/** By what git itself looks at: whatever a file names, nothing is written into just any folder. */
const isRepository = ({ files }: Host, own: string, common: string): boolean =>
  /^(?:ref:\s*refs\/|[0-9a-f]{40})/.test(files.readText(join(own, "HEAD")) ?? "") &&
  ["objects", "refs"].every((name) => files.stat(join(common, name))?.kind === "folder");

/** What all work trees share. */
const commonFolder = ({ files }: Host, own: string): string => {
  const common = files.readText(join(own, "commondir"))?.trim();
  if (common === undefined) return own;
  return isAbsolute(common) ? common : join(own, common);
};
