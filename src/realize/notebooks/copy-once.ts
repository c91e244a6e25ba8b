// Files that are copied where they are absent. It overwrites nothing, and goes through no link out of the project, into git's
// own folder or into the environment.

import { dirname, join } from "node:path";

import { isKeptByTools } from "../../base/kept-by-tools.ts";
import type { Host } from "../../host/host.ts";
import type { PlannedNotebooks } from "../../plan/plan.ts";

type Copy = PlannedNotebooks["copies"][number];

export interface Copied {
  readonly made: readonly Copy[];
  readonly impossible: readonly Impossible[];
}

/** The file to copy is not there, a way leads out of the project, or it leads to what is git's or the environment's. */
interface Impossible {
  readonly copy: Copy;
  readonly trouble: "absent" | "outside" | "kept";
}

/** Copies what is absent. What is there costs one look each. */
export const copyOnce = ({ files }: Host, root: string, copies: readonly Copy[]): Copied => {
  const made: Copy[] = [];
  const impossible: Impossible[] = [];
  for (const copy of copies) {
    const target = join(root, copy.to);
    if (files.lstat(target) !== null) continue;
    const source = files.realPath(join(root, copy.from));
    if (source === null || files.stat(source)?.kind !== "file") {
      impossible.push({ copy, trouble: "absent" });
      continue;
    }
    const ends = [source, realFolder(files, dirname(target))];
    if (!ends.every((path) => path === root || path.startsWith(`${root}/`))) {
      impossible.push({ copy, trouble: "outside" });
    } else if (ends.some((path) => isKeptByTools(path.slice(root.length).split("/")))) {
      impossible.push({ copy, trouble: "kept" });
    } else {
      const bytes = files.readBytes(source);
      if (bytes === null) continue;
      files.makeFolder(dirname(target), 0o755);
      files.writeBytes(target, bytes, 0o644);
      made.push(copy);
    }
  }
  return { made, impossible };
};

/** The nearest folder that is there, links followed. */
const realFolder = (files: Host["files"], folder: string): string => {
  for (let at = folder; ; at = dirname(at)) {
    const real = files.realPath(at);
    if (real !== null || dirname(at) === at) return real ?? at;
  }
};
