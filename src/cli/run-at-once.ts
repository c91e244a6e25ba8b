// The way of `jig run` when the environment is known to be true: find the project, compare stamps, become the command.
// It loads next to nothing, says nothing, and leaves every doubt to the long way in `commands/run.ts`.

import { resolve } from "node:path";

import { findProgram } from "../host/find-program.ts";
import { layoutOf } from "../host/layout.ts";
import { replaceProcess } from "../host/libc.ts";
import { realHost } from "../host/real-host.ts";
import { findProject } from "../probe/find-project.ts";
import { readRunArguments } from "./arguments.ts";
import { warmEnvironment } from "./warm-record.ts";

/** Becomes the command behind `jig run`, or comes back when there is anything to do or to say first. */
export const runAtOnce = (words: readonly string[]): void => {
  const read = readRunArguments(words);
  if (read.kind !== "command") return;
  const host = realHost();
  const cwd = process.cwd();
  const directory = read.directory === null ? cwd : resolve(cwd, read.directory);
  const found = findProject(host, directory);
  if (!found.ok) return;
  const env = warmEnvironment(host, layoutOf(host, found.value));
  if (env === null) return;
  const [program] = read.argv;
  // A word with a slash is a path from where the command runs; the rest is looked up on the project's PATH.
  const path = findProgram(
    host.files,
    program.includes("/") ? resolve(directory, program) : program,
    env["PATH"],
  );
  if (path === null) return;
  process.chdir(directory);
  try {
    replaceProcess(path, read.argv, env);
  } catch {
    // Told by the long way, which meets the same trouble again.
    process.chdir(cwd);
  }
};
