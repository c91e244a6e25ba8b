// `jig remove PKG…`: takes packages out of the project's lists, locks, and uninstalls what nothing else needs. When that
// cannot be done, nothing is changed.

import { fail, ok, type Result } from "../../base/result.ts";
import { removePackage, type ChangedPackages, type PackageFiles } from "../../edit/change-packages.ts";
import { requirementName } from "../../plan/requirement-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { tellEdited } from "../answer/tell-edited.ts";
import type { EditFlags } from "../command-line/flags.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { removeWithItsTool } from "../answer/taken-words.ts";
import { editProject } from "../project/edit-project.ts";

export async function remove(
  context: JigContext,
  flags: EditFlags,
  ...names: readonly string[]
): Promise<void> {
  const form = flags.json ? "lines" : "words";
  if (names.length === 0) return tellStop(context, stopFor(exitCodes.usage, NO_NAMES), form);
  const reporter = reporterFor(context, flags.json);
  const edited = await editProject(context, {
    directory: flags.directory,
    isOffline: flags.offline,
    purpose: "jig remove",
    reporter,
    change: (files) => removeAll(files, names),
  });
  reporter.close();
  tellEdited(context, flags, edited);
}

const NO_NAMES = {
  code: "usage",
  message: "`jig remove` needs the name of a package",
  hint: "as in `jig remove pandas`",
};

const removeAll = (files: PackageFiles, names: readonly string[]): Result<ChangedPackages, Stop> => {
  let changed: ChangedPackages = { texts: files.texts, changes: [] };
  for (const written of names) {
    const name = requirementName(written) ?? written;
    const removed = removePackage({ ...files, texts: changed.texts }, name);
    if (removed.changes.length === 0) return fail(stopFor(exitCodes.usage, notListed(written, files.taken)));
    changed = { texts: removed.texts, changes: [...changed.changes, ...removed.changes] };
  }
  return ok(changed);
};

const notListed = (name: string, taken: string | undefined) => ({
  code: "not-listed",
  message: `the project does not ask for \`${name}\`${taken === undefined ? "" : ` outside of \`${taken}\`, which jig takes as it is`}`,
  hint:
    taken === undefined
      ? "what comes with another package goes with it; what was installed by hand: `jig run -- pip uninstall`"
      : `${removeWithItsTool(taken, name)}, then \`jig up\``,
});
