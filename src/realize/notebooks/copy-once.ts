// Files that are copied where they are absent. It overwrites nothing, and goes through no link out of the project.

import { dirname, join } from "node:path";

import type { Host } from "../../host/host.ts";
import type { PlannedNotebooks } from "../../plan/plan.ts";

type Copy = PlannedNotebooks["copies"][number];

export interface Copied {
  readonly made: readonly Copy[];
  /** The file to copy is not there, or a way leads out of the project. */
  readonly impossible: readonly { readonly copy: Copy; readonly trouble: "absent" | "outside" }[];
}

/** Copies what is absent. What is there costs one look each. */
export const copyOnce = ({ files }: Host, root: string, copies: readonly Copy[]): Copied => {
  const made: Copy[] = [];
  const impossible: { readonly copy: Copy; readonly trouble: "absent" | "outside" }[] = [];
  for (const copy of copies) {
    const target = join(root, copy.to);
    if (files.lstat(target) !== null) continue;
    const source = files.realPath(join(root, copy.from));
    if (source === null || files.stat(source)?.kind !== "file") {
      impossible.push({ copy, trouble: "absent" });
    } else if (!source.startsWith(`${root}/`) || !isWithin(files, root, dirname(target))) {
      impossible.push({ copy, trouble: "outside" });
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

/** The nearest folder that is there is in the project, links followed. */
const isWithin = (files: Host["files"], root: string, folder: string): boolean => {
  for (let at = folder; ; at = dirname(at)) {
    const real = files.realPath(at);
    if (real !== null) return real === root || real.startsWith(`${root}/`);
    if (dirname(at) === at) return false;
  }
};
