// Has an interpreter: the one that the plan found on this machine, else one that uv downloads for itself.

import { join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { minorOf } from "../../plan/python/choose-python.ts";
import type { PythonFact } from "../../plan/facts.ts";
import type { PythonStep } from "../../plan/step.ts";
import { fileMark } from "../current-steps.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { FailedProgram, RealizeFailure } from "../realize-failure.ts";
import { nixForPython } from "../nix/nix-python.ts";
import { failedProgram, runUv } from "../uv/run-uv.ts";

export const findPython = async (
  context: StepContext,
  step: PythonStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const found =
    step.path === null ? await downloadPython(context, step.request) : await knownPython(context, step.path);
  if (!found.ok) {
    const here = [...new Set(context.facts.pythons.map(({ version }) => minorOf(version)))];
    return fail({ reason: "python-unavailable", request: step.request, here, program: found.failure });
  }
  const { path, version } = found.value;
  return ok({ title: `Python ${version}`, memory: { path, version, mark: fileMark(context.host, path) } });
};

/** uv's own interpreters are built for a usual Linux: on NixOS they cannot start, so none is fetched there. */
const downloadPython = async (
  context: StepContext,
  request: string,
): Promise<Result<PythonFact, FailedProgram>> => {
  if (context.facts.distribution?.id === "nixos") {
    const brought = pythonFromNix(context, request);
    if (brought !== null) return askPython(context, brought);
    // Nix was of no use: one that is here already was built for this system, too.
    const here = context.facts.pythons.find(({ version }) => minorOf(version) === minorOf(request));
    if (here !== undefined) return ok(here);
    const lastLines = ["NixOS cannot start a downloaded Python; install one with Nix"];
    return fail({ argv: ["uv", "python", "install", request], code: null, signal: null, lastLines });
  }
  const downloads = { UV_PYTHON_DOWNLOADS: context.host.env["UV_PYTHON_DOWNLOADS"] ?? "manual" };
  const installed = await runUv(context, ["python", "install", "--no-bin", request], downloads);
  if (!installed.ok) return installed;
  const found = await runUv(context, ["python", "find", "--managed-python", "--no-project", request]);
  return found.ok ? askPython(context, found.value.trim()) : found;
};

/** The one among the packages that Nix brought; null when it brought none. */
const pythonFromNix = (context: StepContext, request: string): string | null =>
  (nixForPython(context)?.environment.path ?? [])
    .map((folder) => join(folder, `python${minorOf(request)}`))
    .find((path) => context.host.files.isExecutable(path)) ?? null;

/** The probe has asked the interpreters that it found. */
const knownPython = (context: StepContext, path: string): Promise<Result<PythonFact, FailedProgram>> => {
  const { pythons, venv } = context.facts;
  const known = [...(venv.kind === "ours" ? [venv.python] : []), ...pythons].find(
    (python) => python.path === path,
  );
  return known === undefined ? askPython(context, path) : Promise.resolve(ok(known));
};

/** An interpreter says itself which version it is: a path that does not start, or is another program, is no Python. */
const askPython = async (
  { host, signal }: StepContext,
  path: string,
): Promise<Result<PythonFact, FailedProgram>> => {
  const argv = [path, "-I", "-c", "import platform; print(platform.python_version())"] as const;
  const ran = await host.run({ argv, cwd: "/", timeoutMs: 20_000, mostStdout: 1024 * 1024, signal });
  const version = ran.kind === "exited" && ran.code === 0 ? ran.stdout.trim() : "";
  return /^\d+\.\d+\.\d+/.test(version) ? ok({ path, version }) : fail(failedProgram(argv, ran));
};
