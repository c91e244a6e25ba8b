// `jig add PKG…`: writes packages into the project's list, locks and installs them. When that cannot be done, nothing is
// changed.

import { fail, ok, type Result } from "../../base/result.ts";
import { requirementProblem } from "../../describe/check-requirement.ts";
import {
  addPackage,
  type ChangedPackages,
  type DynamicList,
  type FromPlace,
  type ListedTwice,
  type PackageFiles,
} from "../../edit/change-packages.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { tellEdited } from "../answer/tell-edited.ts";
import type { EditFlags } from "../command-line/flags.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { addWithItsTool } from "../answer/taken-words.ts";
import { editProject } from "../project/edit-project.ts";

export async function add(
  context: JigContext,
  flags: EditFlags,
  ...requirements: readonly string[]
): Promise<void> {
  const wrong = checkRequirements(requirements);
  if (wrong !== null) return tellStop(context, wrong, flags.json ? "lines" : "words");
  const reporter = reporterFor(context, flags.json);
  const edited = await editProject(context, {
    directory: flags.directory,
    isOffline: flags.offline,
    purpose: "jig add",
    reporter,
    change: (files) => addAll(files, requirements),
  });
  reporter.close();
  tellEdited(context, flags, edited);
}

const checkRequirements = (requirements: readonly string[]): Stop | null => {
  if (requirements.length === 0) return stopFor(exitCodes.usage, NO_NAMES);
  for (const requirement of requirements) {
    const problem = requirementProblem(requirement);
    if (problem !== null) return stopFor(exitCodes.usage, { code: "invalid-requirement", ...problem });
  }
  return null;
};

const NO_NAMES = {
  code: "usage",
  message: "`jig add` needs the name of a package",
  hint: "as in `jig add pandas` or `jig add 'pandas>=2'`",
};

const addAll = (files: PackageFiles, requirements: readonly string[]): Result<ChangedPackages, Stop> => {
  const { taken } = files;
  if (taken !== undefined) return fail(stopFor(exitCodes.usage, notOurs(taken, requirements)));
  let changed: ChangedPackages = { texts: files.texts, changes: [] };
  for (const requirement of requirements) {
    const added = addPackage({ ...files, texts: changed.texts }, requirement);
    if (!added.ok) return fail(stopFor(exitCodes.usage, whyNot(added.failure)));
    changed = { texts: added.value.texts, changes: [...changed.changes, ...added.value.changes] };
  }
  return ok(changed);
};

const notOurs = (taken: string, requirements: readonly string[]) => ({
  code: "not-editable",
  message: `the packages are those of \`${taken}\`, which jig takes as it is`,
  hint: `${addWithItsTool(taken, requirements)}, then \`jig up\`; what shall stand beside it goes into \`packages\``,
});

const whyNot = (failure: ListedTwice | FromPlace | DynamicList) =>
  failure.reason === "dynamic-list" ? dynamic(failure) : ambiguous(failure);

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
