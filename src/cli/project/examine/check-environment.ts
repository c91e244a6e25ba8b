// `jig sync --check`: whether the lock and the environment are as the project says, told and not changed.

import { basename } from "node:path";

import type { Files } from "../../../host/host.ts";
import type { Drift } from "../../../plan/compare/drift.ts";
import { lockFor } from "../../../plan/lock/lock-variants.ts";
import { packagesHere } from "../../../plan/python/plan-python.ts";
import type { PlanInput } from "../../../plan/plan-input.ts";
import { pythonLock } from "../../../plan/lock/python-lock.ts";
import { currentSteps } from "../../../realize/current-steps.ts";
import { isOpen, strayPythons } from "../../../probe/python/environment-state.ts";
import { findDrift } from "../../../realize/installed/find-drift.ts";
import { wantedOrigins } from "../../../realize/installed/installed-origins.ts";
import { findObstacles } from "../../../realize/installed/find-obstacles.ts";
import { findStrays } from "../../../realize/installed/find-strays.ts";
import { isDriverLinked } from "../../../realize/gpu/link-driver.ts";
import { hintForDrift, sayDrift } from "../../../show/environment/say-drift.ts";
import { countPackages } from "../../../show/say-notes.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import type { ReadFlags } from "../../command-line/flags.ts";
import { tellStop, type JigContext } from "../../context.ts";
import { forgetInstallation } from "../../fast/known-installation.ts";
import { planProject, type PlannedProject } from "../plan-project.ts";

/** Tells every difference and sets exit code 1 when there is one. Nothing of the project is written, nothing started or fetched. */
export const checkEnvironment = async (
  context: JigContext,
  { directory, json }: ReadFlags,
  locking: PlanInput["locking"],
): Promise<void> => {
  const planned = await planProject(context, { directory, locking });
  if (!planned.ok) return tellStop(context, planned.failure, json ? "object" : "words");
  const drifts = driftsOf(context, planned.value);
  if (drifts.length > 0) context.setExitCode(exitCodes.failed);
  // What it sees by reading all, `sync` has to see as well.
  if (drifts.some(({ kind }) => kind === "altered")) forgetInstallation(context.host, planned.value.layout);
  if (json) return context.out.write(`${JSON.stringify({ version: 1, ok: drifts.length === 0, drifts })}\n`);
  const { style } = context.out;
  for (const drift of drifts) context.out.write(`${style.bad("✗")} ${sayDrift(drift)}\n`);
  if (drifts.length > 0) return context.note(`hint: ${hintForDrift(drifts)}`);
  context.out.write(`${style.good("✓")} ${sayFine(planned.value)}\n`);
};

const driftsOf = (context: JigContext, planned: PlannedProject): readonly Drift[] => {
  const { plan, layout } = planned;
  const isLinked = plan.steps.every(
    (step) => step.kind !== "driver" || isDriverLinked(context.host, layout, step),
  );
  return [...packageDrifts(context, planned), ...(isLinked ? [] : [{ kind: "driver-links" } as const])];
};

const packageDrifts = ({ host }: JigContext, planned: PlannedProject): readonly Drift[] => {
  const { plan, layout, facts, projectLock } = planned;
  const lock = pythonLock(planned.lock);
  if (plan.steps.every(({ kind }) => kind !== "install")) return [];
  const locks = plan.steps.flatMap((step): readonly Drift[] =>
    step.kind !== "lock"
      ? []
      : [{ kind: step.reason === "missing" ? "lock-missing" : "lock-changed", scope: step.scope }],
  );
  if (facts.venv.kind !== "ours")
    return [...locks, { kind: facts.venv.kind === "dead" ? "environment-broken" : "environment-missing" }];
  const unfit = unfitnessOf(host.files, layout.venv, "venv" in currentSteps(host, layout, plan));
  const strays = findStrays(host.files, layout.venv);
  if (lock === null) return [...locks, ...unfit, ...strays];
  const names = [lock, projectLock ?? lock].flatMap(({ packages }) => packages.map(({ name }) => name));
  const { version } = facts.venv.python;
  const built = lockFor(lock, plan.gpu?.variant ?? null);
  const locked = packagesHere(built, facts, version);
  const wanted = wantedOrigins(host.files, { lock: built, facts, version, root: layout.root });
  const packages = findDrift(host.files, layout.venv, { locked, allLocked: new Set(names), wanted });
  const obstacles = findObstacles(host.files, layout.venv, { names: new Set(names) });
  return [...locks, ...unfit, ...obstacles, ...packages, ...strays];
};

const unfitnessOf = (files: Files, venv: string, isCurrent: boolean): readonly Drift[] => {
  const names = strayPythons(files, venv).map((path) => basename(path));
  const others: readonly Drift[] = names.length === 0 ? [] : [{ kind: "environment-pythons", names }];
  if (isOpen(files, venv)) return [{ kind: "environment-open" }, ...others];
  return isCurrent || others.length > 0 ? others : [{ kind: "environment-unfit" }];
};

const sayFine = ({ plan, lock: whole, facts }: PlannedProject): string => {
  const lock = pythonLock(whole);
  if (lock === null || facts.venv.kind !== "ours") return `${plan.project.name} installs nothing`;
  const count = packagesHere(
    lockFor(lock, plan.gpu?.variant ?? null),
    facts,
    facts.venv.python.version,
  ).length;
  return `.venv is as jig.lock says: ${countPackages(count)}`;
};
