// `jig run -- CMD`: becomes the command, in the project's environment. One pid: signals, terminal and exit code are its own.

import { resolve } from "node:path";

import { readRunArguments } from "../arguments.ts";
import { becomeCommand } from "../become-command.ts";
import { projectEnvironment } from "../project-environment.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RunFlags } from "../flags.ts";
import { openProject } from "../project.ts";
import { stopFor, type Stop } from "../stop.ts";
import { warmEnvironment } from "../warm-record.ts";

/** Runs the words behind `jig run`. Comes back only when the command could not be started. */
export const runCommand = async (context: JigContext, words: readonly string[]): Promise<void> => {
  const read = readRunArguments(words);
  if (read.kind === "help") {
    const { runApp } = await import("../app.ts");
    return runApp(context, ["run", "--help"]);
  }
  if (read.kind === "wrong") {
    const { message, hint } = read;
    return tellStop(context, stopFor(exitCodes.usage, { code: "usage", message, hint }));
  }
  const env = await environmentFor(context, read.directory ?? undefined);
  if (env === null) return;
  const directory = resolve(context.cwd, read.directory ?? ".");
  const { exitCode, message, hint } = becomeCommand(context.host.files, { argv: read.argv, env, directory });
  context.note(`error: ${message}`);
  if (hint !== null) context.note(`hint: ${hint}`);
  context.setExitCode(exitCode);
};

/** The library's view of `run`, reached by `jig help` paths only. */
export function runFromApp(context: JigContext, flags: RunFlags, ...words: string[]): Promise<void> {
  const directory = flags.directory === undefined ? [] : ["-C", flags.directory];
  return runCommand(context, [...directory, "--", ...words]);
}

const environmentFor = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Readonly<Record<string, string>> | null> => {
  const project = openProject(context, directory);
  if (!project.ok) {
    tellStop(context, project.failure);
    return null;
  }
  const { layout } = project.value;
  const warm = warmEnvironment(context.host, layout);
  if (warm !== null) return warm;
  const { prepareWorkbench } = await import("../prepare-workbench.ts");
  const reporter = reporterFor(context, false);
  const options = {
    directory,
    // A command that is run must not change what is committed: that is for `sync`, `up` and `lock`.
    locking: "locked",
    goal: "environment",
    purpose: "jig run",
    reporter,
  } as const;
  const prepared = await prepareWorkbench(context, options);
  reporter.close();
  if (!prepared.ok) {
    tellStop(context, isLockStale(prepared.failure) ? STALE_LOCK : prepared.failure);
    return null;
  }
  return projectEnvironment(context, prepared.value.plan, layout.venv);
};

const isLockStale = ({ diagnostics }: Stop): boolean =>
  diagnostics.length > 0 &&
  diagnostics.every(({ code }) => code === "lock-missing" || code === "lock-out-of-date");

const STALE_LOCK = stopFor(exitCodes.failed, {
  code: "lock-out-of-date",
  message: "jig.lock does not match the requirements, and `jig run` does not change it",
  hint: "`jig sync` brings both up to date",
});
