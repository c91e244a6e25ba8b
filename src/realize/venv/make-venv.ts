// Makes `.venv`: built beside, filled when it replaces one, and swapped in at the end, so that whatever happens there is
// the old one or the new one. What jig did not make is left alone.

import { basename, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Files } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import {
  besidePath,
  closeVenv,
  deathOf,
  isAlive,
  isJigsVenv,
  isOpen,
  isOurVenv,
  markVenv,
  relinkPythons,
  strayPythons,
  venvPython,
  venvVersion,
  type DeathOfVenv,
} from "../../probe/python/environment-state.ts";
import { installLock } from "./install-lock.ts";
import { packageNamedIn } from "../explain/explain-uv.ts";
import { forgetFormer } from "./install-packages.ts";
import { findUndeclared } from "../installed/find-drift.ts";
import { takeFormerLibraries } from "../installed/former-libraries.ts";
import { installedIn, unlockedPackages } from "../installed/own-packages.ts";
import { isPythonPlannedFromNix, nixForPython, teachLibraries } from "../nix/nix-python.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";
import { removeFully, type Stuck } from "./remove-fully.ts";
import { runUv } from "../uv/run-uv.ts";

export const makeVenv = async (context: StepContext): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout, python } = context;
  const { files } = host;
  bringBack(files, layout.venv);
  const stands = files.lstat(layout.venv) !== null;
  if (stands && !isJigsVenv(files, layout.venv, layout))
    return fail({ reason: "venv-not-ours", path: layout.venv });
  const beside = besidePath(layout);
  if (stands && isFit(context)) {
    files.remove(beside);
    return ok({ title: `.venv kept${mend(files, layout.venv)}`, memory: {} });
  }
  const death = stands ? deathOf(files, layout.venv) : null;
  const wasOthers = stands && !isOurVenv(files, layout.venv, layout);
  let [isMade, left]: [boolean, readonly string[]] = [false, []];
  try {
    const failure = await buildBeside(context, { beside, isReplacement: stands });
    if (failure !== null) return fail(failure);
    retarget(files, beside, layout.venv);
    left = stands ? leftBehind(context, beside) : [];
    forgetFormer(context);
    swapIn(context, beside);
    isMade = true;
  } finally {
    // On a full disk, half an environment is in the way of everything.
    if (!isMade) files.remove(beside);
  }
  if (left.length > 0) tellLeftBehind(context, left);
  const version = python === null ? "" : ` with Python ${python.version}`;
  const died = death === null ? "" : ` again: ${WHAT_DIED[death]}`;
  const why = wasOthers ? " again: the one here was made for another place" : died;
  return ok({ title: `.venv made${version}${why}`, memory: {} });
};

/**
 * The packages of the one that stands which were installed by hand and are not in the one beside it: without those that go with
 * another of them.
 */
const leftBehind = ({ host: { files }, layout, lock }: StepContext, beside: string): readonly string[] => {
  const byHand = new Set(unlockedPackages(files, layout.venv, lock).byHand);
  const there = new Set(installedIn(files, beside).map(({ name }) => name));
  const left = findUndeclared(files, layout.venv, there).filter(({ name }) => byHand.has(name));
  const roots = left.filter(({ neededBy }) => neededBy.length === 0);
  return (roots.length === 0 ? left : roots).map(({ name }) => name);
};

/** Nobody else has them, and the environment that had them is gone. */
const tellLeftBehind = ({ host, report }: StepContext, names: readonly string[]): void =>
  report({
    event: "diagnostic",
    at: host.now().toISOString(),
    severity: "warning",
    code: "not-declared",
    message: `\`.venv\` was made anew, without what was installed by hand: ${names.join(", ")}`,
    place: null,
    detail: [],
    hint: `\`jig add ${names.join(" ")}\` brings ${names.length === 1 ? "it" : "them"} back, for everybody`,
  });

/** Repairs where it is, so that what was installed by hand stays. */
const mend = (files: Files, venv: string): string => {
  const strays = strayPythons(files, venv).map((path) => `\`${basename(path)}\``);
  if (strays.length > 0) relinkPythons(files, venv);
  const relinked = strays.length === 0 ? "" : `, and ${strays.join(" and ")} made its own again`;
  if (!isOpen(files, venv)) return relinked;
  closeVenv(files, venv);
  return `${relinked}, and closed to the packages of this machine`;
};

const WHAT_DIED: Readonly<Record<DeathOfVenv, string>> = {
  "no-interpreter": "its interpreter was gone",
  "other-interpreter": "its interpreter was another",
  "no-config": "its `pyvenv.cfg` was gone",
};

/** The new environment, filled when it replaces one: until it is complete, the one that stands is not touched. */
const buildBeside = async (
  context: StepContext,
  { beside, isReplacement }: { readonly beside: string; readonly isReplacement: boolean },
): Promise<RealizeFailure | null> => {
  const { host, layout, python } = context;
  const { files } = host;
  files.remove(beside);
  files.remove(retiredPath(beside));
  const built = await runUv(context, [
    "venv",
    "--no-project",
    ...(python === null ? [] : ["--python", python.path]),
    // One word, so that a name that begins with a dash is no flag.
    `--prompt=${promptOf(context)}`,
    beside,
  ]);
  if (!built.ok) return { reason: "venv-failed", program: built.failure };
  files.writeText(join(beside, ".gitignore"), "*\n", 0o644);
  markVenv(files, beside, layout);
  relinkPythons(files, beside);
  teachLibraries(files, beside, nixForPython(context)?.libraries ?? []);
  if (!isReplacement) return null;
  const filled = await installLock(context, beside);
  if (filled.ok) return null;
  const program = filled.failure;
  const formerEnvironment = isAlive(files, layout.venv);
  return { reason: "install-failed", program, package: packageNamedIn(program.lastLines), formerEnvironment };
};

/** Whether the one that stands is whole, this project's, and of the interpreter that is wanted. */
const isFit = ({ host: { files }, layout, plan, python }: StepContext): boolean =>
  python !== null &&
  (!isPythonPlannedFromNix(plan) || interpreterOf(files, layout.venv) === files.realPath(python.path)) &&
  isOurVenv(files, layout.venv, layout) &&
  isAlive(files, layout.venv) &&
  venvVersion(files, layout.venv) === python.version;

/** Another one of Nix's may have another C library, which the libraries for wheels would not fit. */
const interpreterOf = (files: Files, venv: string): string | null => files.realPath(venvPython(venv));

const retiredPath = (beside: string): string => `${beside}.old`;

/** What an interrupted jig may have left beside the environment. */
export const venvLeftovers = (files: Files, layout: Layout): readonly string[] =>
  [besidePath(layout), retiredPath(besidePath(layout))].filter((path) => files.lstat(path) !== null);

/**
 * Removes the environment, which jig must have made, and what is left of others. It is gone from its place at once; gives
 * what the machine does not let go, which is beside that place then.
 */
export const removeVenv = (files: Files, layout: Layout): readonly Stuck[] => {
  const retired = retiredPath(besidePath(layout));
  const stuck = removeFully(files, retired);
  if (stuck.length > 0) return stuck;
  if (files.lstat(layout.venv) !== null) files.rename(layout.venv, retired);
  return venvLeftovers(files, layout).flatMap((path) => removeFully(files, path));
};

/** A project's name may hold what a prompt must not: a line break, or a quote for a shell that reads `activate`. */
const promptOf = ({ plan, layout }: StepContext): string => {
  const name = plan.project.name === "" ? basename(layout.root) : plan.project.name;
  return name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "").slice(0, 60) || "jig";
};

/**
 * The scripts in `bin` name the folder that they were made in. They are few, small and text; uv's `--relocatable` would
 * instead start a shell and two more programs before each of them, for good.
 */
const retarget = (files: Files, from: string, to: string): void => {
  for (const name of files.list(join(from, "bin")) ?? []) {
    const path = join(from, "bin", name);
    const stat = files.lstat(path);
    if (stat?.kind !== "file" || stat.size > 1_000_000) continue;
    const text = files.readText(path);
    if (text === null || text.includes("\0") || !text.includes(from)) continue;
    files.writeText(path, text.replaceAll(from, to), stat.mode & 0o777);
  }
};

/** A kill between the two renames of a swap leaves the former environment beside its place. */
const bringBack = (files: Files, venv: string): void => {
  const retired = retiredPath(besidePath({ venv }));
  if (files.lstat(venv) === null && files.lstat(retired)?.kind === "folder") files.rename(retired, venv);
};

/** What runs on a former Python keeps its packages. */
const swapIn = ({ host: { files }, layout: { venv }, isInUse }: StepContext, beside: string): void => {
  const retired = retiredPath(beside);
  const isTaken = files.lstat(venv) !== null && isInUse?.() === true;
  if (files.lstat(venv) !== null) files.rename(venv, retired);
  files.rename(beside, venv);
  if (isTaken) takeFormerLibraries(files, retired, venv);
  files.remove(retired);
};
