// Runs uv as every step does: in a folder of ours, so that no settings of a clone are read, telling what it is at, and
// keeping what is needed to see why it failed.

import { join } from "node:path";

import { ok, fail, type Result } from "../../base/result.ts";
import { hideSecrets } from "../../base/secrets.ts";
import type { Host, Ran } from "../../host/host.ts";
import { uvFolder } from "../current-steps.ts";
import { compilerEnvironment } from "../nix/nix-python.ts";
import type { StepContext } from "../realize-context.ts";
import type { FailedProgram } from "../realize-failure.ts";
import { readUvLine } from "./read-uv-line.ts";
import { uvEnvironment } from "./uv-environment.ts";

const KEPT_LINES = 20;

/** Gives uv's stdout, or the program as it failed. The folder it runs in is made when missing. */
export const runUv = async (
  context: StepContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result<string, FailedProgram>> => {
  const { host, layout, signal, progress } = context;
  const cwd = uvFolder(layout);
  prepareFolder(host, cwd);
  const argv = [context.uv ?? "uv", ...args] as const;
  const ran = await host.run({
    argv,
    cwd,
    ...(context.turn === null ? {} : { sharesLock: context.turn }),
    env: { ...uvEnvironment(host, layout.venv), ...compilerEnvironment(context), ...env },
    signal,
    onStderrLine: (line) => {
      const detail = readUvLine(line);
      if (detail !== null) progress(detail);
    },
  });
  return ran.kind === "exited" && ran.code === 0 ? ok(ran.stdout) : fail(failedProgram(argv, ran));
};

/** An empty settings file of our own ends uv's search for one: what lies further up is not read. */
const prepareFolder = ({ files }: Host, folder: string): void => {
  files.makeFolder(folder);
  const settings = join(folder, "uv.toml");
  if (files.stat(settings) === null) files.writeText(settings, "");
};

/** Which Python a package needs, and its name, which may stand in the line behind. */
const aboutPython = (lines: readonly string[]): readonly string[] =>
  lines.filter((_, at) =>
    [at, at - 1].some((each) => lines[each]?.includes("the requested Python version (")),
  );

/** The end of an output. uv begins with what failed, and a compiler's pages may follow: that line is kept too. */
const lastOf = (lines: readonly string[]): readonly string[] => {
  const first = lines.findIndex((line) => line.startsWith("error:"));
  const start = lines.length - KEPT_LINES;
  if (first === -1 || first >= start) return lines.slice(-KEPT_LINES);
  return [lines[first] ?? "", "…", ...aboutPython(lines.slice(first + 1, start)), ...lines.slice(start)];
};

/** A program that did not do what it was asked, with the last lines it wrote. */
export const failedProgram = (argv: readonly string[], ran: Ran): FailedProgram => {
  if (ran.kind === "failed-to-start") return { argv, code: null, signal: null, lastLines: [ran.message] };
  const lines = ran.stderr
    .split("\n")
    // uv hides the passwords of addresses, and not what stands behind their `?`.
    .map((line) => hideSecrets(line.trimEnd()))
    // What uv says while all goes well does not help to see what went wrong.
    // A file that uv cannot read may be anybody's, through a link: where it fails is told, and what stands there is not.
    .filter((line) => !/^ *(?:\d+ )?\|(?: |$)/.test(line) || !ran.stderr.includes("TOML parse error"))
    .filter((line) => line !== "" && !/^(Using (CPython|PyPy|Python)|Resolved \d+ packages?) /.test(line));
  const lastLines = lastOf(lines);
  return ran.kind === "killed"
    ? { argv, code: null, signal: ran.signal, lastLines }
    : { argv, code: ran.code, signal: null, lastLines };
};
