// `jig notebooks install` and `uninstall`, and what `jig up` does of it: git's filter, set after saying what it changes, and
// taken out to the byte.

import { dirname } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { errorCode } from "../../host/files/file-error.ts";
import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { probePlatform } from "../../probe/machine/platform.ts";
import { probePythons } from "../../probe/python/pythons.ts";
import { readKnownTools } from "../../probe/tools/tool-versions.ts";
import { bringNbClean } from "../../realize/notebooks/bring-nb-clean.ts";
import {
  filterStanding,
  isSharedLinked,
  removeFilter,
  setFilter,
  type AttributesPlace,
} from "../../realize/notebooks/filter.ts";
import { hasNbClean } from "../../realize/notebooks/nb-clean-here.ts";
import { overrulingCommand } from "../../realize/notebooks/overruling-command.ts";
import { otherFilters, type OtherFilter } from "../../realize/notebooks/other-filters.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";
import { trackedNotebooks } from "../../realize/notebooks/tracked-notebooks.ts";
import { countNotebooks, sayOverruling, sayRemains, someOf } from "../../show/say-notebooks.ts";
import { keepPlace } from "../../supervise/records/former-places.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { rememberChoice } from "./filter-parts.ts";
import type { NotebookProject } from "./notebook-project.ts";

/** Sets the filter where it is not set; says what it changed. Gives whether anything had to be done. */
export const installFilter = async (
  context: JigContext,
  project: NotebookProject,
  asked: AttributesPlace,
): Promise<Result<boolean, Stop>> => {
  const { host } = context;
  const { repository, parts, layout, root } = project;
  if (repository === null) return fail(noRepository(root));
  const standing = filterStanding(host, repository, parts);
  if (parts.nbClean !== "" && !(await cleansHere(context, project))) await bring(context, project);
  if (standing.config === "set" && standing.attributes !== null && asked !== "shared") {
    await warnOfOverruling(context, project);
    return ok(false);
  }
  const place = standing.attributes === "shared" ? "shared" : asked;
  if (place === "shared" && isSharedLinked(host, repository)) return fail(ATTRIBUTES_LINKED);
  // A line for everybody is obeyed before the team's own, and so overrules none that wants no filter.
  const [other] = (await otherFilters(host, root, repository)).filter(
    ({ filter }) => place === "local" || filter !== null,
  );
  if (other !== undefined) return fail(inTheWay(other));
  const isNew = standing.config === "none" || standing.attributes === null;
  const words = isNew ? await whatChanges(context, project, place) : [];
  // `jig uninstall` lists the filters of the projects that it can find.
  host.files.makeFolder(layout.state);
  keepPlace(layout.state, layout.root);
  const set = setUnlessRefused(host, repository, { parts, place });
  if (!set.ok) return set;
  for (const said of words) context.note(said);
  await warnOfOverruling(context, project);
  return ok(true);
};

const warnOfOverruling = async ({ host, note }: JigContext, project: NotebookProject): Promise<void> => {
  const overruling = await overrulingCommand(host, project.root, project.parts);
  if (overruling !== null) note(`warning: ${sayOverruling(overruling.key, overruling.file)}`);
};

/** Another person's `.git`, or a disk that is full, is no fault of jig's. */
const setUnlessRefused = (...asked: Parameters<typeof setFilter>): Result<void, Stop> => {
  try {
    const set = setFilter(...asked);
    return set.ok ? set : fail(locked(set.failure.lock));
  } catch (error) {
    const code = errorCode(error);
    if (code === "") throw error;
    return fail(unwritten(asked[1], code));
  }
};

const unwritten = ({ config, attributes }: Repository, code: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "git-files-unwritable",
    message: `git's filter for notebooks is not set: jig cannot write \`${config}\` and \`${attributes}\` (${code})`,
    hint: `\`ls -ld ${dirname(attributes)}\` says whose they are; until they can be written, git takes outputs in`,
  });

const ATTRIBUTES_LINKED = stopFor(exitCodes.failed, {
  code: "attributes-is-a-link",
  message: "`.gitattributes` is a link, and jig does not write through links",
  hint: "git obeys no link there either; `jig notebooks install` sets the filter for this clone alone",
});

/** Takes it out. Gives the files that were changed. */
export const uninstallFilter = (
  { host }: Pick<JigContext, "host">,
  repository: Repository,
  withShared: boolean,
): Result<readonly string[], Stop> => {
  const removed = removeFilter(host, repository, withShared);
  return removed.ok ? removed : fail(locked(removed.failure.lock));
};

/** Whether nb-clean is there and cleans. One that does not goes: the filter's words send people here. */
const cleansHere = async ({ host }: JigContext, { layout, parts }: NotebookProject): Promise<boolean> => {
  if (!hasNbClean(host, layout)) return false;
  const argv = [parts.nbClean, "clean"] as const;
  const ran = await host.run({ argv, cwd: layout.root, input: WITH_OUTPUT, timeoutMs: 10_000 });
  const cleaned = cleanNotebook(new TextEncoder().encode(WITH_OUTPUT), []);
  const cleans =
    ran.kind === "exited" &&
    ran.code === 0 &&
    cleaned.ok &&
    ran.stdout === new TextDecoder().decode(cleaned.value);
  if (!cleans) host.files.remove(parts.nbClean);
  return cleans;
};

/** A program that gives back what it gets must not pass for nb-clean. */
const WITH_OUTPUT = `{"cells": [{"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {},
 "outputs": [{"name": "stdout", "output_type": "stream", "text": ["1"]}], "source": ["print(1)"]}],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
`;

/** A project without nb-clean is cleaned by jig itself, file by file: said, and no reason to stop. */
const bring = async (context: JigContext, { layout }: NotebookProject): Promise<void> => {
  const { host } = context;
  const known = readKnownTools(host, layout);
  const facts = {
    libc: probePlatform(host).libc,
    pythons: await probePythons({ host, known, quick: false }, layout),
  };
  const signal = context.interruption();
  const brought = await bringNbClean({ host, layout, facts, signal, progress: () => {} });
  rememberChoice(host, layout.state, brought.ok ? null : "without-nb-clean");
  if (brought.ok) return;
  const why = brought.failure.map(({ way, problem }) => `${way}: ${problem}`).join("; ");
  context.note(`nb-clean could not be had, so jig itself cleans notebooks (${why})`);
};

/** In words, for before anything is changed: what is changed is known by what stands there. */
const whatChanges = async (
  context: JigContext,
  { root, parts }: NotebookProject,
  place: AttributesPlace,
): Promise<readonly string[]> => {
  const tracked = await trackedNotebooks(context.host, root, parts.options);
  const changing = (tracked ?? []).filter(({ state }) => state === "outputs-in-git");
  const where = place === "shared" ? ".gitattributes" : ".git/info/attributes";
  const said = [`git leaves outputs out of notebooks from now on (.git/config, ${where})`];
  for (const [what, found] of Map.groupBy(changing, ({ remains }) => remains)) {
    const paths = found.map(({ path }) => path);
    const [it, shows] = paths.length === 1 ? ["it", "shows"] : ["they", "show"];
    const taken = what === "outputs" ? "the outputs" : what === "metadata" ? "it" : "them";
    said.push(
      `git has ${countNotebooks(paths.length)} with ${sayRemains(what)}${what === "outputs" ? "" : " that the filter takes out"}: ${someOf(paths)}; ${it} ${shows} as changed when next saved, and \`git add --renormalize .\` takes ${taken} out`,
    );
  }
  return said;
};

const noRepository = (root: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "no-repository",
    message: `\`${root}\` is in no git repository`,
    hint: "`git init` makes one",
  });

const inTheWay = ({ path, filter }: OtherFilter): Stop =>
  stopFor(
    exitCodes.failed,
    filter === null
      ? {
          code: "another-filter",
          message: `\`${path}\` is to have no filter in git, and gets none`,
          hint: "`jig notebooks install --shared` sets the filter for all others, by a line in .gitattributes",
        }
      : {
          code: "another-filter",
          message: `\`${path}\` has the filter \`${filter}\` in git already, and keeps it`,
          hint: `take \`filter=${filter}\` out of git's attributes for notebooks, or \`clean\` out of jig.toml`,
        },
  );

const locked = (lock: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "git-config-locked",
    message: `another git is changing its configuration: \`${lock}\` is there`,
    hint: "try again; when no git runs, remove that file",
  });
