// The way of `jig run` when the environment is known to be true: find the project, compare stamps, become the command.
// It loads next to nothing, says nothing, and leaves every doubt to the long way in `commands/run.ts`.

import { resolve } from "node:path";

import { layoutOf } from "../../host/layout.ts";
import { realHost } from "../../host/real-host.ts";
import { findProject } from "../../probe/project/find-project.ts";
import { readRunArguments } from "../command-line/arguments.ts";
import { becomeCommand } from "./become-command.ts";
import { warmEnvironment } from "./warm-record.ts";

/** Becomes the command behind `jig run`, or comes back when there is anything to do or to say first. Throws nothing. */
export const runAtOnce = (words: readonly string[]): void => {
  try {
    tryToRun(words);
  } catch {
    // The long way meets the same trouble again, and tells it.
  }
};

const tryToRun = (words: readonly string[]): void => {
  const read = readRunArguments(words);
  if (read.kind !== "command") return;
  const host = realHost();
  const cwd = process.cwd();
  const directory = read.directory === null ? cwd : resolve(cwd, read.directory);
  const found = findProject(host, directory);
  if (!found.ok) return;
  const env = warmEnvironment(host, layoutOf(host, found.value));
  if (env === null) return;
  // When it comes back there is something to say, which is the long way's.
  becomeCommand(host.files, { argv: read.argv, env, directory });
};
