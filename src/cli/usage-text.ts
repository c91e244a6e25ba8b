// How the command line complains, in jig's own voice.

import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
  type ApplicationText,
} from "@stricli/core";

import { sayBug } from "./say-bug.ts";

const didYouMean = (corrections: readonly string[]): string =>
  corrections.length === 0 ? "see `jig --help`" : `did you mean ${corrections.join(" or ")}?`;

const usageError = (message: string, hint: string): string => `error: ${message}\nhint: ${hint}`;

/** The library's texts, with ours in place of those that a person meets when a command line is wrong. */
export const usageText: ApplicationText = {
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    usageError(`there is no command \`${input}\``, didYouMean(corrections)),
  exceptionWhileParsingArguments: (error) =>
    error instanceof ArgumentScannerError
      ? formatMessageForArgumentScannerError(error, {
          FlagNotFoundError: ({ input, corrections }) =>
            usageError(
              `there is no flag \`--${input}\``,
              didYouMean(corrections.map((word) => `\`--${word}\``)),
            ),
          AliasNotFoundError: ({ input }) => usageError(`there is no flag \`-${input}\``, "see `--help`"),
          ArgumentParseError: ({ externalFlagNameOrPlaceholder, exception }) =>
            usageError(
              `\`${externalFlagNameOrPlaceholder}\`: ${exception instanceof Error ? exception.message : "not understood"}`,
              "see `--help`",
            ),
          UnsatisfiedFlagError: ({ externalFlagName }) =>
            usageError(`\`--${externalFlagName}\` needs a value`, "see `--help`"),
          UnexpectedPositionalError: ({ expectedCount, input }) =>
            usageError(
              expectedCount === 0
                ? `\`${input}\` is one word too many`
                : `\`${input}\` is more than the ${expectedCount} expected`,
              "see `--help`",
            ),
        })
      : sayBug(error),
  exceptionWhileRunningCommand: (error) => sayBug(error),
  exceptionWhileLoadingCommandFunction: (error) => sayBug(error),
  exceptionWhileLoadingCommandContext: (error) => sayBug(error),
};
