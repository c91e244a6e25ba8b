// From a folder to a plan: find, describe, probe, plan. Reads only.

import { resolve } from "node:path";

import type { ServiceStatus } from "../../api/contract.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { decodeText } from "../../describe/decode-text.ts";
import type { Description } from "../../describe/description.ts";
import type { Files } from "../../host/host.ts";
import { leadsOutside } from "../../host/files/leads-outside.ts";
import { askingPlaces, type AskingPlace } from "../../plan/requirements/asking-places.ts";
import { checkReferencesEarly } from "../../plan/services/check-references.ts";
import type { Facts } from "../../plan/facts.ts";
import type { GpuFact } from "../../plan/gpu/gpu-fact.ts";
import { localLockPath, type Layout } from "../../plan/layout.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { mendLock, type MendedLock } from "../../plan/lock/mend-lock.ts";
import type { PlanInput } from "../../plan/plan-input.ts";
import { planWorkbench } from "../../plan/plan-workbench.ts";
import type { Plan } from "../../plan/plan.ts";
import { presetNames } from "../../presets/preset-by-name.ts";
import { probe } from "../../probe/probe.ts";
import { findUnlisted } from "../../propose/packages/unlisted-packages.ts";
import { readRememberedPorts } from "../../supervise/records/records.ts";
import type { JigContext } from "../context.ts";
import { describeProject } from "./description/describe-project.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { readServices } from "../services/known-services.ts";
import { openProject } from "./open-project.ts";
import type { Project } from "./project.ts";
import { kindOf, readAllowed, readRequirementsReached } from "./description/read-requirements.ts";
import { sayLockProblem } from "../answer/say-failure.ts";
import { stopFor, stopForDiagnostics, type Stop } from "../answer/stop.ts";

export interface PlannedProject {
  readonly layout: Layout;
  readonly description: Description;
  readonly facts: Facts;
  /** What packages are installed from. */
  readonly lock: Lock | null;
  /** `jig.lock`, where `lock` is this machine's own that is made over it. */
  readonly projectLock?: Lock | null;
  /** There were the marks of a merge in `jig.lock`, and a new one goes by both sides; null as a rule. */
  readonly mended: MendedLock | null;
  /** There is a `jig.lock` that says nothing: a new one goes by none of it. */
  readonly isLockUnread: boolean;
  readonly plan: Plan;
  /** The requirements files that were read, relative to the root. */
  readonly requirementsFiles: readonly string[];
  /** Where the project asks for a package. */
  readonly askingFor: (name: string) => readonly AskingPlace[];
  /** What does not stand in the way, and should be known. */
  readonly warnings: readonly Diagnostic[];
}

export interface PlanOptions {
  readonly directory: string | undefined;
  readonly locking: PlanInput["locking"];
  /** As everybody has it: `jig.local.toml` is not looked at. */
  readonly withoutLocal?: boolean;
  /** Services are to be started, so the folders that they work in have to be there. */
  readonly startsServices?: boolean;
  /** What is installed, when services are to start on that instead of on what would be. */
  readonly installed?: string;
  /** A GPU that is supposed, in place of this machine's. */
  readonly gpu?: GpuFact;
  /** What the caller has looked at already. */
  readonly known?: { readonly facts: Facts; readonly services: readonly ServiceStatus[] };
}

/** Plans the project at or above a folder. Can be called again after a step changed the machine or the lock. */
export const planProject = async (
  context: JigContext,
  options: PlanOptions,
): Promise<Result<PlannedProject, Stop>> => {
  const { directory, locking, installed, known } = options;
  const project = await openProject(context, directory);
  if (!project.ok) return project;
  const { layout } = project.value;
  const { files } = context.host;
  const described = describeFully(context, project.value, options);
  if (!described.ok) return described;
  const description = described.value;

  const requirementsFiles = readRequirementsReached(files, layout.root, description);
  const locks = readLocks(context, layout, { locking, hasLocal: description.local !== null });
  if (!locks.ok) return locks;
  const { projectLock, localLock, mended, isLockUnread } = locks.value;
  const [facts, services] = await Promise.all([
    known?.facts ?? probe(context.host, layout, { quick: false, withoutGpu: !asksForGpu(description) }),
    known?.services ?? readServices(layout),
  ]);
  const machine = options.gpu === undefined ? facts : { ...facts, gpu: options.gpu };
  const planned = planWorkbench({
    description,
    // A port that our own service holds is as good as free: the plan is about the next start.
    facts: withoutPorts(
      machine,
      services.flatMap(({ port }) => port ?? []),
    ),
    layout,
    lock: projectLock,
    localLock,
    requirementsFiles,
    rememberedPorts: readRememberedPorts(layout.state),
    locking,
    ...(options.startsServices === undefined ? {} : { startsServices: options.startsServices }),
    ...(installed === undefined ? {} : { installedEnvironment: installed }),
  });
  if (!planned.ok) return fail(stopForDiagnostics(planned.failure));
  const isLocal = planned.value.steps.some((step) => step.kind === "install" && step.scope === "local");
  return ok({
    layout,
    description,
    facts,
    lock: isLocal ? localLock : projectLock,
    ...(isLocal ? { projectLock } : {}),
    mended,
    isLockUnread,
    plan: planned.value,
    requirementsFiles: Object.keys(requirementsFiles),
    askingFor: (name) => askingPlaces(description, requirementsFiles, name),
    warnings: warningsFor(files, layout, description),
  });
};

/** Without `[gpu]` the card matters to how an Ollama is installed alone; with `off` to nothing. */
const asksForGpu = ({ gpu, ollama }: Description): boolean =>
  gpu === null ? ollama !== null : gpu.cuda?.value !== "off";

/** About a `pyproject.toml` beside `jig.toml`; what cannot be read says nothing, and neither does what is not the project's. */
const warningsFor = (
  files: Files,
  { root, file }: Layout,
  { python }: Description,
): readonly Diagnostic[] => {
  const path = resolve(root, "pyproject.toml");
  if (file !== "jig.toml" || kindOf(files, path) !== "file") return [];
  if (leadsOutside(files, root, "pyproject.toml")) return [];
  const bytes = readAllowed(() => files.readBytes(path));
  const pyproject = bytes.ok && bytes.value !== null ? decodeText(bytes.value, "pyproject.toml") : null;
  const unlisted = pyproject?.ok === true ? findUnlisted(python, pyproject.value) : null;
  return unlisted === null ? [] : [unlisted];
};

/** With all that describing may ask of this machine. */
const describeFully = (
  { host: { files, env } }: JigContext,
  { found, layout }: Project,
  { startsServices, withoutLocal }: PlanOptions,
): Result<Description, Stop> => {
  const described = describeProject(withoutLocal === true ? { ...found, local: null } : found, {
    presets: presetNames,
    kindOf: (path) => kindOf(files, resolve(layout.root, path)),
    startsServices: startsServices === true,
    checkReferences: checkReferencesEarly(Object.keys(env).filter((name) => env[name] !== undefined)),
  });
  if (!described.ok) return described;
  const { description } = described.value;
  // Folders of PATH are parted by colons: the environment's own would be read as two others.
  if (description.python !== null && layout.root.includes(":")) return fail(stopFor(exitCodes.failed, COLON));
  return ok(description);
};

const COLON = {
  code: "colon-in-path",
  message: "the project's path holds a `:`, which no folder on PATH can have: its Python would not be found",
  hint: "rename that folder",
};

/** The lock, or null when there is none. One that cannot be read is told, unless a new one is being made anyway; a link and one of a newer jig always. */
export const readLock = (
  context: JigContext,
  layout: Layout,
  locking: PlanInput["locking"],
): Result<Lock | null, Stop> => {
  const { files } = context.host;
  // It is committed, so a clone's may lead anywhere; one that is written goes by what is read here.
  if (files.lstat(layout.lock)?.kind === "symlink")
    return fail(stopFor(exitCodes.usage, sayLockProblem({ reason: "lock-is-a-link" })));
  const kind = kindOf(files, layout.lock);
  if (kind === "folder" || kind === "other") {
    const reason = kind === "folder" ? "lock-is-a-folder" : "lock-is-special";
    return fail(stopFor(exitCodes.usage, sayLockProblem({ reason })));
  }
  const text = readAllowed(() => files.readText(layout.lock));
  if (!text.ok) {
    return fail(stopFor(exitCodes.usage, sayLockProblem({ reason: "lock-not-readable", ...text.failure })));
  }
  if (text.value === null) return ok(null);
  const lock = parseLock(text.value);
  if (lock.ok) return lock;
  // Whoever has the newer jig would lose what only that one can read.
  const isOverwritten = locking === "asked" && lock.failure.reason !== "lock-too-new";
  return isOverwritten ? ok(null) : fail(stopFor(exitCodes.usage, sayLockProblem(lock.failure)));
};

interface ReadLocks {
  readonly projectLock: Lock | null;
  readonly localLock: Lock | null;
  readonly mended: MendedLock | null;
  readonly isLockUnread: boolean;
}

const readLocks = (
  context: JigContext,
  layout: Layout,
  { locking, hasLocal }: { readonly locking: PlanInput["locking"]; readonly hasLocal: boolean },
): Result<ReadLocks, Stop> => {
  const { files } = context.host;
  const lock = readLock(context, layout, locking);
  if (!lock.ok) return lock;
  const mended = locking === "asked" && lock.value === null ? readMended(files, layout) : null;
  const projectLock = mended?.lock ?? lock.value;
  const isLockUnread = projectLock === null && kindOf(files, layout.lock) === "file";
  return ok({ projectLock, localLock: hasLocal ? readLocalLock(files, layout) : null, mended, isLockUnread });
};

/** A merge of two locks that git has left half done; null when that is not what stands in their place. */
const readMended = (files: Files, layout: Layout): MendedLock | null => {
  const text = kindOf(files, layout.lock) === "file" ? readAllowed(() => files.readText(layout.lock)) : null;
  return text?.ok === true && text.value !== null ? mendLock(text.value) : null;
};

/** jig's own: one that cannot be read is made again. */
const readLocalLock = (files: Files, layout: Layout): Lock | null => {
  const text = readAllowed(() => files.readText(localLockPath(layout)));
  const lock = text.ok && text.value !== null ? parseLock(text.value) : null;
  return lock?.ok === true ? lock.value : null;
};

const withoutPorts = (facts: Facts, ports: readonly number[]): Facts => ({
  ...facts,
  listeners: facts.listeners.filter(({ port }) => !ports.includes(port)),
});
