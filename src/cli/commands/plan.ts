// `jig plan`: what `up` would do, for a person or as JSON. It changes nothing.

import { comparePlan } from "../../plan/compare-plan.ts";
import { drawProblem } from "../../show/draw-problem.ts";
import { paperOf } from "../answer/streams.ts";
import { readJournal } from "../../realize/journal.ts";
import { drawPlan } from "../../show/draw-plan.ts";
import { problemOf, tellStop, type JigContext } from "../context.ts";
import type { PlanFlags } from "../command-line/flags.ts";
import { planProject } from "../project/plan-project.ts";

export async function plan(context: JigContext, flags: PlanFlags): Promise<void> {
  if (flags.on !== undefined) {
    const { planElsewhere } = await import("../project/plan-elsewhere.ts");
    return planElsewhere(context, { ...flags, on: flags.on });
  }
  const form = flags.json ? "object" : "words";
  const planned = await planProject(context, {
    directory: flags.directory,
    locking: "when-needed",
    ...(flags.gpu === undefined ? {} : { gpu: flags.gpu }),
  });
  if (!planned.ok) return tellStop(context, planned.failure, form);
  const { plan: made, layout, facts, warnings } = planned.value;
  const journal = Object.entries(readJournal(context.host, layout));
  const done = Object.fromEntries(journal.filter(([, { status }]) => status === "done"));
  const standings = comparePlan(made, done, facts.venv);
  if (flags.json) {
    const steps = made.steps.map((step) => ({ ...step, standing: standings[step.id] }));
    return context.out.write(`${JSON.stringify({ ...made, steps })}\n`);
  }
  for (const warning of warnings) {
    context.err.write(`${drawProblem(problemOf(warning), paperOf(context.err))}\n`);
  }
  context.out.write(`${drawPlan(made, standings, paperOf(context.out))}\n`);
}
