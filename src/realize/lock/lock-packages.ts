// Makes `jig.lock`, or this machine's own lock over it: uv resolves a throw-away project for all platforms at once, and
// what it chose is written down without an address. Versions that nobody asked to change stay.

import { join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { isReadOnly } from "../../host/files/is-read-only.ts";
import { checkLockBuilds } from "../../plan/lock/check-lock-builds.ts";
import { checkLockPlatforms } from "../../plan/lock/check-lock-platforms.ts";
import { printLock } from "../../plan/lock/print-lock.ts";
import { minorOf } from "../../plan/python/choose-python.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import type { LockStep } from "../../plan/step.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";
import { pythonLock } from "../../plan/lock/python-lock.ts";
import { bindHashes } from "./bind-hashes.ts";
import { keepEdits, makeEdits, type FileEdit } from "../edit-files.ts";
import { troubleIn } from "../explain/explain-uv.ts";
import { buildWarnings, platformWarnings } from "../explain/explain-platforms.ts";
import { lockNixpkgs } from "../nix/lock-nixpkgs.ts";
import { currentLock, targetOf, type LockTarget } from "./lock-target.ts";
import { sayNixpkgs, titleFor } from "./lock-title.ts";
import { systemsOf } from "./lock-project.ts";
import { exchangedFiles } from "./exchanged-files.ts";
import { withSizes } from "./file-sizes.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";
import { resolvePackages } from "./resolve-packages.ts";

/** Leaves a lock that is current; a failure leaves the one on the disk as it is. */
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
  { path, name, former, compared }: LockTarget,
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
    packages: await withSizes(context, bound.value.packages, pythonLock(former)),
    ...pinned.value,
    ...(former?.models === undefined ? {} : { models: former.models }),
  };
  const check = checkLockPlatforms(lock, step.build);
  if (check.gaps.length > 0)
    return fail({ reason: "platform-unserved", gaps: check.gaps, platforms, bound: bound.value.narrowed });
  const asked = new Set(step.requirements.map((each) => requirementName(each) ?? ""));
  for (const warning of platformWarnings(check, { ...lock, isExact: isExact(context), asked })) {
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
    "PyTorch's own indexes do not answer: `jig.lock` has torch as the usual index has it, and no other build",
  hint: "`JIG_PYTORCH_INDEX` names a mirror of them; `jig lock` looks again",
};

/** Whether machines with another patch version of Python are turned away. */
const isExact = ({ plan }: StepContext): boolean =>
  plan.steps.some((step) => step.kind === "python" && step.request.split(".").length > 2);

/** Who asks for the newest versions is told that nobody could say which these are. */
const isOutOfReach = ({ upgrade }: StepContext, failure: RealizeFailure): boolean =>
  upgrade === undefined &&
  failure.reason === "lock-failed" &&
  troubleIn(failure.program.lastLines) === "network";

const STAYS = "stays: the package index cannot be reached, and nothing asks for other versions";

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
