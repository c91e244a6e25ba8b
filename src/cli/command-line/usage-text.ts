// How the command line complains, in jig's own voice.

import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
  type ApplicationText,
} from "@stricli/core";

import { NO_FOLDER } from "./arguments.ts";
import { sayTrouble } from "../answer/say-trouble.ts";

/** A flag's value was not understood; the message says what it takes: `a whole number`. */
export class NotThat extends Error {}

/** Never the flag that stops a busy kernel unasked: a slip of the finger must not end in it. */
const didYouMean = (corrections: readonly string[]): string => {
  const kind = corrections.filter((word) => !word.includes("yes"));
  return kind.length === 0 ? "see `jig --help`" : `did you mean ${kind.join(" or ")}?`;
};

/** What people type who know another tool. */
const OTHER_TOOLS: Readonly<Record<string, string>> = {
  stop: "down",
  start: "up",
  ls: "status",
  list: "status",
  install: "sync",
  exec: "run",
  version: "--version",
  help: "--help",
};

const usageError = (message: string, hint: string): string => `error: ${message}\nhint: ${hint}`;

/** The library's texts, with ours in place of those that a person meets when a command line is wrong. */
export const usageText: ApplicationText = {
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    usageError(
      `there is no command \`${input}\``,
      Object.hasOwn(OTHER_TOOLS, input)
        ? `it is called \`jig ${OTHER_TOOLS[input]}\``
        : didYouMean(corrections),
    ),
  exceptionWhileParsingArguments: (error) =>
    error instanceof ArgumentScannerError
      ? formatMessageForArgumentScannerError(error, {
          FlagNotFoundError: ({ input, corrections }) =>
            usageError(
              `there is no flag \`--${input}\``,
              didYouMean(corrections.map((word) => `\`--${word}\``)),
            ),
          AliasNotFoundError: ({ input }) => usageError(`there is no flag \`-${input}\``, "see `--help`"),
          ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) =>
            usageError(
              exception instanceof NotThat
                ? `\`--${name}\` takes ${exception.message}, not \`${input}\``
                : `\`--${name}\` cannot be \`${input}\``,
              "see `--help`",
            ),
          UnsatisfiedFlagError: ({ externalFlagName }) =>
            externalFlagName === "directory"
              ? usageError(NO_FOLDER.message, NO_FOLDER.hint)
              : usageError(`\`--${externalFlagName}\` needs a value`, "see `--help`"),
          UnexpectedFlagError: ({ externalFlagName }) =>
            usageError(`\`--${externalFlagName}\` is given twice`, "once is enough"),
          UnexpectedPositionalError: ({ expectedCount, input }) =>
            usageError(
              expectedCount === 0
                ? `this command takes no names, and \`${input}\` is one`
                : `\`${input}\` is one name too many`,
              "see `--help`",
            ),
        })
      : sayTrouble(error),
  exceptionWhileRunningCommand: (error) => sayTrouble(error),
  exceptionWhileLoadingCommandFunction: (error) => sayTrouble(error),
  exceptionWhileLoadingCommandContext: (error) => sayTrouble(error),
};
