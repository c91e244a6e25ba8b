// Becomes a command, as a shell's `exec` would: found on PATH, a script without `#!` handed to `sh`.

import { resolve } from "node:path";

import { findProgram } from "../host/find-program.ts";
import type { Files } from "../host/host.ts";
import { replaceProcess } from "../host/libc.ts";

/** Why it could not be; the exit code is the one that every shell gives. */
export interface NotRun {
  readonly exitCode: 126 | 127;
  readonly message: string;
  readonly hint: string | null;
}

export interface CommandToBecome {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute: where the command runs. */
  readonly directory: string;
}

/** Does not come back, unless the command cannot be run. */
export const becomeCommand = (files: Files, { argv, env, directory }: CommandToBecome): NotRun => {
  const [program, ...words] = argv;
  // A word with a slash is a path from where the command runs; the rest is looked up on the project's PATH.
  const isPath = program.includes("/");
  const word = isPath ? resolve(directory, program) : program;
  const path = findProgram(files, word, env["PATH"]);
  if (path === null) return notFound(files, program, isPath ? word : null);
  process.chdir(directory);
  // The runtime calls its own execve experimental, and says so to the user when it fails.
  process.emitWarning = () => {};
  try {
    return replaceProcess(path, argv, env);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOEXEC") return handToShell(path, [program, ...words], env);
    return notExecuted(files, path, code);
  }
};

const notFound = (files: Files, program: string, path: string | null): NotRun => {
  const stat = path === null ? null : files.stat(path);
  if (stat === null) {
    const message =
      path === null
        ? `\`${program}\` is neither in the environment nor on PATH`
        : `there is no \`${program}\``;
    return { exitCode: 127, message, hint: null };
  }
  return stat.kind === "folder"
    ? { exitCode: 126, message: `\`${program}\` is a folder`, hint: null }
    : {
        exitCode: 126,
        message: `\`${program}\` may not be executed`,
        hint: `\`chmod +x ${program}\` allows it`,
      };
};

const handToShell = (path: string, [, ...words]: readonly string[], env: CommandToBecome["env"]): NotRun => {
  try {
    return replaceProcess("/bin/sh", ["sh", path, ...words], env);
  } catch {
    return { exitCode: 126, message: `\`${path}\` is no program`, hint: null };
  }
};

const notExecuted = (files: Files, path: string, code: unknown): NotRun => {
  // A file that is there and "does not exist" is a script whose interpreter does not.
  const interpreter = code === "ENOENT" ? /^#!\s*(\S+)/.exec(firstLine(files, path))?.[1] : undefined;
  return {
    exitCode: 126,
    message:
      interpreter === undefined
        ? `\`${path}\` cannot be run (${String(code)})`
        : `\`${path}\` asks for \`${interpreter}\`, which is not there`,
    hint: null,
  };
};

const firstLine = (files: Files, path: string): string =>
  (files.readText(path) ?? "").split("\n", 1)[0] ?? "";
