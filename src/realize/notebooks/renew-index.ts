// git's index, for notebooks whose content is what git staged while their size is not what git noted: git would take them
// for changed without looking into them. What is staged stays the same, whatever is in the files.

import { runGit } from "./run-git.ts";
import type { Host } from "../../host/host.ts";

/**
 * Has git look at these files anew. A file that differs in text is shown as changed, as before.
 * @param paths from the folder `root`
 * @returns what git said when it could not; null when it did
 */
export const renewIndex = async (
  host: Host,
  root: string,
  paths: readonly string[],
): Promise<string | null> => {
  if (paths.length === 0) return null;
  const files = paths.map((path) => `:(literal)${path}`);
  const git = (argv: readonly string[], input?: string) =>
    runGit({ host, root }, argv, { timeoutMs: 60_000, ...(input === undefined ? {} : { input }) });
  const listed = await git(["ls-files", "-v", "-s", "-z", "--full-name", "--", ...files]);
  if (listed.kind !== "exited" || listed.code !== 0) return saidBy(listed);
  // Not in a merge, and not what a person told git to leave alone (another letter): that would be forgotten.
  const entries = listed.stdout.split("\0").filter((entry) => /^H \d{6} [0-9a-f]+ 0\t/.test(entry));
  // An entry that is put in by its name has no size, so git has to read the file.
  const input = entries.map((entry) => `${entry.slice(2)}\0`).join("");
  const put = await git(["update-index", "-z", "--index-info"], input);
  if (put.kind !== "exited" || put.code !== 0) return saidBy(put);
  // It ends with 1 when other files differ.
  await git(["update-index", "-q", "--refresh"]);
  return null;
};

const saidBy = (ran: Awaited<ReturnType<Host["run"]>>): string =>
  ran.kind === "failed-to-start" ? ran.message : (ran.stderr.trim().split("\n")[0] ?? "");
