// How far each step of a plan is from being true, by the journal and by what became of the packages. It changes nothing.

import type { Host } from "../../host/host.ts";
import { comparePlan, type StepStanding } from "../../plan/compare/compare-plan.ts";
import type { VenvFact } from "../../plan/facts.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { currentSteps } from "../../realize/current-steps.ts";
import { readJournal } from "../../realize/journal.ts";

/** What the journal alone does not know: others change it, too. */
const LOOKED_AT: ReadonlySet<string> = new Set(["packages", "driver"]);

/** The standing of every step, by id. Packages of the system come and go: those that were missing are looked for again. */
export const stepStandings = (
  host: Host,
  layout: Layout,
  { plan, venv }: { readonly plan: Plan; readonly venv: VenvFact },
): Readonly<Record<string, StepStanding>> => {
  const current = currentSteps(host, layout, plan);
  const done = Object.entries(readJournal(host, layout)).filter(
    ([id, { status }]) => status === "done" && (!LOOKED_AT.has(id) || Object.hasOwn(current, id)),
  );
  return comparePlan(plan, Object.fromEntries(done), venv);
};
