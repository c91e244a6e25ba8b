// The programs besides Python that a workbench may use: uv and git, where they are and which version.

import { join } from "node:path";

import { findProgram, pathFolders } from "../../host/processes/find-program.ts";
import type { Host } from "../../host/host.ts";
import type { ToolFact } from "../../plan/facts.ts";
import { askVersion, type Asking, type Question } from "./tool-versions.ts";

/** The uv that `JIG_UV` names, else the first on PATH that answers. Whether it is new enough is for the plan to say. */
export const probeUv = (asking: Asking): Promise<ToolFact | null> =>
  firstThatAnswers(asking, findUvs(asking.host).map(uvQuestion));

/** The paths of all that might be asked, in the order of asking. */
export const findUvs = (host: Host): readonly string[] => {
  const chosen = host.env["JIG_UV"] ?? "";
  const named = chosen === "" ? null : findProgram(host.files, chosen, host.env["PATH"]);
  return [...new Set([...(named === null ? [] : [named]), ...onPath(host, "uv")])];
};

export const probeGit = (asking: Asking): Promise<ToolFact | null> =>
  firstThatAnswers(asking, onPath(asking.host, "git").slice(0, 1).map(gitQuestion));

const uvQuestion = (path: string): Question => ({
  path,
  args: ["--version"],
  read: (stdout) => /^uv (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null,
});

const gitQuestion = (path: string): Question => ({
  path,
  args: ["--version"],
  read: (stdout) => /^git version (\d+(?:\.\d+)+)/.exec(stdout)?.[1] ?? null,
});

const onPath = (host: Host, program: string): readonly string[] =>
  pathFolders(host.env["PATH"])
    .map((folder) => join(folder, program))
    .filter((path) => host.files.isExecutable(path));

const firstThatAnswers = async (asking: Asking, questions: readonly Question[]): Promise<ToolFact | null> => {
  for (const question of questions) {
    // One after the other on purpose: the first nearly always answers, and the others need not start.
    // oxlint-disable-next-line no-await-in-loop
    const version = await askVersion(asking, question);
    if (version !== null) return { path: question.path, version };
  }
  return null;
};
