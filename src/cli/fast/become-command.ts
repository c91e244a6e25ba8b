// Becomes a command, as a shell's `exec` would: found on PATH, a script without `#!` handed to `sh`.

import { writeSync } from "node:fs";
import { join, resolve } from "node:path";

import { findProgram, pathFolders } from "../../host/processes/find-program.ts";
import type { Files } from "../../host/host.ts";
import { replaceProcess } from "../../host/processes/replace-process.ts";
import { pythonTools } from "../../presets/python-tools.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";

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
  if (path === null)
    return withPackage(
      notFound(files, program, isPath ? word : lookForFile(files, program, env["PATH"])),
      program,
      env,
    );
  noteForeign(program, path, env);
  process.chdir(directory);
  try {
    return replaceProcess(path, argv, env);
  } catch (error) {
    // The runtime calls its own execve experimental, and would now say so to the user.
    process.removeAllListeners("warning");
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOEXEC") return handToShell(path, [program, ...words], env);
    return notExecuted(files, path, code);
  }
};

/** With the package that brings what is nowhere, where there is an environment to add it to. */
const withPackage = (notRun: NotRun, program: string, env: CommandToBecome["env"]): NotRun => {
  const name = env["VIRTUAL_ENV"] === undefined ? undefined : pythonTools.get(program);
  return name === undefined || notRun.hint !== null ? notRun : { ...notRun, hint: `${sayAdd(name)} it` };
};

/** Says that a tool is another Python's: it would run, and fail at the first import. It costs one look into a map. */
const noteForeign = (program: string, path: string, env: CommandToBecome["env"]): void => {
  const name = pythonTools.get(program);
  const venv = env["VIRTUAL_ENV"];
  if (name === undefined || venv === undefined || path.startsWith(`${venv}/`)) return;
  try {
    // At once: nothing of this process is left to write it later.
    writeSync(
      2,
      `note: \`${path}\` is not this environment's, and finds none of its packages; ${sayAdd(name)} one that does\n`,
    );
  } catch {
    // Whoever closed standard error wants to hear of nothing.
  }
};

const sayAdd = (name: string): string => `\`jig add ${quoteWord(name)}\` brings`;

/** A file of that name on PATH that may not be executed; null when there is none. */
const lookForFile = (files: Files, program: string, path: string | undefined): string | null =>
  pathFolders(path)
    .map((folder) => join(folder, program))
    .find((candidate) => files.stat(candidate)?.kind === "file") ?? null;

const notFound = (files: Files, program: string, path: string | null): NotRun => {
  const stat = path === null ? null : files.stat(path);
  if (stat === null) {
    const message = path === null ? sayNotOnPath(files, program) : `there is no \`${program}\``;
    return { exitCode: 127, message, hint: null };
  }
  if (stat.kind === "folder") return { exitCode: 126, message: `\`${program}\` is a folder`, hint: null };
  const shown = program.includes("/") ? program : (path ?? program);
  if ((stat.mode & 0o111) === 0o111) {
    return {
      exitCode: 126,
      message: `\`${shown}\` may not be executed: nothing may on the disk that it is on (\`noexec\`)`,
      hint: "keep the project on another disk",
    };
  }
  return {
    exitCode: 126,
    message: `\`${shown}\` may not be executed`,
    hint: `\`chmod +x ${quoteWord(shown)}\` allows it`,
  };
};

/** What the caller's own PATH has may be missing on the project's: another environment's, or left out in `[env]`. */
const sayNotOnPath = (files: Files, program: string): string => {
  const elsewhere = findProgram(files, program, process.env["PATH"]);
  return elsewhere === null
    ? `\`${program}\` is neither in the environment nor on PATH`
    : `\`${program}\` is not in the environment, and \`${elsewhere}\` is not on the project's PATH`;
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
  const [, interpreter, end] =
    code === "ENOENT" ? (/^#![ \t]*([^\s]+)[^\r]*(\r?)$/.exec(firstLine(files, path)) ?? []) : [];
  if (end === "\r") {
    return {
      exitCode: 126,
      message: `\`${path}\` has Windows line endings, so \`${interpreter}\` is not found`,
      hint: `\`perl -pi -e 's/\\r$//' ${quoteWord(path)}\` takes them out`,
    };
  }
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
