// `jig run -- CMD`: becomes the command, in the project's environment. One pid: signals, terminal and exit code are its own.

import { resolve } from "node:path";

import { readRunArguments, type RunArguments } from "../command-line/arguments.ts";
import { becomeCommand } from "../fast/become-command.ts";
import { projectEnvironment } from "../project/making/project-environment.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { RunFlags } from "../command-line/flags.ts";
import { openProject } from "../project/open-project.ts";
import type { Layout } from "../../plan/layout.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { venvPython } from "../../probe/python/environment-state.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { toldVariables } from "../../supervise/run/told-variables.ts";
import { warmEnvironment } from "../fast/warm-record.ts";

/** Runs what stands behind `jig run`. Comes back only when the command could not be started. */
export const runCommand = async (
  context: JigContext,
  read: Exclude<RunArguments, { readonly kind: "help" }>,
): Promise<void> => {
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
export async function runFromApp(context: JigContext, flags: RunFlags, ...words: string[]): Promise<void> {
  const directory = flags.directory === undefined ? [] : ["-C", flags.directory];
  const read = readRunArguments([...directory, "--", ...words]);
  if (read.kind !== "help") await runCommand(context, read);
}

const environmentFor = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Readonly<Record<string, string>> | null> => {
  const project = await openProject(context, directory);
  if (!project.ok) {
    tellStop(context, project.failure);
    return null;
  }
  const { layout } = project.value;
  const warm = warmEnvironment(context.host, layout);
  if (warm !== null) return warm;
  const { prepareWorkbench } = await import("../project/making/prepare-workbench.ts");
  const reporter = reporterFor(context, false);
  const options = {
    directory,
    // A command that is run must not change what is committed: that is for `sync`, `up` and `lock`.
    locking: "locked",
    goal: "environment",
    purpose: "jig run",
    // It prints what the command prints; `up` and `doctor` tell of packages.
    saysMissing: false,
    reporter,
  } as const;
  const prepared = await prepareWorkbench(context, options);
  reporter.close();
  if (!prepared.ok) {
    tellStop(
      context,
      isLockStale(prepared.failure) ? staleLock(context, layout, prepared.failure) : prepared.failure,
    );
    return null;
  }
  const told = toldVariables(context.host, layout.state, prepared.value.plan.services);
  return { ...projectEnvironment(context, prepared.value, true), ...told };
};

const isLockStale = ({ diagnostics }: Stop): boolean =>
  diagnostics.length > 0 &&
  diagnostics.every(({ code }) => code === "lock-missing" || code === "lock-out-of-date");

/** Where the new packages cannot be had, those of before can still be used by hand. */
const staleLock = ({ host }: JigContext, { venv, lock }: Layout, { diagnostics }: Stop): Stop => {
  const isMissing = diagnostics.some(({ code }) => code === "lock-missing") && host.files.stat(lock) === null;
  const mend = isMissing ? "`jig sync` makes it, and `.venv`" : "`jig sync` brings both up to date";
  return stopFor(exitCodes.failed, {
    code: isMissing ? "lock-missing" : "lock-out-of-date",
    message: isMissing
      ? "there is no jig.lock yet, and `jig run` makes none"
      : "`jig.lock` does not match the requirements, and `jig run` does not change it",
    hint:
      host.files.stat(venvPython(venv)) === null
        ? mend
        : `${mend}; until then \`${quoteWord(`${venv}/bin/`)}COMMAND\` runs on the packages of before`,
  });
};
