// `jig notebooks WORD`: notebooks and git. Each word's work is in a file of its own, below `notebooks/`.

import { resolve } from "node:path";

import { nearest } from "../../base/nearest.ts";
import { sharedLine } from "../../realize/notebooks/filter.ts";
import { findRepository } from "../../realize/notebooks/repository.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import type { NotebooksFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { checkFiles } from "../notebooks/check-files.ts";
import { cleanFiles } from "../notebooks/clean-files.ts";
import { keepOutputs } from "../notebooks/keep-outputs.ts";
import { openNotebookProject, type NotebookProject } from "../notebooks/notebook-project.ts";
import { filterChoice, rememberChoice } from "../notebooks/filter-parts.ts";
import { installFilter, uninstallFilter } from "../notebooks/set-filter.ts";
import { showNotebooks } from "../notebooks/show-notebooks.ts";
import { lookForProject } from "../project/project.ts";

export async function notebooks(
  context: JigContext,
  flags: NotebooksFlags,
  ...[word, ...words]: string[]
): Promise<void> {
  if (word === "uninstall") return uninstall(context, flags);
  const form = flags.json ? "object" : "words";
  const from = resolve(context.cwd, flags.directory ?? ".");
  if (word === "clean") {
    const project = lookForProject(context, flags.directory).ok
      ? await openNotebookProject(context, flags.directory)
      : null;
    if (project?.ok === false) return tellStop(context, project.failure, form);
    return cleanFiles(context, words, { options: project?.value.parts.options ?? [], from });
  }
  const project = await openNotebookProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  switch (word) {
    case undefined:
    case "status":
      return showNotebooks(context, project.value, flags.json);
    case "check":
      return checkFiles(context, project.value, { words, from, json: flags.json });
    case "keep":
      return keepOutputs(context, project.value, { command: words, back: flags.back });
    case "install":
      return install(context, project.value, flags);
    default:
      return tellStop(context, stopFor(exitCodes.usage, { code: "usage", ...unknownWord(word) }), form);
  }
}

const WORDS = ["status", "clean", "check", "keep", "install", "uninstall"];

const unknownWord = (word: string) => {
  const near = nearest(word, WORDS);
  return {
    message: `\`jig notebooks\` has no \`${word}\``,
    hint: `${near === null ? "" : `did you mean \`${near}\`? `}it has \`status\`, \`clean\`, \`check\`, \`keep\`, \`install\` and \`uninstall\``,
  };
};

const install = async (
  context: JigContext,
  project: NotebookProject,
  { shared }: NotebooksFlags,
): Promise<void> => {
  const installed = await installFilter(context, project, shared ? "shared" : "local");
  if (!installed.ok) return tellStop(context, installed.failure);
  if (filterChoice(context.host, project.layout.state) === "declined")
    rememberChoice(context.host, project.layout.state, null);
  context.out.write(installed.value ? "git's filter is set\n" : "git's filter is set already\n");
};

/** Without a description, too: what was set by one that is gone has to go as well. */
const uninstall = (context: JigContext, { directory, shared }: NotebooksFlags): void => {
  const { host } = context;
  const project = lookForProject(context, directory);
  const root = project.ok ? project.value.layout.root : resolve(context.cwd, directory ?? ".");
  const repository = findRepository(host, host.files.realPath(root) ?? root);
  const removed = repository === null ? null : uninstallFilter(context, repository, shared);
  if (removed?.ok === false) return tellStop(context, removed.failure);
  if (project.ok) {
    // `jig up` would set it again.
    rememberChoice(host, project.value.layout.state, "declined");
  }
  const changed = removed?.value ?? [];
  context.out.write(
    changed.length === 0
      ? "git's filter is not set here\n"
      : `took git's filter out of ${changed.join(" and ")}\n`,
  );
  const left = repository === null ? null : sharedLine(host, repository);
  if (left !== null)
    context.note(
      `\`${left}\` names the filter for everybody; \`jig notebooks uninstall --shared\` takes that out`,
    );
};
