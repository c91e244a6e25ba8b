// `jig add PKG…`: writes packages into the project's list, locks and installs them. When that cannot be done, nothing is
// changed.

import { resolve } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { requirementProblem } from "../../describe/requirements/check-requirement.ts";
import {
  addPackage,
  type ChangedPackages,
  type DynamicList,
  type FromPlace,
  type ListedTwice,
  type NoFolderList,
} from "../../edit/change-packages.ts";
import type { PackageFiles } from "../../edit/package-files.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { tellEdited } from "../answer/tell-edited.ts";
import type { AddFlags } from "../command-line/flags.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { addWithItsTool } from "../answer/taken-words.ts";
import { oddFolder, readTypedFolders, type TypedFolder } from "../project/edits/typed-folders.ts";
import { editProject } from "../project/edits/edit-project.ts";

export async function add(
  context: JigContext,
  flags: AddFlags,
  ...requirements: readonly string[]
): Promise<void> {
  const { editable = [] } = flags;
  const wrong = checkRequirements(requirements, editable.length > 0);
  if (wrong !== null) return tellStop(context, wrong, flags.json ? "lines" : "words");
  const reporter = reporterFor(context, flags.json);
  const edited = await editProject(context, {
    directory: flags.directory,
    isOffline: flags.offline,
    purpose: "jig add",
    reporter,
    change: (files, { root }) => {
      const from = resolve(context.cwd, flags.directory ?? ".");
      const folders = readTypedFolders(context, editable, { root, from });
      return folders.ok ? addAll(files, requirements, folders.value) : folders;
    },
  });
  reporter.close();
  tellEdited(context, flags, edited);
}

const checkRequirements = (requirements: readonly string[], hasFolders: boolean): Stop | null => {
  if (requirements.length === 0 && !hasFolders) return stopFor(exitCodes.usage, NO_NAMES);
  for (const requirement of requirements) {
    if (/^\.{1,2}(?:\/|$)/.test(requirement) && !requirement.endsWith(".whl"))
      return oddFolder(requirement) ?? stopFor(exitCodes.usage, folderAlone(requirement));
    const problem = requirementProblem(requirement);
    if (problem !== null) return stopFor(exitCodes.usage, { code: "invalid-requirement", ...problem });
  }
  return null;
};

const folderAlone = (written: string) => ({
  code: "invalid-requirement",
  message: `\`${written}\` is a folder, which is added with \`-e\` or with its package's name`,
  hint: `\`jig add -e ${quoteWord(written)}\` uses it as it is; \`jig add 'NAME @ ${written}'\` installs a copy`,
});

const NO_NAMES = {
  code: "usage",
  message: "`jig add` needs the name of a package",
  hint: "as in `jig add pandas` or `jig add 'pandas>=2'`",
};

const addAll = (
  { placeNames, ...files }: PackageFiles,
  requirements: readonly string[],
  folders: readonly TypedFolder[],
): Result<ChangedPackages, Stop> => {
  const { taken } = files;
  const all = [...requirements, ...folders.map(({ line }) => line)];
  if (taken !== undefined) return fail(stopFor(exitCodes.usage, notOurs(taken, all)));
  const names = new Map([...placeNames, ...folders.map(({ line, name }) => [line, name] as const)]);
  let changed: ChangedPackages = { texts: files.texts, changes: [] };
  for (const requirement of all) {
    const added = addPackage({ ...files, placeNames: names, texts: changed.texts }, requirement);
    if (!added.ok) return fail(stopFor(exitCodes.usage, whyNot(added.failure)));
    changed = { texts: added.value.texts, changes: [...changed.changes, ...added.value.changes] };
  }
  return ok(changed);
};

const notOurs = (taken: string, requirements: readonly string[]) => ({
  code: "not-editable",
  message: `the packages are those of \`${taken}\`, which jig takes as it is`,
  hint: `${addWithItsTool(taken, requirements)}; what shall stand beside it goes into \`packages\``,
});

const whyNot = (failure: ListedTwice | FromPlace | DynamicList | NoFolderList) => {
  if (failure.reason === "no-folder-list") return noFolderList(failure);
  return failure.reason === "dynamic-list" ? dynamic(failure) : ambiguous(failure);
};

const noFolderList = ({ file, requirement }: NoFolderList) => ({
  code: "not-editable",
  message: `\`${requirement}\` stands in a requirements file, and the list of this project is in \`${file}\``,
  hint: 'write it into one, and name that: `requirements = ["requirements.txt"]` in `[python]`; a copy is `NAME @ ./FOLDER`',
});

const dynamic = ({ place: { file, line } }: DynamicList) => ({
  code: "not-editable",
  message: `\`dependencies\` are \`dynamic\` in ${file}:${line}, and then there may be no list of them`,
  hint: "write it where that has them from (`setup.py`, for instance), or take `dependencies` out of `dynamic`",
});

const ambiguous = ({ reason, name, places }: ListedTwice | FromPlace) => {
  const where = places.map(({ file, line }) => `${file}:${line}`).join(", ");
  return reason === "listed-twice"
    ? {
        code: reason,
        message: `\`${name}\` is listed in ${places.length} places: ${where}`,
        hint: "change the one that is meant by hand, then `jig sync`",
      }
    : {
        code: reason,
        message: `\`${name}\` comes from the place that ${where} names`,
        hint: "write extras and markers there by hand, then `jig sync`",
      };
};
