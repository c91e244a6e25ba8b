// Whether the shell may leave once it has read a script: `exec` before a single simple command makes the service itself
// the process that gets the signals. In doubt the shell stays, which is never wrong: its whole group gets the signal.

import type { Template } from "../../describe/services/template.ts";
import { scanSimpleCommand } from "./scan-simple-command.ts";

export interface ShellCommand {
  readonly script: Template;
  /** The shell stays as the parent of what it runs. */
  readonly shellStays: boolean;
}

/** Stands for a reference while a script is read: a character that no shell and no person gives a meaning. */
const REFERENCE = "\uE000";

// Words that the shell itself carries out in dash or bash; some are programs too, but then with other manners.
const SHELL_WORDS = new Set(
  `. : [ [[ ]] { } ! alias bg bind break builtin caller case cd chdir command compgen complete compopt continue coproc
  declare dirs disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash
  help history if in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set
  shift shopt source suspend test then time times trap true type typeset ulimit umask unalias unset until wait while`
    .split(/\s+/)
    .values(),
);

/** The script with `exec` before it where it is one simple command that starts a program. Its meaning stays the same. */
export const addExec = (script: Template): ShellCommand => {
  const text = script.map((part) => (typeof part === "string" ? part : REFERENCE)).join("");
  const isAmbiguous = script.some((part) => typeof part === "string" && part.includes(REFERENCE));
  const words = isAmbiguous ? null : scanSimpleCommand(text);
  const [first, second] = words ?? [];
  if (first === undefined) return { script, shellStays: true };
  if (first === "exec") {
    return { script, shellStays: second === undefined || !startsProgram(second) };
  }
  return startsProgram(first)
    ? { script: prefixWith("exec ", script), shellStays: false }
    : { script, shellStays: true };
};

/** Whether a raw first word names a program for certain: no assignment, no option of `exec`, no word of the shell. */
const startsProgram = (word: string): boolean => {
  if (word.startsWith("-") || /^\w+(?:\[[^\]]*\])?\+?=/.test(word)) return false;
  if (/`|\$\(/.test(word)) return false;
  const plain = word.replaceAll(/\$\{\w+\}|\$\w+/g, REFERENCE);
  // What a variable holds may be a word of the shell, unless it is part of a path.
  if (plain.includes(REFERENCE) && !plain.includes("/")) return false;
  if (/[*?[\]{}!$]/.test(plain)) return false;
  const unquoted = plain.replaceAll(/["'\\]/g, "");
  return unquoted !== "" && !SHELL_WORDS.has(unquoted);
};

/** The white space at the script's start is dropped: after `exec` a line end would be the end of the command. */
const prefixWith = (prefix: string, [first, ...rest]: Template): Template => {
  if (typeof first !== "string") return first === undefined ? [prefix] : [prefix, first, ...rest];
  const trimmed = first.trimStart();
  return trimmed === "" ? prefixWith(prefix, rest) : [prefix + trimmed, ...rest];
};
