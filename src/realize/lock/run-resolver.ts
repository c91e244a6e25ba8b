// Lets uv resolve a throw-away project, and gives what it chose as a `pylock.toml`.

import { join } from "node:path";

import type { Result } from "../../base/result.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { uvFolder } from "../current-steps.ts";
import { preferencesText } from "./lock-project.ts";
import type { StepContext } from "../realize-context.ts";
import type { FailedProgram } from "../realize-failure.ts";
import { runUv } from "../uv/run-uv.ts";

export interface Resolving {
  /** The project's text. */
  readonly pyproject: string;
  /** Versions that stay where they still fit; null: none. */
  readonly kept: Lock | null;
  /** For uv, besides its usual environment. */
  readonly env: Readonly<Record<string, string>>;
}

export const runResolver = async (
  context: StepContext,
  { pyproject, kept, env }: Resolving,
): Promise<Result<string, FailedProgram>> => {
  const { host, layout, python } = context;
  const project = join(uvFolder(layout), "lock");
  host.files.remove(project);
  host.files.makeFolder(project);
  host.files.writeText(join(project, "pyproject.toml"), pyproject);
  if (kept !== null) host.files.writeText(join(project, "uv.lock"), preferencesText(kept));
  const interpreter = python === null ? [] : ["--python", python.path];
  try {
    const locked = await runUv(context, ["lock", "--project", project, ...interpreter], env);
    if (!locked.ok) return locked;
    const options = ["--format", "pylock.toml", "--frozen", "--no-emit-project", "--no-header"];
    return await runUv(context, ["export", "--quiet", "--project", project, ...options, ...interpreter]);
  } finally {
    // uv writes the addresses of indexes down, with all that stands behind a `?`.
    host.files.remove(project);
  }
};
