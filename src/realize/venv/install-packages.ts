// Installs and repairs what the lock names, hashes required, and takes out what jig installed for a former lock; the rest
// is the user's and stays, with what it needs. uv fetches and checks everything before it changes anything; when it fails all the same, the
// packages of before are put back.

import { join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Obstacle } from "../../plan/compare/drift.ts";
import type { InstallStep } from "../../plan/step.ts";
import { packagesHere } from "../../plan/python/plan-python.ts";
import { requirementsText } from "../../plan/lock/requirements-text.ts";
import { countPackages, stampOf, venvPython } from "../../probe/python/environment-state.ts";
import { uvFolder } from "../current-steps.ts";
import { packageNamedIn } from "../explain/explain-uv.ts";
import { comingOf, findLinksAmong, findLinksBeside, findObstacles } from "../installed/find-obstacles.ts";
import { isPytorchUnreachable, unnamedIndexOf } from "../indexes/install-indexes.ts";
import { brokenPackages, installLock, runInstall } from "./install-lock.ts";
import { unlockedPackages } from "../installed/own-packages.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { FailedProgram, InstallFailed, RealizeFailure } from "../realize-failure.ts";
import { runUv } from "../uv/run-uv.ts";
import { sayInstalled, type Counts } from "./say-installed.ts";

export const installPackages = async (
  context: StepContext,
  step: InstallStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout } = context;
  const obstacles = obstaclesFor(context);
  if (obstacles.length > 0) return fail({ reason: "packages-obstructed", obstacles });
  const changed = await changePackages(context);
  if (!changed.ok) {
    const program = changed.failure;
    const formerEnvironment = !context.signal.aborted && (await restoreFormer(context));
    const absent = absentWheel(context, program);
    if (absent !== null) return fail({ reason: "install-failed", program, ...absent, formerEnvironment });
    const about = packageNamedIn(program.lastLines);
    const unnamed = unnamedIndexOf(context, about, program);
    return fail({
      reason: "install-failed",
      program,
      package: about,
      ...unnamed,
      ...(isPytorchUnreachable(context, program) ? { isPytorchUnreachable: true } : {}),
      formerEnvironment,
    });
  }
  rememberFormer(context);
  const stamp = stampOf(host.files, layout.venv) ?? "";
  const counts = {
    ...changed.value,
    wanted: step.packages,
    present: countPackages(host.files, layout.venv),
    unlocked: unlockedPackages(host.files, layout.venv, context.lock),
  };
  return ok({ title: sayInstalled(counts), memory: { stamp } });
};

/** uv names the address of a file that is not there, and the lock whose it is. */
const absentWheel = (
  { host, layout, lock, facts, python }: StepContext,
  { lastLines }: FailedProgram,
): Pick<InstallFailed, "package" | "absentWheel"> | null => {
  if (lock === null || !lastLines.some((line) => line.includes("Distribution not found at: file:")))
    return null;
  for (const { name, place } of packagesHere(lock, facts, python?.version ?? lock.python))
    if (place?.kind === "archive" && host.files.stat(join(layout.root, place.path)) === null)
      return { package: name, absentWheel: place.path };
  return null;
};

/** Of what comes new it is not known where it is written. */
const obstaclesFor = ({
  host: { files },
  layout: { venv },
  lock,
  facts,
  python,
}: StepContext): readonly Obstacle[] => {
  if (lock === null) return [];
  const names = new Set([
    ...lock.packages.map(({ name }) => name),
    ...unlockedPackages(files, venv, lock).outdated,
  ]);
  const obstacles = findObstacles(files, venv, { names });
  if (obstacles.length > 0) return obstacles;
  const here = packagesHere(lock, facts, python?.version ?? lock.python);
  const coming = comingOf(files, venv, here);
  return coming.size === 0 ? [] : [...findLinksAmong(files, venv), ...findLinksBeside(files, venv, coming)];
};

/** Nothing is taken out before everything new is there. */
const changePackages = async (
  context: StepContext,
): Promise<Result<Pick<Counts, "installed" | "removed">, FailedProgram>> => {
  const { host, layout, lock } = context;
  const installed = await installLock(context, layout.venv);
  if (!installed.ok) return installed;
  const removed = lock === null ? [] : unlockedPackages(host.files, layout.venv, lock).outdated;
  if (removed.length === 0) return ok({ installed: installed.value, removed });
  const python = venvPython(layout.venv);
  const ran = await runUv(context, ["pip", "uninstall", "--python", python, ...removed]);
  if (!ran.ok) return ran;
  // Two packages may bring the same file, and it went with the one that was taken out.
  const repaired =
    brokenPackages(context, layout.venv).length === 0 ? ok(0) : await installLock(context, layout.venv);
  return repaired.ok ? ok({ installed: installed.value, removed }) : repaired;
};

const formerPath = ({ layout }: StepContext): string => join(uvFolder(layout), "installed.txt");

/** What is completely installed now, and in which folder: a `.venv` that was made again starts empty. */
const rememberFormer = (context: StepContext): void => {
  const { host, layout, lock } = context;
  if (lock === null) return;
  host.files.writeText(
    formerPath(context),
    `${folderLine(context)}\n${requirementsText(lock, null, layout.root)}`,
  );
  host.files.remove(join(uvFolder(layout), "requirements.txt"));
};

/** To be called when `.venv` is made: a new folder may bear the number of the former. */
export const forgetFormer = (context: StepContext): void => context.host.files.remove(formerPath(context));

const folderLine = ({ host, layout }: StepContext): string =>
  `# folder ${host.files.lstat(layout.venv)?.inode ?? "none"}`;

/** Whether the environment is whole again as it was before. uv's cache has all of it, so the network is left alone. */
const restoreFormer = async (context: StepContext): Promise<boolean> => {
  const { host, layout } = context;
  const requirements = formerPath(context);
  const text = host.files.readText(requirements);
  if (text === null || !text.startsWith(`${folderLine(context)}\n`)) return false;
  const restored = await runInstall(context, {
    venv: layout.venv,
    requirements,
    options: ["--offline"],
    everyIndex: true,
    former: true,
  });
  return restored.ok;
};
