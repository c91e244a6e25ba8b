// What is true now, in one line for people. It looks at what is known, and changes nothing.

import { sayCount } from "../../../base/say-count.ts";
import { outcomeFor } from "../../../realize/nix/packages-outcome.ts";
import type { Realized } from "../../../realize/realize-steps.ts";
import { countPackages } from "../../../show/say-notes.ts";
import type { JigContext } from "../../context.ts";
import type { PlannedProject } from "../plan-project.ts";
import type { PrepareOptions } from "./prepared.ts";

/** `Python 3.11.7, 12 packages (1 +local), 3 system packages`; of a lock that alone was asked for, that it is up to date. */
export const summarizeRealized = (
  context: JigContext,
  planned: PlannedProject,
  { realized, goal }: { readonly realized: Realized; readonly goal: PrepareOptions["goal"] },
): string => summarize(realized, goal, { local: countLocal(planned), system: sayPackages(context, planned) });

/** None, or one part of the summary: how many of the system's packages are there. */
const sayPackages = ({ host }: JigContext, { plan, layout }: PlannedProject): readonly string[] => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  const outcome = outcomeFor(host, layout, plan);
  if (outcome === null || step?.kind !== "packages") return [];
  const all = step.packages.length;
  const here = all - outcome.missing.length;
  return [`${here === all ? "" : `${here} of `}${sayCount(all, "system package")}`];
};

/** How many packages are this machine's alone, or have another version here. */
const countLocal = ({ lock, projectLock }: PlannedProject): number => {
  if (projectLock === undefined) return 0;
  const shared = new Set(projectLock?.packages.map(({ name, version }) => `${name} ${version}`));
  return lock?.packages.filter(({ name, version }) => !shared.has(`${name} ${version}`)).length ?? 0;
};

const summarize = (
  { packages, python, lock }: Realized,
  goal: PrepareOptions["goal"],
  { local, system }: { readonly local: number; readonly system: readonly string[] },
): string => {
  if (goal === "lock") return lock === null ? "there is nothing to lock" : "jig.lock is up to date";
  const parts = [
    ...(python === null ? [] : [`Python ${python}`]),
    ...(packages === null ? [] : [`${countPackages(packages)}${local === 0 ? "" : ` (${local} +local)`}`]),
    ...system,
  ];
  return parts.length === 0 ? "nothing to install" : parts.join(", ");
};
