// git, asked about the project's own repository: whatever another one is named by the environment, and without a program of
// the repository's choice.

import { dirname, resolve } from "node:path";

import type { Host, Ran, RunRequest } from "../../host/host.ts";
import { ownGitEnvironment } from "../../probe/project/own-git-environment.ts";
import { findRepository } from "./repository.ts";

/** A folder that came with a `.git` of its own must not have a program of its choice started. */
const GIT = ["git", "-c", "core.fsmonitor=false"] as const;

/** Runs git in that folder. @param request `env` is beside the host's own */
export const runGit = (
  { host, root }: { readonly host: Host; readonly root: string },
  args: readonly string[],
  request: Partial<Omit<RunRequest, "argv" | "cwd">> = {},
): Promise<Ran> =>
  host.run({
    timeoutMs: 30_000,
    ...request,
    argv: [...GIT, ...args],
    cwd: root,
    env: { ...ownGitEnvironment(host.env), ...ownIndex(host, root), ...request.env },
  });

/** In a hook git names the index of what is committed (`git commit a.ipynb` has one of its own): that is what is asked of. */
const ownIndex = (host: Host, root: string): Readonly<Record<string, string>> => {
  const named = host.env["GIT_INDEX_FILE"] ?? "";
  const repository = named === "" ? null : findRepository(host, root);
  if (repository === null) return {};
  const index = resolve(repository.top, named);
  const { files } = host;
  return files.realPath(dirname(index)) === files.realPath(repository.own) ? { GIT_INDEX_FILE: index } : {};
};
