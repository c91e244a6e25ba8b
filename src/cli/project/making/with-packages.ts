// What came of `[packages]`: told, and taken into the plan and its environment. It brings none.

import { sayLacks, sayMissing } from "../../../presets/missing-packages.ts";
import { isSurelyMissed } from "../../../presets/system-package.ts";
import { outcomeFor } from "../../../realize/nix/packages-outcome.ts";
import { systemEnvironmentFor } from "../../../realize/system-environment.ts";
import type { JigContext } from "../../context.ts";
import type { PlannedProject } from "../plan-project.ts";
import type { PrepareOptions, Prepared } from "./prepared.ts";

/** A service that lacks some says so in the plan. */
export const withPackages = (
  { host }: JigContext,
  { plan, layout, facts }: PlannedProject,
  { reporter, goal, saysMissing = true }: PrepareOptions,
): Pick<Prepared, "plan" | "system"> => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  const outcome = goal === "lock" ? null : outcomeFor(host, layout, plan);
  const system = goal === "lock" ? null : systemEnvironmentFor(host, layout, plan);
  if (outcome === null || step?.kind !== "packages") return { plan, system };
  if (saysMissing && outcome.missing.length > 0) {
    const place = step.packages.find(({ attribute }) => outcome.missing.includes(attribute))?.why ?? null;
    const words = sayMissing(outcome.missing, facts);
    const at = host.now().toISOString();
    const code = "packages-missing";
    reporter.report({ event: "diagnostic", at, severity: "warning", code, place, detail: [], ...words });
  }
  const services = plan.services.map((service) => {
    const missing = step.packages.flatMap(({ attribute, services: users }) =>
      users.includes(service.name) && outcome.missing.includes(attribute) && isSurelyMissed(attribute)
        ? [attribute]
        : [],
    );
    return missing.length === 0 ? service : { ...service, lacks: sayLacks(missing, facts) };
  });
  return { plan: { ...plan, services }, system };
};
