// `jig remove PKG…`: takes packages out of the project's lists, locks, and uninstalls what nothing else needs. When that
// cannot be done, nothing is changed.

import { nearest } from "../../base/nearest.ts";
import { listedIn } from "../../edit/listed-packages.ts";
import type { Place } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { nameOfFolder, removePackage, type ChangedPackages } from "../../edit/change-packages.ts";
import type { PackageFiles } from "../../edit/package-files.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { tellEdited } from "../answer/tell-edited.ts";
import type { EditFlags } from "../command-line/flags.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { removeWithItsTool } from "../answer/taken-words.ts";
import { editProject } from "../project/edits/edit-project.ts";

export async function remove(
  context: JigContext,
  flags: EditFlags,
  ...names: readonly string[]
): Promise<void> {
  const form = flags.json ? "lines" : "words";
  if (names.length === 0) return tellStop(context, stopFor(exitCodes.usage, NO_NAMES), form);
  const odd = names.find((name) => requirementName(name) === null && !isFolder(name));
  if (odd !== undefined) return tellStop(context, stopFor(exitCodes.usage, noName(odd)), form);
  const reporter = reporterFor(context, flags.json);
  const edited = await editProject(context, {
    directory: flags.directory,
    isOffline: flags.offline,
    purpose: "jig remove",
    reporter,
    change: (files) => removeAll(files, names),
  });
  reporter.close();
  if (edited.ok && edited.value.staying.length > 0) context.note(saysStaying(edited.value.staying));
  tellEdited(context, flags, edited);
}

const NO_NAMES = {
  code: "usage",
  message: "`jig remove` needs the name of a package",
  hint: "as in `jig remove pandas`",
};

const noName = (written: string) => ({
  code: "usage",
  message: `\`${written}\` is not the name of a package`,
  hint: "as in `jig remove pandas`",
});

/** A slip of the finger, where a package of a name like that is listed. */
const nearestListed = (written: string, files: PackageFiles): string | null => {
  const words = new Set([...files.texts.values()].join("\n").match(/[A-Za-z0-9][\w.-]*/g));
  const near = [...words].filter((word) => nearest(written, [word]) !== null);
  const listed = near.flatMap((word) => {
    const name = requirementName(word);
    return name !== null && listedIn(files, name).length > 0 ? [name] : [];
  });
  const meant = nearest(written, listed);
  return meant === null ? null : `did you mean \`${meant}\`?`;
};

/** `.` or `./lib`, as it stands in a list. */
const isFolder = (written: string): boolean => /^\.{1,2}(?:\/|$)/.test(written);

const noFolder = (written: string) => ({
  code: "not-listed",
  message: `no line of the project asks for the folder \`${written}\` alone`,
  hint: "a package that has a name there goes by it: `jig remove NAME`",
});

const sayPlaces = (places: readonly Place[]): string =>
  places.map(({ file, line }) => `${file}:${line}`).join(", ");

const saysStaying = (places: readonly Place[]): string =>
  `still asked for outside of the project, where jig edits nothing: ${sayPlaces(places)}`;

const removeAll = (files: PackageFiles, names: readonly string[]): Result<ChangedPackages, Stop> => {
  let changed: ChangedPackages = { texts: files.texts, changes: [] };
  for (const written of names) {
    const name = isFolder(written) ? nameOfFolder(files, written) : requirementName(written);
    if (name === null) return fail(stopFor(exitCodes.usage, noFolder(written)));
    const removed = removePackage({ ...files, texts: changed.texts }, name);
    const staying = removed.staying ?? [];
    if (removed.changes.length === 0)
      return fail(
        stopFor(
          exitCodes.usage,
          staying.length > 0 ? listedOutside(written, staying) : notListed(written, files),
        ),
      );
    changed = {
      texts: removed.texts,
      changes: [...changed.changes, ...removed.changes],
      staying: [...(changed.staying ?? []), ...staying],
    };
  }
  return ok(changed);
};

const listedOutside = (name: string, places: readonly Place[]) => ({
  code: "not-editable",
  message: `\`${name}\` is asked for outside of the project alone, where jig edits nothing: ${sayPlaces(places)}`,
  hint: "edit it by hand, then `jig sync`",
});

const notListed = (name: string, { taken, ...files }: PackageFiles) => ({
  code: "not-listed",
  message: `the project does not ask for \`${name}\`${taken === undefined ? "" : ` outside of \`${taken}\`, which jig takes as it is`}`,
  hint:
    taken === undefined
      ? (nearestListed(name, files) ??
        `if another package needs it, it goes when that one goes; if you installed it by hand: \`jig run -- pip uninstall ${quoteWord(name)}\``)
      : removeWithItsTool(taken, name),
});
