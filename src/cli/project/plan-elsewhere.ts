// `jig plan --on`: what machines that are not here would be given, by what is committed alone. It looks at nothing of this
// machine, asks no network, and changes nothing.

import { fail, ok, type Result } from "../../base/result.ts";
import { machineNamed, type NamedMachine } from "../../plan/platforms/facts-on.ts";
import { platformsOf } from "../../plan/lock/examine-locks.ts";
import { WITHOUT_GPU } from "../../plan/gpu/assumed-gpu.ts";
import type { GpuFact } from "../../plan/gpu/gpu-fact.ts";
import { comparePlatforms, planOn, type PlanOn, type PlanOnInput } from "../../plan/plan-on.ts";
import { DEFAULT_PLATFORMS } from "../../plan/platforms/platforms.ts";
import { pythonLock } from "../../plan/lock/python-lock.ts";
import { drawPlanOn } from "../../show/plans/draw-plan-on.ts";
import { drawPlansOn } from "../../show/plans/draw-plans-on.ts";
import { jsonOfPlanOn, jsonOfPlansOn } from "../../show/plans/json-of-plan-on.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, stopForDiagnostics, type Stop } from "../answer/stop.ts";
import { paperOf } from "../answer/streams.ts";
import { tellStop, type JigContext } from "../context.ts";
import { identify } from "./description/identify.ts";
import { describeCommitted, type CommittedProject } from "./description/describe-committed.ts";

export interface ElsewhereOptions {
  readonly directory?: string;
  readonly json: boolean;
  readonly on: NamedMachine | "all";
  /** The GPU that it is supposed to have. */
  readonly gpu?: GpuFact;
}

/** Tells the plan for one machine, or all of them side by side. A package that cannot be had there makes it exit with 1. */
export const planElsewhere = async (context: JigContext, options: ElsewhereOptions): Promise<void> => {
  const { directory, json, on, gpu } = options;
  const form = json ? "object" : "words";
  const project = await describeCommitted(context, directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const machines = on === "all" ? allMachines(project.value) : [on];
  const planned = planAll(context, project.value, { machines, ...(gpu === undefined ? {} : { gpu }) });
  if (!planned.ok) return tellStop(context, planned.failure, form);
  const plans = planned.value;
  for (const warning of warningsFor(project.value, machines)) context.note(warning);
  if (gpu !== undefined && project.value.description.gpu === null && !json) context.note(WITHOUT_GPU);
  tellPlans(context, plans, options);
  const isMissing = plans.some(({ files }) =>
    files.some(({ file, from }) => file === null && from === undefined),
  );
  if (isMissing) context.setExitCode(exitCodes.failed);
};

/** In how far the lock that is there is not the one that would be used. */
const warningsFor = (project: CommittedProject, machines: readonly NamedMachine[]): readonly string[] => {
  const lock = pythonLock(project.lock);
  if (lock === null) return [];
  const identity = identify(project);
  const unasked = machines.filter(({ platform }) => !lock.platforms.includes(platform));
  if (unasked.length > 0)
    return [`warning: \`jig.lock\` was not made for ${unasked.map(({ name }) => name).join(", ")}: ${THERE}`];
  return identity.ok && identity.value.lock === "outdated" ? [STALE] : [];
};

const THERE = "this is what is in it, and some of it may not be had there";

const STALE =
  "warning: `jig.lock` does not match the requirements any more; this is what is in it (`jig lock` makes it again)";

/** What the description lists; else what the lock is for. */
const allMachines = ({ lock, description }: CommittedProject): readonly NamedMachine[] =>
  (platformsOf(description) ?? lock?.platforms ?? DEFAULT_PLATFORMS).flatMap(
    (platform) => machineNamed(platform) ?? [],
  );

const tellPlans = ({ out }: JigContext, plans: readonly PlanOn[], { json, on }: ElsewhereOptions): void => {
  const [first] = plans;
  if (json) {
    const answer =
      on === "all" || first === undefined
        ? jsonOfPlansOn(plans, comparePlatforms(plans))
        : jsonOfPlanOn(first);
    return out.write(`${JSON.stringify(answer)}\n`);
  }
  const paper = paperOf(out);
  out.write(
    `${on === "all" || first === undefined ? drawPlansOn(plans, comparePlatforms(plans), paper) : drawPlanOn(first, paper)}\n`,
  );
};

const planAll = (
  { host }: JigContext,
  { description, lock, layout, variables, requirementsFiles }: CommittedProject,
  { machines, gpu }: { readonly machines: readonly NamedMachine[]; readonly gpu?: GpuFact },
): Result<readonly PlanOn[], Stop> => {
  if (description.python !== null && lock === null) return fail(stopFor(exitCodes.failed, NO_LOCK));
  const input: PlanOnInput = { description, layout, lock, requirementsFiles };
  const here = {
    user: { uid: 0, home: host.machine.home, shell: null },
    variables,
    ...(gpu === undefined ? {} : { gpu }),
  };
  const plans: PlanOn[] = [];
  for (const machine of machines) {
    const planned = planOn(input, machine, here);
    if (!planned.ok) return fail(stopForDiagnostics(planned.failure));
    plans.push(planned.value);
  }
  return ok(plans);
};

const NO_LOCK = {
  code: "lock-missing",
  message: "there is no `jig.lock`, and only that says what another machine would get",
  hint: "`jig lock` makes one",
};
