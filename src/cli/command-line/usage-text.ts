// How the command line complains, in jig's own voice.

import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
  type ApplicationText,
} from "@stricli/core";

import { nearest } from "../../base/nearest.ts";
import { NO_FOLDER } from "./arguments.ts";
import { sayTrouble } from "../answer/say-trouble.ts";

/** A flag's value was not understood; the message says what it takes: `a whole number`. */
export class NotThat extends Error {}

const didYouMean = (corrections: readonly string[]): string =>
  corrections.length === 0 ? seeHelp(null) : `did you mean ${corrections.join(" or ")}?`;

/** What people type who know another tool, and what it is called here. */
const OTHER_TOOLS: Readonly<Record<string, string>> = {
  stop: "down",
  kill: "down",
  start: "up",
  serve: "up",
  ls: "status --all",
  list: "status --all",
  url: "open --print",
  install: "sync",
  exec: "run",
  new: "init",
  create: "init",
  version: "--version",
  help: "--help",
};

/** What is no command of jig's because it is a service, a program, or a line of `jig.toml`. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["jupyter", "jupyterlab", "jupyter-lab", "lab"].map((word) => [
      word,
      "`jig up` starts JupyterLab and opens it",
    ]),
  ),
  notebook: "`jig up` starts JupyterLab and opens it; `jig notebooks` is about notebooks in git",
  ...Object.fromEntries(
    ["python", "python3", "ipython", "pytest", "streamlit", "flask", "uvicorn"].map((word) => [
      word,
      `\`jig run -- ${word}\` runs it in the environment`,
    ]),
  ),
  gpu: "`jig doctor` says what it finds of a GPU; `jig plan --gpu cuda:580.65.06` plans for another driver",
  ollama: "`jig models` shows and pulls the models of `[ollama]`; `jig up` starts the server",
  env: "`jig sync` makes the environment; `jig shell` enters it, and `jig run -- COMMAND` runs one command in it",
  activate: "`jig shell` is your shell with the environment in it",
  deactivate: "`exit` leaves a `jig shell`",
  check:
    "`jig sync --check` compares the environment with jig.lock, `jig doctor` says what stands in the way of `up`",
  freeze:
    "`jig lock` writes all versions into jig.lock; `jig run -- pip freeze` prints those that are installed",
  export:
    "`jig lock` writes all versions into jig.lock; `jig flake` writes a flake.nix and a requirements.lock",
  ...Object.fromEntries(
    ["pip", "uv", "conda"].map((word) => [word, "`jig add PACKAGE` adds a package to the project"]),
  ),
};

const hintForCommand = (input: string, corrections: readonly string[]): string => {
  if (Object.hasOwn(OTHER_TOOLS, input)) return `it is called \`jig ${OTHER_TOOLS[input]}\``;
  return (Object.hasOwn(ELSEWHERE, input) ? ELSEWHERE[input] : null) ?? didYouMean(corrections);
};

const LIST_OF_FILES =
  'a file of requirements is named in `[python]` of jig.toml, as in `requirements = ["requirements.txt"]`; then `jig sync`';
const NEWEST = "`jig lock --upgrade PACKAGE` takes the newest that fits, and `jig up` installs it";

/** Flags of other tools', by the command and without their dashes. */
const OTHER_FLAGS: Readonly<Record<string, string>> = {
  "add r": LIST_OF_FILES,
  "add requirement": LIST_OF_FILES,
  "add requirements": LIST_OF_FILES,
  "add U": NEWEST,
  "add upgrade": NEWEST,
  "sync upgrade": NEWEST,
  "up upgrade": NEWEST,
  "lock check": "`jig sync --check` looks, and changes nothing",
};

const usageError = (message: string, hint: string): string => `error: ${message}\nhint: ${hint}`;

/** The command that was typed, as far as complaining about it needs to know it. */
export interface TypedCommand {
  /** Null when it is none of jig's. */
  readonly name: string | null;
  /** `--json`, `--no-open`. */
  readonly flags: () => readonly string[];
}

/**
 * What was most probably meant, and where all flags are told. Never the flag that stops a busy kernel unasked: a slip of
 * the finger must not end in it.
 */
const hintForFlag = (input: string, { name, flags }: TypedCommand): string => {
  const meant = name === null ? undefined : OTHER_FLAGS[`${name} ${input}`];
  if (meant !== undefined) return meant;
  const near = nearest(
    input,
    flags().map((flag) => flag.replace(/^--/, "")),
  );
  const see = seeHelp(name);
  return near === null || near === "yes" ? see : `did you mean \`--${near}\`? ${see}`;
};

const seeHelp = (name: string | null): string => `see \`jig ${name === null ? "" : `${name} `}--help\``;

/** The words that a command cannot do without, by what its help calls them. */
const NEEDED: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  SHELL: { what: "a shell", hint: "`bash`, `zsh` or `fish`" },
};

/** The library's texts, with ours in place of those that a person meets when a command line is wrong. */
export const usageTextFor = (command: TypedCommand): ApplicationText => ({
  ...text_en,
  briefs: {
    ...text_en.briefs,
    help: "Show this",
    argumentEscapeSequence: "Whatever follows is a name, even when it begins with a dash",
  },
  noCommandRegisteredForInput: ({ input, corrections }) =>
    usageError(`there is no command \`${input}\``, hintForCommand(input, corrections)),
  exceptionWhileParsingArguments: (error) =>
    error instanceof ArgumentScannerError
      ? formatMessageForArgumentScannerError(error, {
          FlagNotFoundError: ({ input }) =>
            usageError(`there is no flag \`--${input}\``, hintForFlag(input, command)),
          AliasNotFoundError: ({ input }) =>
            usageError(`there is no flag \`-${input}\``, hintForFlag(input, command)),
          ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) =>
            usageError(
              exception instanceof NotThat
                ? `\`--${name}\` takes ${exception.message}, not \`${input}\``
                : `\`--${name}\` cannot be \`${input}\``,
              seeHelp(command.name),
            ),
          UnsatisfiedFlagError: ({ externalFlagName }) =>
            externalFlagName === "directory"
              ? usageError(NO_FOLDER.message, NO_FOLDER.hint)
              : usageError(`\`--${externalFlagName}\` needs a value`, seeHelp(command.name)),
          UnexpectedFlagError: ({ externalFlagName }) =>
            usageError(`\`--${externalFlagName}\` is given twice`, "once is enough"),
          UnsatisfiedPositionalError: ({ placeholder }) => {
            const { what, hint } = NEEDED[placeholder] ?? { what: `\`${placeholder}\``, hint: null };
            return usageError(`\`jig ${command.name}\` needs ${what}`, hint ?? seeHelp(command.name));
          },
          UnexpectedPositionalError: ({ expectedCount, input }) =>
            usageError(
              expectedCount === 0
                ? `this command takes no names, and \`${input}\` is one`
                : `\`${input}\` is one name too many`,
              seeHelp(command.name),
            ),
        })
      : sayTrouble(error),
  exceptionWhileRunningCommand: (error) => sayTrouble(error),
  exceptionWhileLoadingCommandFunction: (error) => sayTrouble(error),
  exceptionWhileLoadingCommandContext: (error) => sayTrouble(error),
});
