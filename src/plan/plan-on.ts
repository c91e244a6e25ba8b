// What a machine that is not here would be given: its plan, from the lock as it is, and every file that it installs.

import type { Diagnostic } from "../base/diagnostic.ts";
import { ok, type Result } from "../base/result.ts";
import { factsOn, type Here, type NamedMachine } from "./platforms/facts-on.ts";
import { filesOn, type FileOn } from "./platforms/files-on.ts";
import { lockFor } from "./lock/lock-variants.ts";
import type { PlanInput } from "./plan-input.ts";
import { planWorkbench } from "./plan-workbench.ts";
import type { Plan } from "./plan.ts";

export interface PlanOn {
  readonly machine: NamedMachine;
  readonly plan: Plan;
  /** The full version in the lock; null without a Python. */
  readonly python: string | null;
  readonly files: readonly FileOn[];
  /** What `[packages]` and services want besides Python: attribute paths of nixpkgs. */
  readonly system: readonly string[];
}

/** Everything that planning looks at, without what only this machine has. */
export type PlanOnInput = Pick<PlanInput, "description" | "layout" | "requirementsFiles" | "lock">;

/** The plan for that machine, or every problem of the description. The lock is taken as it is, and nothing is resolved. */
export const planOn = (
  input: PlanOnInput,
  machine: NamedMachine,
  here: Here,
): Result<PlanOn, readonly Diagnostic[]> => {
  const { description, lock } = input;
  const facts = factsOn(machine, here);
  const planned = planWorkbench({ ...input, facts, rememberedPorts: {}, locking: "frozen" });
  if (!planned.ok) return planned;
  const used = description.python === null ? null : lock;
  return ok({
    machine,
    plan: planned.value,
    python: used?.python ?? null,
    system: systemPackagesOf(planned.value),
    files: used === null ? [] : filesOn(lockFor(used, planned.value.gpu?.variant ?? null), machine.platform),
  });
};

const systemPackagesOf = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) => (step.kind === "packages" ? step.packages.map(({ attribute }) => attribute) : []));

/** One package on several platforms. */
export interface PackageOnAll {
  readonly package: string;
  /** By platform; null where it is not installed. */
  readonly on: Readonly<Record<string, FileOn | null>>;
  /** It is missing somewhere, or has another version, or is built from source on some of them only. */
  readonly differs: boolean;
}

/** One package besides Python on several platforms. */
export interface SystemPackageOnAll {
  readonly package: string;
  /** By platform: whether it is wanted there. */
  readonly on: Readonly<Record<string, boolean>>;
  readonly differs: boolean;
}

/** Several plans side by side. */
export interface ComparedPlans {
  /** By name. */
  readonly packages: readonly PackageOnAll[];
  /** What is wanted besides Python, by name. */
  readonly system: readonly SystemPackageOnAll[];
}

/** What several plans have in common, and what not. */
export const comparePlatforms = (plans: readonly PlanOn[]): ComparedPlans => ({
  packages: comparePackages(plans),
  system: compareSystems(plans),
});

const comparePackages = (plans: readonly PlanOn[]): readonly PackageOnAll[] => {
  const names = [...new Set(plans.flatMap(({ files }) => files.map((file) => file.package)))].toSorted();
  return names.map((name) => {
    const found = plans.map((each) => each.files.find((file) => file.package === name) ?? null);
    const kinds = new Set(found.map((file) => kindOf(file)));
    const on = Object.fromEntries(plans.map(({ machine }, at) => [machine.name, found[at] ?? null]));
    return { package: name, on, differs: kinds.size > 1 };
  });
};

const kindOf = (file: FileOn | null): string => {
  if (file === null) return "absent";
  return `${file.version} ${file.file === null ? "none" : file.isSource ? "source" : "wheel"}`;
};

const compareSystems = (plans: readonly PlanOn[]): readonly SystemPackageOnAll[] =>
  [...new Set(plans.flatMap(({ system }) => system))].toSorted().map((name) => {
    const on = Object.fromEntries(plans.map(({ machine, system }) => [machine.name, system.includes(name)]));
    return { package: name, on, differs: Object.values(on).includes(false) };
  });
