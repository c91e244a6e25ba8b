// Where outputs lie that were set aside: in the git folder that all work trees share, for a linked work tree's own goes when
// the work tree is removed. Each has its own place there, for two work trees have different outputs. It reads names only.

import { basename, dirname, join, relative } from "node:path";

import type { Files, Host } from "../../host/host.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";

/** Until they are back in their place. Null without a repository. */
export const keptFolder = (repository: Repository | null): string | null => {
  if (repository === null) return null;
  return join(treeFolder(repository), "kept", repository.prefix);
};

/** The work tree's own place. */
export const treeFolder = (repository: Repository): string => {
  const { own, common } = repository;
  return own === common ? join(common, "jig") : join(treesFolder(repository), basename(own));
};

const treesFolder = ({ common }: Repository): string => join(common, "jig", "worktrees");

/** For the time being: those whose outputs have no place any more. */
export const formerFolder = ({ common, prefix }: Repository): string => join(common, "jig", "former", prefix);

/** What linked work trees had set aside that are removed. */
export const keptOfGoneTrees = (
  host: Host,
  repository: Repository,
): readonly { readonly tree: string; readonly folder: string; readonly paths: readonly string[] }[] =>
  (host.files.list(treesFolder(repository)) ?? []).flatMap((tree) => {
    const folder = join(treesFolder(repository), tree, "kept");
    const paths = keptIn(host, folder);
    const isGone = host.files.stat(join(repository.common, "worktrees", tree)) === null;
    return isGone && paths.length > 0 ? [{ tree, folder, paths }] : [];
  });

/** At least as many notebooks stay as they were, and none goes that is younger. */
const MOST_FORMER = 20;
const FORMER_DAYS = 30;

/** Removes the oldest of those that stay, by when they came there, once there are more than that. @param now in milliseconds */
export const forgetOldest = (files: Files, folder: string, now: number): void => {
  const all = filesIn(files, folder);
  if (all.length <= MOST_FORMER) return;
  const times = new Map(all.map((path) => [path, BigInt(files.lstat(path)?.modified ?? "0")]));
  const timeOf = (path: string): bigint => times.get(path) ?? 0n;
  const youngestOld = BigInt(now - FORMER_DAYS * 86_400_000) * 1_000_000n;
  const oldestFirst = all.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
  for (const path of oldestFirst.slice(0, -MOST_FORMER)) {
    if (timeOf(path) > youngestOld) return;
    files.remove(path);
    for (let at = dirname(path); at.length > folder.length; at = dirname(at))
      if (!files.removeEmpty(at)) break;
  }
};

const filesIn = (files: Files, folder: string): readonly string[] =>
  (files.list(folder) ?? []).flatMap((name) =>
    files.lstat(join(folder, name))?.kind === "folder"
      ? filesIn(files, join(folder, name))
      : [join(folder, name)],
  );

/** What is set aside, as paths from the project's root. */
export const keptIn = ({ files }: Host, folder: string): readonly string[] =>
  filesIn(files, folder).map((path) => relative(folder, path));
