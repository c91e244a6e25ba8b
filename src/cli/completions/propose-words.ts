// What may stand where the cursor is. A function of words: what the names are is handed in, and nothing is run.

import { isDirectoryFlag, takeLeadingDirectory } from "../command-line/arguments.ts";
import type { CommandShape, FlagShape } from "./command-shape.ts";

export interface ProposedWord {
  readonly word: string;
  readonly about: string;
}

export interface Proposal {
  readonly words: readonly ProposedWord[];
  /** What the shell itself is to add: its folders, or what it would propose for the command behind `--`. */
  readonly shell: "nothing" | "folders" | "command";
}

export interface ProposeOptions {
  readonly commands: readonly CommandShape[];
  /** The names that can stand for `SERVICE` and the like. */
  readonly namesFor: (placeholder: string) => readonly ProposedWord[];
}

const HELP: ProposedWord = { word: "--help", about: "Say more of it" };
const NOTHING: Proposal = { words: [], shell: "nothing" };
const FOLDERS: Proposal = { words: [], shell: "folders" };

/** @param words what stands behind `jig`, the last of them, perhaps empty, being written now */
export const proposeWords = (options: ProposeOptions, words: readonly string[]): Proposal => {
  const current = words.at(-1) ?? "";
  const { directory, rest } = takeLeadingDirectory(words.slice(0, -1));
  const [name, ...before] = rest;
  // A `-C` whose folder is being written is no leading directory yet.
  if (isDirectoryFlag(name)) return FOLDERS;
  if (name === undefined) return starting(proposeCommand(options.commands, directory === null), current);
  if (name === "help") return starting(proposeHelp(options.commands, before), current);
  const command = options.commands.find((known) => [known.name, ...known.aliases].includes(name));
  return command === undefined
    ? NOTHING
    : starting(proposeFor(command, before, { ...options, current }), current);
};

/** The folder that `-C` names among them; null when there is none. */
export const directoryAmong = (words: readonly string[]): string | null => {
  const complete = words.slice(0, -1);
  const end = complete.indexOf("--");
  for (const [at, word] of (end === -1 ? complete : complete.slice(0, end)).entries()) {
    if (word.startsWith("--directory=")) return word.slice("--directory=".length);
    if (isDirectoryFlag(word)) return complete[at + 1] ?? null;
  }
  return null;
};

const proposeCommand = (commands: readonly CommandShape[], mayName: boolean): Proposal => ({
  words: [
    ...commands.map(({ name, about }) => ({ word: name, about })),
    ...(mayName ? [{ word: "-C", about: "Work as if started in this folder" }] : []),
    HELP,
    { word: "--version", about: "Tell the version" },
  ],
  shell: "nothing",
});

const proposeHelp = (commands: readonly CommandShape[], before: readonly string[]): Proposal =>
  before.length > 0
    ? NOTHING
    : { words: commands.map(({ name, about }) => ({ word: name, about })), shell: "nothing" };

const proposeFor = (
  command: CommandShape,
  before: readonly string[],
  options: ProposeOptions & { readonly current: string },
): Proposal => {
  const isBehindDashes = before.includes("--");
  const takesCommand = command.takes?.startsWith("--") === true;
  if (takesCommand && isBehindDashes) return { words: [], shell: "command" };
  const taken = isBehindDashes ? null : (findFlag(command, before.at(-1) ?? "")?.takes ?? null);
  if (taken === "DIR") return FOLDERS;
  if (taken !== null) return { words: options.namesFor(taken), shell: "nothing" };
  if (options.current.startsWith("-") && !isBehindDashes)
    return { words: unusedFlags(command, before), shell: "nothing" };
  return { words: takesCommand ? [DASHES] : proposeNames(command, before, options), shell: "nothing" };
};

const proposeNames = (
  command: CommandShape,
  before: readonly string[],
  { namesFor }: ProposeOptions,
): readonly ProposedWord[] => {
  const given = namesAmong(command, before);
  if (command.takes === null || (!command.takesMany && given.length > 0)) return [];
  return namesFor(command.takes).filter(({ word }) => !given.includes(word));
};

const DASHES: ProposedWord = { word: "--", about: "The command stands behind it" };

const findFlag = (command: CommandShape, word: string): FlagShape | undefined =>
  command.flags.find(({ names }) => names.includes(word));

const unusedFlags = (command: CommandShape, before: readonly string[]): readonly ProposedWord[] => [
  ...command.flags
    .filter(({ names }) => !names.some((name) => before.includes(name)))
    .flatMap(({ names, about }) => names.map((word) => ({ word, about }))),
  HELP,
];

/** The words that are neither flags nor the values of flags. */
const namesAmong = (command: CommandShape, before: readonly string[]): readonly string[] =>
  before.filter((word, at) => {
    if (word.startsWith("-")) return false;
    const flag = findFlag(command, before[at - 1] ?? "");
    return flag === undefined || flag.takes === null;
  });

const starting = ({ words, shell }: Proposal, current: string): Proposal => ({
  // Flags are proposed when one is begun: otherwise they would stand among the names.
  words: words.filter(
    ({ word }) => word.startsWith(current) && (current !== "" || !word.startsWith("-") || word === "--"),
  ),
  shell,
});
