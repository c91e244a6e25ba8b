// Which notebooks git hands to another filter than ours: Git LFS, nbstripout. It asks git, and changes nothing.

import { GIT } from "./repository.ts";
import type { Host } from "../../host/host.ts";

/** A name for notebooks that are not there yet. */
const ANY = "any.ipynb";

/** Of the notebooks that git knows, and of any new one; none when git does not tell. */
export const otherFilters = async (
  host: Host,
  root: string,
): Promise<readonly { readonly path: string; readonly filter: string }[]> => {
  const listed = await host.run({
    argv: [...GIT, "ls-files", "-z", "--", "*.ipynb"],
    cwd: root,
    timeoutMs: 30_000,
  });
  const paths = listed.kind === "exited" && listed.code === 0 ? listed.stdout : "";
  const asked = await host.run({
    argv: [...GIT, "check-attr", "-z", "--stdin", "filter"],
    cwd: root,
    input: `${paths}${ANY}\0`,
    timeoutMs: 30_000,
  });
  if (asked.kind !== "exited" || asked.code !== 0) return [];
  const words = asked.stdout.split("\0");
  return words.flatMap((path, at) => {
    const filter = words[at + 2];
    const isOther = at % 3 === 0 && filter !== undefined && !OURS.has(filter);
    return isOther ? [{ path: path === ANY ? "*.ipynb" : path, filter }] : [];
  });
};

const OURS: ReadonlySet<string> = new Set(["nb-clean", "unspecified", "unset", "set"]);
