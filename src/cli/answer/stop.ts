// Why a command cannot go on: what to tell, and the exit code. Commands hand it back, and one place tells it.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Problem } from "../../show/problems/draw-problem.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";

export interface Stop {
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly Problem[];
}

/** A stop for one problem without a place. */
export const stopFor = (
  exitCode: ExitCode,
  problem: { code: string; message: string; hint?: string | null; detail?: readonly string[] },
): Stop => ({
  exitCode,
  diagnostics: [],
  problems: [
    {
      severity: "error",
      code: problem.code,
      message: problem.message,
      place: null,
      hint: problem.hint ?? null,
      detail: problem.detail ?? [],
    },
  ],
});

/** Told at a line of the description, and still no fault of it: something around it has to change. */
const SURROUNDINGS: ReadonlySet<string> = new Set([
  "venv-is-a-link",
  "venv-not-ours",
  "venv-tracked",
  "lock-missing",
  "lock-out-of-date",
  "gpu-missing",
  "unset-variable",
]);

/** A stop for problems that have a place in the description. */
export const stopForDiagnostics = (diagnostics: readonly Diagnostic[]): Stop => ({
  exitCode: diagnostics.every(({ code }) => SURROUNDINGS.has(code)) ? exitCodes.failed : exitCodes.usage,
  diagnostics,
  problems: [],
});

/** A stop that has been told already. */
export const toldStop = (exitCode: ExitCode): Stop => ({ exitCode, diagnostics: [], problems: [] });
