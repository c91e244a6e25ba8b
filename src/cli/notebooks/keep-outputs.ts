// `jig notebooks keep`: outputs of notebooks that differ from git's in nothing else are set aside, so that a pull finds the
// files as git has them, and are put back afterwards. What was set aside lies in `.git/jig` and is removed only when all of
// it is back in its place; what has no place any more stays there as it was, and never stands in the way of the next one.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { renewIndex } from "../../realize/notebooks/renew-index.ts";
import { trackedNotebooks } from "../../realize/notebooks/tracked-notebooks.ts";
import { countNotebooks, someOf } from "../../show/say-notebooks.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import { tellStop, type JigContext } from "../context.ts";
import { forgetOldest, formerFolder, keptFolder, keptIn } from "./kept-outputs.ts";
import { takeTurn } from "./keep-turn.ts";
import type { NotebookProject } from "./notebook-project.ts";
import { keepFor, putBackOne } from "./put-back-one.ts";

export interface KeepWords {
  /** A command to run in between; none: outputs stay aside. */
  readonly command: readonly string[];
  /** Put back what an earlier one set aside. */
  readonly back: boolean;
}

/** Sets aside, runs the command if there is one, and puts back; its exit code is the command's. */
export const keepOutputs = async (
  context: JigContext,
  project: NotebookProject,
  { command, back }: KeepWords,
): Promise<void> => {
  const { repository } = project;
  const folder = keptFolder(repository);
  if (repository === null || folder === null) {
    const message = "there is no git repository here, so nothing to keep outputs from";
    return tellStop(context, stopFor(exitCodes.failed, { code: "no-repository", message }));
  }
  const turn = takeTurn(context, repository);
  if (!turn.ok) return tellStop(context, turn.failure);
  try {
    await (back ? putBack(context, project, folder) : keepDuring(context, project, { folder, command }));
  } finally {
    turn.value.release();
  }
};

const keepDuring = async (
  context: JigContext,
  project: NotebookProject,
  { folder, command }: { readonly folder: string; readonly command: readonly string[] },
): Promise<void> => {
  const earlier = keptIn(context.host, folder);
  if (earlier.length > 0) {
    return tellStop(
      context,
      stopFor(exitCodes.failed, {
        code: "kept-already",
        message: `outputs of ${countNotebooks(earlier.length)} are set aside already: ${someOf(earlier)}`,
        hint: "`jig notebooks keep --back` puts them back",
      }),
    );
  }
  await setAside(context, project, folder);
  const [program, ...words] = command;
  if (program === undefined) return;
  // A person's command in a person's terminal: Ctrl-C is for it, and what it does to the files comes before putting back.
  process.on("SIGINT", ignore);
  const ran = spawnSync(program, words, { stdio: "inherit", cwd: context.cwd });
  process.off("SIGINT", ignore);
  await putBack(context, project, folder);
  if (ran.error !== undefined)
    context.note(
      program === "back"
        ? "`jig notebooks keep --back` puts outputs back, with the dashes"
        : `\`${program}\` cannot be started: ${ran.error.message}`,
    );
  process.exitCode = ran.status ?? exitCodes.failed;
};

const ignore = (): void => {};

const setAside = async (
  context: JigContext,
  { root, parts: { options } }: NotebookProject,
  folder: string,
): Promise<void> => {
  const { host } = context;
  const tracked = (await trackedNotebooks(host, root, options)) ?? [];
  const setting = tracked.filter(({ state }) => state === "outputs-only");
  const kept: string[] = [];
  const what = setting.every(({ remains }) => remains === "outputs")
    ? "the outputs"
    : "what the filter takes out";
  for (const { path } of setting) {
    const file = join(root, path);
    // Whoever put it there, it may be all that is left of those outputs.
    if (host.files.lstat(join(folder, path)) !== null) continue;
    const bytes = host.files.readBytes(file);
    const cleaned = bytes === null ? null : cleanNotebook(bytes, options);
    if (bytes === null || cleaned?.ok !== true) continue;
    const mode = (host.files.stat(file)?.mode ?? 0o644) & 0o777;
    host.files.makeFolder(dirname(join(folder, path)));
    host.files.writeBytes(join(folder, path), bytes, mode);
    host.files.writeBytes(file, cleaned.value, mode);
    kept.push(path);
  }
  await renew(context, root, kept);
  const changed = tracked.filter(({ state }) => state === "changed").map(({ path }) => path);
  context.note(
    kept.length === 0
      ? "no notebook differs from git's in outputs only"
      : `set ${what} of ${countNotebooks(kept.length)} aside: ${someOf(kept)}`,
  );
  if (changed.length > 0) context.note(`changed in more than outputs, and left: ${someOf(changed)}`);
};

/** git noted the size of files with outputs, and would refuse to overwrite them without a look at what is in them. */
const renew = async ({ host, note }: JigContext, root: string, paths: readonly string[]): Promise<void> => {
  const said = await renewIndex(host, root, paths);
  if (said !== null) note(`git could not look at them anew: ${said}`);
};

const putBack = async (
  context: JigContext,
  { root, repository, parts: { options } }: NotebookProject,
  folder: string,
): Promise<void> => {
  const { files } = context.host;
  const former = repository === null ? folder : formerFolder(repository);
  const paths = keptIn(context.host, folder);
  if (paths.length === 0) return context.note("no outputs are set aside");
  // Before anything comes there: nothing of this run goes.
  forgetOldest(files, former, context.host.now().getTime());
  for (const path of paths) {
    const one = { file: join(root, path), kept: join(folder, path), options };
    const { said, isDone, isWhole } = putBackOne(files, one);
    if (!isDone) {
      context.setExitCode(exitCodes.failed);
      context.note(visibleText(`${path}: ${said}; its outputs are in \`${one.kept}\``));
      continue;
    }
    const where = isWhole ? null : keepFor(files, one.kept, join(former, path));
    context.note(visibleText(`${path}: ${said}${where === null ? "" : `; how it was lies in \`${where}\``}`));
    files.remove(one.kept);
    for (let at = dirname(one.kept); at.length >= folder.length && files.removeEmpty(at);) at = dirname(at);
  }
  for (let at = folder; at.length > (repository?.common.length ?? 0) && files.removeEmpty(at);)
    at = dirname(at);
  await renew(context, root, paths);
};
