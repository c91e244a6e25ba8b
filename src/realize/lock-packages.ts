// Makes `jig.lock`, or this machine's own lock over it: uv resolves a throw-away project for all platforms at once, and
// what it chose is written down without an address. Versions that nobody asked to change stay.

import { join } from "node:path";

import { fail, ok, type Result } from "../base/result.ts";
import type { Host } from "../host/host.ts";
import { isReadOnly } from "../host/is-read-only.ts";
import { checkLockBuilds } from "../plan/check-lock-builds.ts";
import { checkLockPlatforms } from "../plan/check-lock-platforms.ts";
import { parseLock } from "../plan/parse-lock.ts";
import { printLock, sortPackages } from "../plan/print-lock.ts";
import { minorOf } from "../plan/choose-python.ts";
import { localLockPath } from "../plan/layout.ts";
import type { Lock, LockedPackage } from "../plan/lock.ts";
import { lockFor } from "../plan/lock-variants.ts";
import { countPackagesHere } from "../plan/plan-python.ts";
import type { LockStep } from "../plan/plan.ts";
import { pythonLock } from "../plan/python-lock.ts";
import { bindHashes } from "./bind-hashes.ts";
import { keepEdits, makeEdits, type FileEdit } from "./edit-files.ts";
import { troubleIn } from "./explain-uv.ts";
import { buildWarnings, platformWarnings } from "./explain-platforms.ts";
import { lockNixpkgs } from "./lock-nixpkgs.ts";
import { pyprojectText, systemsOf } from "./lock-project.ts";
import { askedPlaces, referenceIn } from "./lock-places.ts";
import { momentOfPublishing } from "./moment-of-publishing.ts";
import { exchangedFiles } from "./exchanged-files.ts";
import { explicitIndexes } from "./explicit-indexes.ts";
import { indexNames, unnamedIndex } from "./index-names.ts";
import { runResolver } from "./run-resolver.ts";
import { readPylock } from "./read-pylock.ts";
import type { Applied, StepContext } from "./realize-context.ts";
import type { RealizeFailure } from "./realize-failure.ts";
import { layTogether, pinsOf, takeLock } from "./take-lock.ts";
import { sayLockChanges } from "./say-lock-changes.ts";

export const lockPackages = async (
  context: StepContext,
  step: LockStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host } = context;
  const target = targetOf(context, step);
  // Another jig may have written it since this plan was made.
  const made = step.reason === "asked" ? null : currentLock(host, target.path, step);
  if (made !== null) {
    const failure = commit(context, []);
    if (failure !== null) return fail(failure);
    return ok({ title: `${target.name} is there already`, memory: {}, lock: made });
  }
  // All but who asks would change it for certain.
  if (step.reason !== "asked" && isReadOnly(host.files, target.path))
    return fail({ reason: "lock-read-only" });
  if (isUvLockPassedBy(context, step)) report(context, PASSED_BY);
  return makeLock(context, step, target);
};

const makeLock = async (
  context: StepContext,
  step: LockStep,
  { path, name, former, compared }: Target,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, python } = context;
  const pinned = await lockNixpkgs(context, step, former);
  if (!pinned.ok) return pinned;
  const packages = await resolvePackages(context, step, pythonLock(former));
  if (!packages.ok) {
    const stays = isOutOfReach(context, packages.failure) ? currentLock(host, path, step) : null;
    return stays === null ? packages : ok({ title: `${name} ${STAYS}`, memory: {}, lock: stays });
  }
  const bound = bindHashes(packages.value, step.hashes);
  if (!bound.ok) return bound;
  const { requiresPython, inputs, platforms } = step;
  const lock: Lock = {
    version: 1,
    python: lockedPython(former, python?.version ?? ""),
    requiresPython,
    platforms,
    inputs,
    packages: bound.value.packages.map((item) => withSize(context, item)),
    ...pinned.value,
    ...(former?.models === undefined ? {} : { models: former.models }),
  };
  const check = checkLockPlatforms(lock, step.build);
  if (check.gaps.length > 0)
    return fail({ reason: "platform-unserved", gaps: check.gaps, platforms, bound: bound.value.narrowed });
  for (const warning of platformWarnings(check, { ...lock, isExact: isExact(context) })) {
    context.report({ event: "diagnostic", at: host.now().toISOString(), ...warning });
  }
  const whole = await addBuilds(context, step, lock);
  const exchanged = exchangedFiles(compared, whole);
  for (const warning of [...buildWarnings(checkLockBuilds(whole, step.build)), ...exchanged]) {
    context.report({ event: "diagnostic", at: host.now().toISOString(), ...warning });
  }
  const failure = commit(context, [lockEdit(host, path, whole)]);
  if (failure !== null) return fail(failure);
  return ok({
    title: titleFor(context, { name, lock: whole, compared }) + sayNixpkgs(step, whole, former),
    memory: {},
    lock: whole,
  });
};

/** No index says the size of a wheel that lies here. */
const withSize = ({ host, layout }: StepContext, item: LockedPackage): LockedPackage => {
  const { place, files } = item;
  const size = place?.kind === "archive" ? host.files.stat(join(layout.root, place.path))?.size : undefined;
  return size === undefined ? item : { ...item, files: files.map((file) => ({ ...file, size })) };
};

/** For people: how many packages, for which builds, and what is different. */
const titleFor = (
  { facts, python }: StepContext,
  { name, lock, compared }: { readonly name: string; readonly lock: Lock; readonly compared: Lock | null },
): string => {
  const shared = lockFor(lock, null);
  const count = shared.packages.length;
  const elsewhere = count - countPackagesHere(shared, facts, python?.version ?? lock.python);
  const others = elsewhere === 0 ? "" : ` (${elsewhere} for other platforms)`;
  const builds = lock.variants === undefined ? "" : `, builds: ${lock.variants.join(", ")}`;
  const before = compared === null ? null : lockFor(compared, null);
  return `${name}: ${count} ${count === 1 ? "package" : "packages"}${others}${builds}${sayLockChanges(before, shared)}`;
};

/** What is new about nixpkgs: its revision, or that nobody could tell it. */
const sayNixpkgs = (step: LockStep, { nixpkgs }: Lock, former: Lock | null): string => {
  if (nixpkgs === undefined)
    return step.nixpkgs !== undefined && step.reason === "asked" ? ", nixpkgs unpinned" : "";
  return nixpkgs.revision === former?.nixpkgs?.revision
    ? ""
    : `, nixpkgs at ${nixpkgs.revision.slice(0, 12)}`;
};

/** The lock with the builds for GPUs that it should hold, as far as they are to be had. */
const addBuilds = async (context: StepContext, step: LockStep, lock: Lock): Promise<Lock> => {
  if (step.gpu === undefined || !systemsOf(step.platforms).includes("linux")) return lock;
  // They are looked for once in a while.
  const { resolveBuild } = await import("./resolve-build.ts");
  const { lockBuilds } = await import("./lock-builds.ts");
  const builds = await lockBuilds(lock.packages, step.gpu, resolveBuild(context, step, lock));
  if (builds === null) return lock;
  if (builds.isUnreachable) report(context, UNREACHABLE);
  return { ...lock, variants: [...builds.variants].toSorted(), packages: builds.packages };
};

interface Warning {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const report = ({ host, report: tell }: StepContext, warning: Warning): void => {
  const at = host.now().toISOString();
  tell({ event: "diagnostic", at, severity: "warning", place: null, detail: [], ...warning });
};

/** Whoever has chosen versions with uv is told, once, that these are others. */
const isUvLockPassedBy = ({ host, layout }: StepContext, { taken, reason }: LockStep): boolean =>
  reason === "missing" &&
  taken === undefined &&
  host.files.stat(join(layout.root, "uv.lock"))?.kind === "file";

const PASSED_BY = {
  code: "uv-lock-passed-by",
  message: "`uv.lock` is not looked at: jig chooses versions of its own",
  hint: '`requirements = "uv.lock"` takes its versions as they are',
};

const UNREACHABLE = {
  code: "pytorch-index-unreachable",
  message:
    "PyTorch's own indexes do not answer: jig.lock has torch as the usual index has it, and no other build",
  hint: "`JIG_PYTORCH_INDEX` names a mirror of them; `jig lock` looks again",
};

/** What uv chooses for all platforms; the versions of `former` stay where they still fit. */
const resolvePackages = async (
  context: StepContext,
  step: LockStep,
  former: Lock | null,
): Promise<Result<readonly LockedPackage[], RealizeFailure>> => {
  const { host, layout } = context;
  const kept = former === null ? null : keptVersions(lockFor(former, null), context.upgrade ?? []);
  const taken = await takeLock(context, step);
  if (!taken.ok || isAllTaken(step, taken.value)) return taken;
  const chosenBefore = former === null ? null : withoutTaken(former, taken.value);
  const unnamed = chosenBefore === null ? null : unnamedIndex(context, chosenBefore, step.indexes);
  if (unnamed !== null) return fail({ reason: "index-unnamed", ...unnamed });
  const { indexes, env } = explicitIndexes(context, step);
  const whole = { ...step, indexes, constraints: [...step.constraints, ...pinsOf(taken.value)] };
  const exported = await runResolver(context, {
    pyproject: pyprojectText(askedPlaces(whole, layout.root, kept)),
    kept,
    env: { ...env, ...cutOff(host, step) },
  });
  if (!exported.ok) {
    const { platforms, build } = step;
    return fail({ reason: "lock-failed", program: exported.failure, platforms, build });
  }

  const chosen = readPylock(exported.value, {
    nameIndex: indexNames(context, step.indexes),
    systems: systemsOf(step.platforms),
    root: layout.root,
    referenceOf: (name) => referenceIn(step, name),
  });
  return chosen.ok ? ok(sortPackages(layTogether(taken.value, chosen.value))) : chosen;
};

/** There is nothing beside another tool's lock that versions have to be chosen for; pip is always wanted. */
const isAllTaken = (
  { taken, requirements, places = [] }: LockStep,
  packages: readonly LockedPackage[],
): boolean =>
  taken !== undefined &&
  requirements.length === 0 &&
  places.length === 0 &&
  packages.some(({ name, marker }) => name === "pip" && marker === null);

/** No version is chosen of what another tool's lock has. */
const withoutTaken = (former: Lock, taken: readonly LockedPackage[]): Lock => {
  const names = new Set(taken.map(({ name }) => name));
  return { ...former, packages: former.packages.filter(({ name }) => !names.has(name)) };
};

/** Whether machines with another patch version of Python are turned away. */
const isExact = ({ plan }: StepContext): boolean =>
  plan.steps.some((step) => step.kind === "python" && step.request.split(".").length > 2);

/** What counts as published. uv takes a variable before anything that stands in a project. */
const cutOff = (host: Host, { excludeNewer }: LockStep): Readonly<Record<string, string>> =>
  excludeNewer === null
    ? {}
    : { UV_EXCLUDE_NEWER: momentOfPublishing(excludeNewer, host.now()).toISOString() };

/** The former lock without what is to become newer. */
const keptVersions = (former: Lock, upgrade: "all" | readonly string[]): Lock | null =>
  upgrade === "all"
    ? null
    : { ...former, packages: former.packages.filter(({ name }) => !upgrade.includes(name)) };

interface Target {
  readonly path: string;
  /** For people. */
  readonly name: string;
  /** The versions to keep where they still fit. */
  readonly former: Lock | null;
  /** What the new one is compared with. */
  readonly compared: Lock | null;
}

const targetOf = ({ layout, lock, projectLock }: StepContext, { scope }: LockStep): Target => {
  if (scope === "project") {
    const former = projectLock === undefined ? lock : projectLock;
    return { path: layout.lock, name: "jig.lock", former, compared: pythonLock(former) };
  }
  const project = pythonLock(projectLock ?? null);
  return { path: localLockPath(layout), name: "+local", former: layOver(project, lock), compared: project };
};

/** What everybody has, and of what is this machine's alone the rest. */
const layOver = (project: Lock | null, local: Lock | null): Lock | null => {
  if (project === null || local === null) return project ?? local;
  const names = new Set(project.packages.map(({ name }) => name));
  return {
    ...project,
    packages: [...project.packages, ...local.packages.filter(({ name }) => !names.has(name))],
  };
};

/** Who asks for the newest versions is told that nobody could say which these are. */
const isOutOfReach = ({ upgrade }: StepContext, failure: RealizeFailure): boolean =>
  upgrade === undefined &&
  failure.reason === "lock-failed" &&
  troubleIn(failure.program.lastLines) === "network";

const STAYS = "stays: the package index cannot be reached, and nothing asks for other versions";

/** The lock on the disk, where it was made for the same requirements. */
const currentLock = (host: Host, path: string, step: LockStep): Lock | null => {
  const parsed = parseLock(host.files.readText(path) ?? "");
  if (!parsed.ok) return null;
  const { inputs, requiresPython, platforms } = parsed.value;
  const isFor = platforms.toSorted().join(" ") === step.platforms.join(" ");
  return inputs === step.inputs && requiresPython === step.requiresPython && isFor ? parsed.value : null;
};

/** A lock that is made again for the same reasons keeps its Python: another machine's patch version is no change. */
const lockedPython = (former: Lock | null, used: string): string =>
  former !== null && minorOf(former.python) === minorOf(used) ? former.python : used;

/** Committed and read by others: it gets the mode that a file made by hand would have. */
const lockEdit = (host: Host, path: string, lock: Lock): FileEdit => ({
  path,
  before: host.files.readText(path),
  after: printLock(lock),
});

/** Writes the lock, and with it what the user's files are to say from now on; gives why not when they cannot be. */
const commit = (
  { host, layout, edits = [] }: StepContext,
  locks: readonly FileEdit[],
): RealizeFailure | null => {
  const isKept = locks.some(({ path, before, after }) => before !== after && isReadOnly(host.files, path));
  if (isKept) return { reason: "lock-read-only" };
  const isMade = makeEdits(host, layout, [...edits, ...locks]);
  // Nobody asks for a lock alone to be taken back.
  if (isMade && edits.length === 0) keepEdits(host, layout);
  return isMade ? null : { reason: "edited-meanwhile" };
};
