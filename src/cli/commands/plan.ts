// `jig plan`: what `up` would do, for a person or as JSON. It changes nothing.

import { comparePlan } from "../../plan/compare-plan.ts";
import { readJournal } from "../../realize/journal.ts";
import { drawPlan } from "../../show/draw-plan.ts";
import { tellStop, type JigContext } from "../context.ts";
import type { ReadFlags } from "../flags.ts";
import { planProject } from "../plan-project.ts";

export async function plan(this: JigContext, flags: ReadFlags): Promise<void> {
  const planned = await planProject(this, { directory: flags.directory, locking: "when-needed" });
  if (!planned.ok) return tellStop(this, planned.failure, flags.json);
  const { plan: made, layout, facts } = planned.value;
  const journal = Object.entries(readJournal(this.host, layout));
  const done = Object.fromEntries(journal.filter(([, { status }]) => status === "done"));
  const standings = comparePlan(made, done, facts.venv);
  if (flags.json) {
    const steps = made.steps.map((step) => ({ ...step, standing: standings[step.id] }));
    return this.out.write(`${JSON.stringify({ ...made, steps })}\n`);
  }
  this.out.write(`${drawPlan(made, standings, this.out.style)}\n`);
}
