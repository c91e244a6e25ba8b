// Where outputs lie that were set aside: in git's own folder of this work tree, for two work trees have different ones. It
// reads names only.

import { dirname, join, relative } from "node:path";

import type { Files, Host } from "../../host/host.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";

/** Until they are back in their place. Null without a repository. */
export const keptFolder = (repository: Repository | null): string | null =>
  repository === null ? null : join(repository.own, "jig", "kept", repository.prefix);

/** For the time being: those whose cells have changed, the last of them. */
export const formerFolder = ({ own, prefix }: Repository): string => join(own, "jig", "former", prefix);

/** As many notebooks whose cells have changed are kept as they were. */
const MOST_FORMER = 20;

/** Removes the oldest of those that stay, by when they came there, once there are more than that. */
export const forgetOldest = (files: Files, folder: string): void => {
  const all = filesIn(files, folder);
  if (all.length <= MOST_FORMER) return;
  const times = new Map(all.map((path) => [path, BigInt(files.lstat(path)?.modified ?? "0")]));
  const oldestFirst = all.toSorted((one, other) =>
    (times.get(one) ?? 0n) < (times.get(other) ?? 0n) ? -1 : 1,
  );
  for (const path of oldestFirst.slice(0, -MOST_FORMER)) {
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
