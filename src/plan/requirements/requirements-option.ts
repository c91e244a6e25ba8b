// Options in a requirements file: which of them mean something to a lock, and what to do about the others. Pure.

import { secretIn } from "../../base/secrets.ts";
import { quote } from "../../describe/words.ts";

/** Asks for what a lock does anyway. */
const HARMLESS = /^--(?:require-hashes|disable-pip-version-check|no-cache-dir|prefer-binary)\b/;

/** Whether it lets versions count that are not final. */
export const isPre = (text: string): boolean => /^--pre$/.test(text);

/** What stands against an option, and what to do instead; null: nothing does. */
export const optionProblem = (text: string): { readonly message: string; readonly hint: string } | null => {
  if (HARMLESS.test(text) || isPre(text)) return null;
  const [, option = text, value = ""] =
    /^(-[a-z](?![a-z-])|-{1,2}[^\s=]+)(?:\s*=\s*|\s+)?(.*)$/s.exec(text) ?? [];
  if (option === "--hash")
    return {
      message: `this ${quote(option)} belongs to no requirement`,
      hint: "it follows its requirement on the same line, or on the next behind a `\\` at the line's end; a comment between the two ends the requirement: put that above it",
    };
  const variable = VARIABLES[option];
  if (variable !== undefined) {
    return {
      message: `${quote(option)} says where this machine finds packages, and the lock is for all machines`,
      hint: `take the line out, and in the environment of whoever runs jig set \`${variable}=${valueFor(value)}\``,
    };
  }
  const isAboutWheels = option === "--only-binary" || option === "--no-binary";
  return {
    message: `jig does not lock with ${quote(option)} yet`,
    hint: isAboutWheels
      ? 'take the line out; `build = "never"` in `[python]` takes wheels alone'
      : "take the line out",
  };
};

/** uv's, which jig hands on. */
const VARIABLES: Readonly<Record<string, string>> = {
  "-i": "UV_DEFAULT_INDEX",
  "--index-url": "UV_DEFAULT_INDEX",
  "--pypi-url": "UV_DEFAULT_INDEX",
  "--extra-index-url": "UV_INDEX",
  "-f": "UV_FIND_LINKS",
  "--find-links": "UV_FIND_LINKS",
  "--trusted-host": "UV_INSECURE_HOST",
};

/** As it was written, without a password: that belongs into `~/.netrc`, and onto no screen. */
const valueFor = (written: string): string => {
  const value = written.trim().replace(/^(["'])(.*)\1$/s, "$2");
  const address = value.replace(/^(\w+:\/\/)[^/]*@/, "$1");
  return secretIn(address) === null && /^[\w.:/~%+?=&@-]+$/.test(address) ? address : "…";
};
