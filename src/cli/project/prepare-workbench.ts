// Makes the environment true: plan, realize, and plan again when a new lock was made in between.

import { join, relative } from "node:path";

import type { SystemEnvironment } from "../../activate/activate-environment.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { errorCode } from "../../host/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { PlanInput } from "../../plan/plan-input.ts";
import type { Facts } from "../../plan/facts.ts";
import type { Layout } from "../../plan/layout.ts";
import { printLock } from "../../plan/lock-file.ts";
import type { Plan, Step } from "../../plan/plan.ts";
import { pythonLock } from "../../plan/python-lock.ts";
import { sayLacks, sayMissing } from "../../presets/missing-packages.ts";
import { LOCAL_FILE } from "../../probe/find-project.ts";
import { rememberTools } from "../../probe/remember-tools.ts";
import { hasTrackedFiles, isTracked } from "../../probe/tracked-files.ts";
import { outcomeFor } from "../../realize/packages-outcome.ts";
import { systemEnvironmentFor } from "../../realize/system-environment.ts";
import { keepPlace } from "../../supervise/former-places.ts";
import { makeEdits, settleEdits, type FileEdit } from "../../realize/edit-files.ts";
import { readJournal } from "../../realize/journal.ts";
import { realizeSteps, type Realized } from "../../realize/realize-steps.ts";
import { countPackages, localIsTracked, sayEnded, stoppedInBetween } from "../../show/say-notes.ts";
import { sayMended } from "../../show/say-mended.ts";
import type { Reporter } from "../../show/reporter.ts";
import { problemOf, type JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { lookForProject } from "./project.ts";
import { openProject } from "./open-project.ts";
import { planProject, type PlannedProject } from "./plan-project.ts";
import { withEdits } from "./with-edits.ts";
import { explainFailure } from "../../realize/explain-failure.ts";
import { stopFor, toldStop, type Stop } from "../answer/stop.ts";
import { checkNames } from "../services/known-services.ts";
import { mayFindMore } from "../fast/packages-record.ts";
import { rememberWarm } from "../fast/remember-warm.ts";
import { formerEnvironment, planIn, readWarm } from "../fast/warm-record.ts";

export interface PrepareOptions {
  readonly directory: string | undefined;
  readonly locking: PlanInput["locking"];
  /** How far to go: up to the lock, or all. */
  readonly goal: "lock" | "environment";
  /** Who works, for another jig that waits: `jig up`. */
  readonly purpose: string;
  readonly reporter: Reporter;
  /** When the new packages cannot be had and the environment of before is complete, go on with that one. */
  readonly acceptsOlder?: boolean;
  /** Which packages of `jig.lock` may become newer; each has to be in it. */
  readonly upgrade?: "all" | readonly string[];
  /** What the user's files are to say: planned with, and written together with the lock that it leads to. */
  readonly edits?: readonly FileEdit[];
  /** Whoever calls takes back what was begun when it fails. */
  readonly isUndone?: boolean;
  /** What was known of the installed packages does not hold. */
  readonly isDoubtful?: boolean;
  /** Python packages come from uv's cache alone. */
  readonly isOffline?: boolean;
  /** Services are started afterwards. */
  readonly startsServices?: boolean;
  /** Whether packages that are missing are told; they are, if nothing is said. */
  readonly saysMissing?: boolean;
  /** Only these: a name that none has is told before anything is done. */
  readonly names?: readonly string[];
}

export interface Prepared {
  readonly layout: Layout;
  /** With what keeps a service from being started on this machine. */
  readonly plan: Plan;
  /** What `[packages]` brought; null: nothing. */
  readonly system: SystemEnvironment | null;
  /** One line for people: what is true now. */
  readonly summary: string;
  /** All was found as the last run left it, and nothing was done. */
  readonly isWarm: boolean;
  /** Why the environment is still the one of before; null when it is what the plan says. */
  readonly trouble: Stop | null;
}

/** Carries out the plan's steps. Ctrl-C stops between and inside steps; what is done stays done. */
export const prepareWorkbench = async (
  context: JigContext,
  options: PrepareOptions,
): Promise<Result<Prepared, Stop>> => {
  const { directory, goal } = options;
  warnOfTrackedLocal(context, options);
  const warm = await takeWarm(context, options);
  if (!warm.ok) return warm;
  if (warm.value !== null) return ok(warm.value);
  settleFormerEdits(context, directory);
  let { locking, edits = [] } = options;
  // A lock step makes a new lock, and the plan for it: one more round. There are two locks at most; any further round
  // would mean that it does not settle.
  for (let round = 0; round < 4; round += 1) {
    const planned = await planProject(withEdits(context, edits), {
      directory,
      locking,
      startsServices: options.startsServices === true,
      withoutLocal: goal === "lock",
    });
    if (!planned.ok) return planned;
    const wrongName = checkAllNames(options, planned.value);
    if (wrongName !== null) return fail(wrongName);
    const done = await realizeRound(context, { ...options, edits }, planned.value);
    if (!done.ok) {
      const { stop, isOlderComplete } = done.failure;
      if (!isOlderComplete || options.acceptsOlder !== true) return fail(stop);
      return planOnOlder(context, options, { layout: planned.value.layout, trouble: stop });
    }
    const realized = done.value;
    tellMended(context, planned.value, realized);
    if (realized.lock === null || goal === "lock") {
      const { layout } = planned.value;
      const summary = summarize(realized, goal, {
        local: countLocal(planned.value),
        system: sayPackages(context, planned.value),
      });
      const { plan, system } = withPackages(context, planned.value, options);
      // `--frozen` did not look whether the lock still fits, so nobody may rely on it.
      if (goal === "environment" && locking !== "frozen") {
        rememberWarm(context.host, { ...planned.value, plan }, summary);
      }
      return ok({ layout, plan, system, summary, isWarm: false, trouble: null });
    }
    edits = [];
    // A lock of this machine alone changes nothing about the project's.
    if (locking === "asked") locking = "when-needed";
  }
  return fail(stopFor(exitCodes.failed, UNSETTLED));
};

const UNSETTLED = {
  code: "lock-does-not-settle",
  message: "the lock is out of date again as soon as it is written",
  hint: "is something changing the requirements files at this moment?",
};

/** A name that nothing has: of a service, or of a package that is to become newer. */
const checkAllNames = (
  { names = [], upgrade }: PrepareOptions,
  { plan, lock: whole }: PlannedProject,
): Stop | null => {
  const lock = pythonLock(whole);
  const wrong = checkNames(
    names,
    plan.services.map(({ name }) => name),
  );
  if (wrong !== null || lock === null || upgrade === undefined || upgrade === "all") return wrong;
  const unknown = upgrade.find((name) => lock.packages.every((item) => item.name !== name));
  if (unknown === undefined) return null;
  const hint = "`jig lock --upgrade` without names takes the newest versions of all packages that fit";
  return stopFor(exitCodes.usage, {
    code: "no-such-package",
    message: `\`${unknown}\` is not in jig.lock`,
    hint,
  });
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

const LOCK_UNREAD =
  "note: the former jig.lock could not be read, and so all versions were chosen anew; `git diff jig.lock` shows which changed";

const tellMended = (context: JigContext, planned: PlannedProject, { lock }: Realized): void => {
  const { mended, description, layout } = planned;
  if (planned.isLockUnread && lock !== null) return context.note(LOCK_UNREAD);
  if (mended === null) return;
  if (lock !== null) return context.note(sayMended(mended, lock));
  // Nothing is resolved for a project without Python: its pins are all that there is to mend.
  if (description.python !== null) return;
  context.host.files.writeText(layout.lock, printLock(mended.lock), 0o644);
  context.note("note: jig.lock had a merge conflict; the models of both sides are in `jig.lock` now");
};

/** A jig that was killed may have left the work on the user's files half done. */
const settleFormerEdits = (context: JigContext, directory: string | undefined): void => {
  const project = lookForProject(context, directory);
  if (!project.ok) return;
  const { layout } = project.value;
  const ended = settleEdits(context.host, layout);
  if (ended.length > 0) context.note(sayEnded(ended.map((path) => relative(layout.root, path))));
};

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

const warnOfTrackedLocal = (context: JigContext, { directory, goal }: PrepareOptions): void => {
  const project = goal === "environment" ? lookForProject(context, directory) : null;
  if (project?.ok !== true || project.value.found.local === null) return;
  if (isTracked(context.host, join(project.value.layout.root, LOCAL_FILE))) context.note(localIsTracked);
};

/** The plan for services that run on the environment of before: they are not newer than it. */
const planOnOlder = async (
  context: JigContext,
  options: PrepareOptions,
  { layout, trouble }: { readonly layout: Layout; readonly trouble: Stop },
): Promise<Result<Prepared, Stop>> => {
  const installed = formerEnvironment(context.host, layout);
  const planned = await planProject(context, {
    directory: layout.root,
    locking: "when-needed",
    startsServices: true,
    ...(installed === null ? {} : { installed }),
  });
  if (!planned.ok) return planned;
  return ok({
    layout,
    ...withPackages(context, planned.value, options),
    summary: "the packages are those of before",
    isWarm: false,
    trouble,
  });
};

/** What came of `[packages]`: told, and taken into the plan and its environment. */
const withPackages = (
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
      users.includes(service.name) && outcome.missing.includes(attribute) ? [attribute] : [],
    );
    return missing.length === 0 ? service : { ...service, lacks: sayLacks(missing, facts) };
  });
  return { plan: { ...plan, services }, system };
};

/** Whether more is wanted than that what is true stays so. */
const asksForMore = ({ goal, locking, edits = [], isDoubtful = false }: PrepareOptions): boolean =>
  goal === "lock" || locking === "frozen" || edits.length > 0 || isDoubtful;

/** What the last run left, when it still holds: then there is nothing to describe, probe, plan or realize. */
const takeWarm = async (
  context: JigContext,
  options: PrepareOptions,
): Promise<Result<Prepared | null, Stop>> => {
  const { directory, startsServices } = options;
  if (asksForMore(options)) return ok(null);
  const project = await openProject(context, directory);
  if (!project.ok) return project;
  const { layout } = project.value;
  const record = readWarm(context.host, layout);
  if (record === null || (record.packages !== null && mayFindMore(context.host, record.packages))) {
    return ok(null);
  }
  // Not in the record: git's index changes at every `git add`, and is quickly looked through.
  if (hasTrackedFiles(context.host, layout.venv)) return ok(null);
  const { system, summary } = record;
  const plan = planIn(record);
  // Who starts services has to be told, and a driver may have stopped working behind the same files.
  if (startsServices === true && !(await isRequiredGpuThere(context.host, plan.gpu))) return ok(null);
  return ok({ layout, plan, system, summary, isWarm: true, trouble: null });
};

/** Whether the GPU that the project insists on still answers; true where it insists on none. */
const isRequiredGpuThere = async (host: Host, gpu: Plan["gpu"]): Promise<boolean> => {
  if (gpu?.cuda !== "require") return true;
  if (gpu.device !== "cuda") return false;
  const { doesCudaAnswer } = await import("../../probe/nvidia-smi.ts");
  return doesCudaAnswer(host, gpu.driver);
};

interface RoundFailure {
  readonly stop: Stop;
  /** There is a complete environment from before. */
  readonly isOlderComplete: boolean;
}

const realizeRound = async (
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
        : ["lock-failed", "lock-not-taken"].includes(failure.reason) && isInstalled(context, layout, facts),
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

/** None, or one part of the summary: how many of the system's packages are there. */
const sayPackages = ({ host }: JigContext, { plan, layout }: PlannedProject): readonly string[] => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  const outcome = outcomeFor(host, layout, plan);
  if (outcome === null || step?.kind !== "packages") return [];
  const all = step.packages.length;
  const here = all - outcome.missing.length;
  return [`${here === all ? "" : `${here} of `}${all} system ${all === 1 ? "package" : "packages"}`];
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
