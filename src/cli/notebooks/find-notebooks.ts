// The notebooks that words of a command line mean: files, and what lies in folders. It reads names only.

import { join, relative, resolve } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

/** Absolute paths, each once. Fails with the first word that names nothing. @param from where relative words count from */
export const findNotebooks = (
  host: Host,
  words: readonly string[],
  from: string,
): Result<readonly string[], Stop> => {
  const found = new Set<string>();
  for (const word of words) {
    const path = resolve(from, word);
    const kind = host.files.stat(path)?.kind;
    if (kind === "file") found.add(path);
    else if (kind === "folder") for (const each of notebooksIn(host, path)) found.add(each);
    else {
      const message = `there is no file \`${word}\``;
      const hint = /[*?]/.test(word) ? "`.` means all notebooks below here" : null;
      return fail(stopFor(exitCodes.usage, { code: "no-such-file", message, hint }));
    }
  }
  return ok([...found]);
};

/** Not in hidden folders (checkpoints, environments, git's own) and not behind links. */
const notebooksIn = (host: Host, folder: string): readonly string[] =>
  (host.files.list(folder) ?? []).flatMap((name) => {
    const path = join(folder, name);
    const kind = host.files.lstat(path)?.kind;
    if (kind === "folder") return name.startsWith(".") ? [] : notebooksIn(host, path);
    return kind === "file" && name.endsWith(".ipynb") ? [path] : [];
  });

/** As a person in that folder calls it. */
export const nameFrom = (folder: string, path: string): string => relative(folder, path);
