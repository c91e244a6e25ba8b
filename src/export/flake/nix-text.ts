// Texts as Nix reads them back: strings, lines of an indented string, attribute paths. Whatever a text holds, it stays one.

import { quoteWord } from "../../plan/render/render-shell.ts";

/** A text as a Nix string in double quotes. */
export const nixString = (text: string): string =>
  `"${text.replaceAll(/["\\\n\r\t]|\$(?=\{)/g, (found) => ESCAPES[found] ?? `\\${found}`)}"`;

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text as it has to stand between two pairs of single quotes. What follows it in the Nix file must not begin with a
 * quote, a dollar or a brace.
 */
export const inIndented = (text: string): string =>
  text.replaceAll(
    /('*)(\$\{|\r)|'{2,}/g,
    (found, quotes: string | undefined, special: string | undefined) => {
      if (special === undefined) return doubled(found);
      // A single quote before `''$` would be read with it as an escaped pair.
      const isOdd = (quotes ?? "").length % 2 === 1;
      if (special === "\r") return `${doubled(quotes ?? "")}${isOdd ? '${"\\r"}' : "''\\r"}`;
      return `${doubled(quotes ?? "")}${isOdd ? '${"$"}{' : "''${"}`;
    },
  );

/** A text of the description as one word of a shell, in an indented string. */
export const word = (text: string): string => inIndented(quoteWord(text));

/** Each pair of quotes as the three that stand for it. */
const doubled = (quotes: string): string => quotes.replaceAll("''", "'''");

/** The lines of an indented string, each behind so many spaces; an empty line stays empty. */
export const indentLines = (text: string, spaces: number): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : " ".repeat(spaces) + line))
    .join("\n");

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_'-]*$/;

/** Words that Nix keeps for itself. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "assert",
  "else",
  "if",
  "in",
  "inherit",
  "let",
  "or",
  "rec",
  "then",
  "with",
]);

/** One name of an attribute, in quotes where it needs them. */
export const attributeName = (name: string): string =>
  IDENTIFIER.test(name) && !KEYWORDS.has(name) ? name : nixString(name);

/** `python311Packages.pip` behind `pkgs.`: each name in quotes where it needs them. */
export const attributeOf = (set: string, path: string): string =>
  [set, ...path.split(".").map((name) => attributeName(name))].join(".");
