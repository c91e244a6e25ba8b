// `jig plan`: what `up` would do, for a person or as JSON. It changes nothing.

import { hideSecretsIn } from "../../base/secrets.ts";
import { judgeAssumedGpu, WITHOUT_GPU } from "../../plan/gpu/assumed-gpu.ts";
import type { Facts } from "../../plan/facts.ts";
import type { Plan } from "../../plan/plan.ts";
import { osOf } from "../../plan/platforms/platforms.ts";
import { sayMissing, sayStopped } from "../../presets/missing-packages.ts";
import { isSurelyMissed } from "../../presets/system-package.ts";
import { lookForPackages, type PackagesLook } from "../../realize/nix/look-for-packages.ts";
import { drawProblem, type Problem } from "../../show/problems/draw-problem.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { paperOf } from "../answer/streams.ts";
import { drawPlan } from "../../show/plans/draw-plan.ts";
import { problemOf, tellStop, type JigContext } from "../context.ts";
import type { PlanFlags } from "../command-line/flags.ts";
import { planProject } from "../project/plan-project.ts";
import { stepStandings } from "../project/step-standings.ts";

export async function plan(context: JigContext, flags: PlanFlags): Promise<void> {
  const wrong = judgeGpu(context, flags);
  if (wrong !== null) return tellStop(context, wrong, flags.json ? "object" : "words");
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
  const standings = stepStandings(context.host, layout, { plan: made, venv: facts.venv });
  const look = await lookForPackages({ host: context.host, layout }, made, null);
  if (flags.json) {
    const steps = made.steps.map((step) => ({
      ...step,
      standing: standings[step.id],
      ...(step.kind === "packages" ? { look } : {}),
    }));
    return context.out.write(`${JSON.stringify(hideSecretsIn({ ...made, steps }))}\n`);
  }
  for (const problem of [...warnings.map((warning) => problemOf(warning)), ...missingIn(made, look, facts)]) {
    context.err.write(`${drawProblem(problem, paperOf(context.err))}\n`);
  }
  if (flags.gpu !== undefined && made.gpu === undefined) context.note(WITHOUT_GPU);
  context.out.write(`${drawPlan(made, { standings, packages: look }, paperOf(context.out))}\n`);
}

/** Of several machines each takes what it can have. */
const judgeGpu = ({ host }: JigContext, { on, gpu }: PlanFlags): Stop | null => {
  if (gpu === undefined || on === "all") return null;
  const here = host.machine.platform === "darwin" ? "macos" : "linux";
  const wrong = judgeAssumedGpu(gpu, on === undefined ? here : osOf(on.platform), on?.name ?? null);
  return wrong === null ? null : stopFor(exitCodes.usage, { code: "usage", ...wrong });
};

/** What `up` would say of packages that this machine lacks. */
const missingIn = ({ steps }: Plan, look: PackagesLook | null, facts: Facts): readonly Problem[] => {
  const step = steps.find((candidate) => candidate.kind === "packages");
  if (step?.kind !== "packages" || look === null || look.missing.length === 0) return [];
  const { missing, why } = look;
  return [
    {
      ...sayMissing(missing, facts),
      severity: step.require && missing.some((attribute) => isSurelyMissed(attribute)) ? "error" : "warning",
      code: "packages-missing",
      place: step.packages.find(({ attribute }) => missing.includes(attribute))?.why ?? step.why,
      detail: [
        ...(why === null ? [] : [`Nix is not used: ${why}`]),
        ...(step.require ? [] : sayStopped(step.packages, missing).map(({ sentence }) => sentence)),
      ],
    },
  ];
};
