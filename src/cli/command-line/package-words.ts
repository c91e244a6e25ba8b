// What people type who know another tool's way to add and remove packages: `jig install pandas`. jig edits nobody's lists, so
// it says where the name goes and what to run then.

import { placeOf, type Place } from "../../base/place.ts";
import { clip } from "../../describe/words.ts";
import { placeOfRequirement } from "../../plan/gather-requirements.ts";
import { requirementName } from "../../plan/requirement-text.ts";
import { requirementsRange } from "../../plan/plan-python.ts";
import type { JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { describeProject } from "../project/describe-project.ts";
import { readRequirementsReached } from "../project/read-requirements.ts";
import { lookForProject } from "../project/project.ts";

const ADDING = new Set(["install", "add", "sync", "require"]);
const REMOVING = new Set(["remove", "uninstall", "rm"]);
const RENEWING = new Set(["update", "upgrade"]);

/** What to say of such a command line; null when it is none. @param words those behind the command */
export const explainPackageWords = (
  context: JigContext,
  command: string | undefined,
  words: readonly string[],
): Stop | null => {
  if (command === undefined) return null;
  const { names, directory } = readNames(words);
  const isRemoving = REMOVING.has(command);
  if (RENEWING.has(command)) return stop(`there is no command \`${command}\``, sayRenewal(names));
  const [first] = names;
  if (first === undefined || !(isRemoving || ADDING.has(command))) return null;
  const message =
    command === "sync" || command === "uninstall"
      ? `\`jig ${command}\` takes no packages, and \`${clip(first, 60)}\` is one`
      : `there is no command \`${command}\``;
  const lists = listsOf(context, directory);
  return stop(message, isRemoving ? sayRemoval(first, lists) : sayAddition(names, lists));
};

const stop = (message: string, hint: string): Stop =>
  stopFor(exitCodes.usage, { code: "usage", message, hint });

const readNames = (words: readonly string[]) => {
  const names: string[] = [];
  let directory: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "-C" || word === "--directory") directory = words[(at += 1)];
    else if (!word.startsWith("-")) names.push(word);
  }
  return { names, directory };
};

const sayRenewal = (names: readonly string[]): string =>
  names.length === 0
    ? "`jig lock --upgrade` takes the newest versions that fit, and `jig up` installs them"
    : `\`jig lock --upgrade ${clip(names.join(" "), 60)}\` takes the newest that fits, and \`jig up\` installs it`;

interface Lists {
  /** The first requirements file; null when there is none. */
  readonly file: string | null;
  /** Where the project lists packages, or could. */
  readonly place: Place;
  readonly hasPackages: boolean;
  readonly placeOfName: (name: string) => Place | null;
}

/** Null where there is no project, or none that can be read. */
const listsOf = (context: JigContext, directory: string | undefined): Lists | null => {
  const project = lookForProject(context, directory);
  const described = project.ok ? describeProject(project.value.found) : project;
  if (!project.ok || !described.ok) return null;
  const { description } = described.value;
  const { python, source } = description;
  if (python === null) return null;
  const files = readRequirementsReached(context.host.files, project.value.layout.root, description);
  return {
    file: python.requirements[0]?.value ?? null,
    place: placeOf(source, requirementsRange(python)),
    hasPackages: python.packages.length > 0,
    placeOfName: (name) => placeOfRequirement(description, files, name),
  };
};

const at = ({ file, line }: Place): string => `${file}:${line}`;

const sayAddition = (names: readonly string[], lists: Lists | null): string => {
  const shown = names
    .slice(0, 3)
    .map((name) => `\`${clip(name, 40)}\``)
    .join(", ");
  if (lists === null) return `add ${shown} to the requirements, then \`jig up\``;
  if (lists.file !== null) return `add ${shown} to \`${lists.file}\`, then \`jig up\``;
  return lists.hasPackages
    ? `add ${shown} to \`packages\` at ${at(lists.place)}, then \`jig up\``
    : `add ${shown} to a list \`packages = [...]\` below \`[python]\` at ${at(lists.place)}, then \`jig up\``;
};

const sayRemoval = (name: string, lists: Lists | null): string => {
  const place = lists?.placeOfName(requirementName(name) ?? name) ?? null;
  return place === null
    ? `take \`${clip(name, 40)}\` out of the requirements, then \`jig up\``
    : `take \`${clip(name, 40)}\` out at ${at(place)}, then \`jig up\``;
};
