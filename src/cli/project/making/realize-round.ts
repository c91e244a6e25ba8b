// One round of making a plan true: told what is doubtful, carried out step by step, and a failure explained. Whether there is
// another round is for whoever calls.

import { fail, type Result } from "../../../base/result.ts";
import { errorCode } from "../../../host/files/file-error.ts";
import type { Host } from "../../../host/host.ts";
import type { Facts } from "../../../plan/facts.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { Step } from "../../../plan/step.ts";
import { rememberTools } from "../../../probe/tools/remember-tools.ts";
import { makeEdits } from "../../../realize/edit-files.ts";
import { explainFailure } from "../../../realize/explain/explain-failure.ts";
import { readJournal } from "../../../realize/journal.ts";
import { realizeSteps, type Realized } from "../../../realize/realize-steps.ts";
import { stoppedInBetween } from "../../../show/say-notes.ts";
import { keepPlace } from "../../../supervise/records/former-places.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { toldStop, type Stop } from "../../answer/stop.ts";
import { problemOf, type JigContext } from "../../context.ts";
import { areServicesRunning } from "../../services/former-python.ts";
import type { PlannedProject } from "../plan-project.ts";
import type { PrepareOptions } from "./prepared.ts";

export interface RoundFailure {
  readonly stop: Stop;
  /** There is a complete environment from before. */
  readonly isOlderComplete: boolean;
}

/** Fails with what to tell, and whether there is something to go on with. */
export const realizeRound = async (
  context: JigContext,
  options: PrepareOptions,
  planned: PlannedProject,
): Promise<Result<Realized, RoundFailure>> => {
  const { goal, purpose, reporter, upgrade, edits = [] } = options;
  const { plan, layout, lock, projectLock, facts, askingFor } = planned;
  tellWarnings(context, options, planned);
  if (plan.steps.some(({ kind }) => kind === "venv")) rememberPlace(context, layout);
  // Where no other lock comes of them, there is nothing to wait for.
  const isLocked = plan.steps.every(({ kind }) => kind !== "lock");
  if (edits.length > 0 && isLocked) makeEdits(context.host, layout, edits);
  const signal = context.interruption();
  const realized = await realizeSteps(goal === "lock" ? upToLock(plan) : plan, {
    host: options.isOffline === true ? withoutNetwork(context.host) : context.host,
    layout,
    lock,
    ...(projectLock === undefined ? {} : { projectLock }),
    facts,
    purpose,
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(edits.length === 0 ? {} : { edits }),
    isDoubtful: options.isDoubtful === true,
    isInUse: () => areServicesRunning(layout),
    executable: context.self[0],
    report: reporter.report,
    signal,
  });
  rememberTools(context.host, layout, facts);
  if (realized.ok) return realized;
  if (signal.aborted) {
    reporter.close();
    if (options.isUndone !== true) context.note(stoppedInBetween);
    return fail({ stop: toldStop(exitCodes.interrupted), isOlderComplete: false });
  }
  const { failure } = realized;
  return fail({
    stop: {
      exitCode: exitCodes.failed,
      diagnostics: [],
      problems: [explainFailure(failure, { placesOf: askingFor, steps: plan.steps, machine: facts })],
    },
    isOlderComplete:
      failure.reason === "install-failed"
        ? failure.formerEnvironment
        : ["lock-failed", "lock-not-taken", "lock-read-only"].includes(failure.reason) &&
          isInstalled(context, layout, facts),
  });
};

/** uv's own word for it, so that whatever it is asked asks nobody. */
const withoutNetwork = (host: Host): Host => ({ ...host, env: { ...host.env, UV_OFFLINE: "1" } });

/** Whether the environment of before is whole: it is ours, and its last installation came to its end. */
const isInstalled = ({ host }: JigContext, layout: Layout, { venv }: Facts): boolean =>
  venv.kind === "ours" && readJournal(host, layout)["install"]?.status === "done";

const LOCKING: ReadonlySet<Step["kind"]> = new Set(["uv", "python", "lock", "nixpkgs-lock"]);

const upToLock = (plan: Plan): Plan => ({
  ...plan,
  steps: plan.steps.filter(({ kind }) => LOCKING.has(kind)),
});

/** Once: after a lock was made, there is another round. */
const tellWarnings = (
  { host }: JigContext,
  { goal, reporter }: PrepareOptions,
  { plan, warnings }: PlannedProject,
): void => {
  if (goal === "environment" && plan.steps.some(({ kind }) => kind === "lock")) return;
  for (const warning of warnings) {
    reporter.report({ event: "diagnostic", at: host.now().toISOString(), ...problemOf(warning) });
  }
};

/** For `jig uninstall`, which lists every `.venv` that jig made. A folder that cannot be written to is told by what needs it. */
const rememberPlace = ({ host: { files } }: JigContext, { state, root }: Layout): void => {
  try {
    files.makeFolder(state);
    keepPlace(state, root);
  } catch (error) {
    if (errorCode(error) === "") throw error;
  }
};
