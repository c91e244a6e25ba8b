// What to type when jig's own folders belong to somebody else, as after a `sudo jig`. It looks, and changes nothing.

import { statSync, type Stats } from "node:fs";
import { dirname } from "node:path";

/**
 * The command that makes a path of ours this user's again; null when nothing on the way belongs to somebody else, or when
 * no folder of this user's is above it: then it is not for us to say.
 */
export const ownerAdvice = (path: string, uid: number | undefined = process.getuid?.()): string | null => {
  let foreign: string | null = null;
  for (let at = path; ; at = dirname(at)) {
    const stat = statOf(at);
    if (stat?.uid === uid)
      return foreign === null ? null : `\`sudo chown -R $USER ${foreign}\` makes it yours`;
    // A file of somebody else's seldom comes alone: the folder is taken back with all that is in it.
    if (stat !== null) foreign = stat.isDirectory() ? at : dirname(at);
    if (dirname(at) === at) return null;
  }
};

/** Null for what is not there or cannot be seen. */
const statOf = (path: string): Stats | null => {
  try {
    return statSync(path);
  } catch {
    return null;
  }
};
