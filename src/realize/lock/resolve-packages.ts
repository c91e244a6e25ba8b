// Has uv choose versions for all platforms at once, in a throw-away project; another tool's lock is laid over that. Writes
// nothing into the project.

import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { lockFor } from "../../plan/lock/lock-variants.ts";
import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import type { LockStep } from "../../plan/step.ts";
import { sortPackages } from "../../plan/lock/print-lock.ts";
import { explicitIndexes } from "../indexes/explicit-indexes.ts";
import { indexNames, unnamedIndex } from "../indexes/index-names.ts";
import { askedPlaces, referenceIn } from "./lock-places.ts";
import { pyprojectText, systemsOf } from "./lock-project.ts";
import { momentOfPublishing } from "./moment-of-publishing.ts";
import { readPylock } from "./read-pylock.ts";
import type { StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";
import { runResolver } from "./run-resolver.ts";
import { layTogether, pinsOf, takeLock } from "./take-lock.ts";

/** What uv chooses for all platforms; the versions of `former` stay where they still fit. */
export const resolvePackages = async (
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
