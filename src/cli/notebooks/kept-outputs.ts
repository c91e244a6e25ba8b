// Where outputs lie that were set aside: in git's own folder of this work tree, for two work trees have different ones. It
// reads names only.

import { join, relative } from "node:path";

import type { Host } from "../../host/host.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";

/** Until they are back in their place. Null without a repository. */
export const keptFolder = (repository: Repository | null): string | null =>
  repository === null ? null : join(repository.own, "jig", "kept", repository.prefix);

/** For good: those whose cells have changed. */
export const formerFolder = ({ own, prefix }: Repository): string => join(own, "jig", "former", prefix);

/** What is set aside, as paths from the project's root. */
export const keptIn = ({ files }: Host, folder: string): readonly string[] => {
  const within = (at: string): readonly string[] =>
    (files.list(at) ?? []).flatMap((name) =>
      files.lstat(join(at, name))?.kind === "folder" ? within(join(at, name)) : [join(at, name)],
    );
  return within(folder).map((path) => relative(folder, path));
};
