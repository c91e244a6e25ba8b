// What people type who know another tool's way to add and remove packages: `jig install pandas`. It says how that is called
// here.

import { clip } from "../../describe/words.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

const ADDING = new Set(["install", "sync", "require"]);
const REMOVING = new Set(["uninstall", "rm"]);
const RENEWING = new Set(["update", "upgrade"]);

/** What to say of such a command line; null when it is none. @param words those behind the command */
export const explainPackageWords = (command: string | undefined, words: readonly string[]): Stop | null => {
  if (command === undefined) return null;
  const names = readNames(words);
  const shown = clip(names.join(" "), 60);
  const [first] = names;
  if (RENEWING.has(command)) return stop(`there is no command \`${command}\``, sayRenewal(names));
  if (first === undefined || !(REMOVING.has(command) || ADDING.has(command))) return null;
  const message =
    command === "sync" || command === "uninstall"
      ? `\`jig ${command}\` takes no packages, and \`${clip(first, 60)}\` is one`
      : `there is no command \`${command}\``;
  return REMOVING.has(command)
    ? stop(message, `\`jig remove ${shown}\` takes ${names.length === 1 ? "it" : "them"} out of the project`)
    : stop(message, `\`jig add ${shown}\` adds ${names.length === 1 ? "it" : "them"} to the project`);
};

const stop = (message: string, hint: string): Stop =>
  stopFor(exitCodes.usage, { code: "usage", message, hint });

const readNames = (words: readonly string[]): readonly string[] =>
  words.filter((word, at) => !word.startsWith("-") && !["-C", "--directory"].includes(words[at - 1] ?? ""));

const sayRenewal = (names: readonly string[]): string =>
  names.length === 0
    ? "`jig lock --upgrade` takes the newest versions that fit, and `jig up` installs them"
    : `\`jig lock --upgrade ${clip(names.join(" "), 60)}\` takes the newest that fits, and \`jig up\` installs it`;
