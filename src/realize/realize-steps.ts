// Makes a plan true, step by step: what is true already costs a few file reads and loads nothing; for the rest this
// process waits for its turn, writes down each step before and after it, and tells how far it is.

import { fail, ok, type Result } from "../base/result.ts";
import { lockFor } from "../plan/lock/lock-variants.ts";
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { currentSteps, underminedBy } from "./current-steps.ts";
import { countPackages } from "../probe/python/environment-state.ts";
import { readJournal, writeEntry, type JournalEntry, type Journal } from "./journal.ts";
import type { Realized, RealizeContext, StepContext } from "./realize-context.ts";
import type { RealizeFailure } from "./realize-failure.ts";
import { titleOf } from "./step-title.ts";
import { withHeartbeat } from "./with-heartbeat.ts";

export type { Realized, RealizeContext } from "./realize-context.ts";

/**
 * Carries out the steps that are not true yet, in order, and stops at the first that fails. A kill at any moment leaves
 * what the next call completes. Two calls for one project never work at the same time: the later one waits, says for
 * whom, and looks again. After a lock step it stops: the rest of the plan was made without that lock.
 */
export const realizeSteps = async (
  plan: Plan,
  context: RealizeContext,
): Promise<Result<Realized, RealizeFailure>> => {
  const { host, layout, signal } = context;
  if (!plan.steps.some(({ kind }) => kind === "packages") && hadPackages(host, layout)) {
    const { forgetPackages } = await import("./nix/forget-packages.ts");
    forgetPackages(host, layout, PACKAGES);
  }
  const before = currentSteps(host, layout, plan);
  if (plan.steps.every(({ id }) => id in before)) {
    for (const step of plan.steps) reportCurrent(context, step, before[step.id]);
    return ok(realizedOf(plan, context, before));
  }
  try {
    host.files.makeFolder(layout.state);
    const { waitForTurn } = await import("./wait-for-turn.ts");
    const turn = await waitForTurn(context, plan.steps.find(({ id }) => !(id in before)) ?? null);
    if (turn === null) return fail({ reason: "interrupted" });
    try {
      return await carryOut(plan, context, turn.descriptor);
    } finally {
      turn.release();
    }
  } catch (error) {
    const trouble = fileTroubleOf(error, layout.state);
    if (trouble === null) throw error;
    return fail(signal.aborted ? { reason: "interrupted" } : trouble);
  }
};

/** The one step of its kind. */
const PACKAGES = "packages";

const hadPackages = (host: RealizeContext["host"], layout: RealizeContext["layout"]): boolean =>
  readJournal(host, layout)[PACKAGES]?.status === "done";

/** The steps one after another. What was true before the turn may have changed while this process waited. */
const carryOut = async (
  plan: Plan,
  context: RealizeContext,
  turn: number,
): Promise<Result<Realized, RealizeFailure>> => {
  const { host, layout } = context;
  for (const step of plan.steps) {
    const current = currentSteps(host, layout, plan);
    const entry = current[step.id];
    if (entry !== undefined) {
      reportCurrent(context, step, entry);
      continue;
    }
    if (context.signal.aborted) return fail({ reason: "interrupted" });
    const done = await carryOutStep(context, { plan, step, current, turn });
    if (!done.ok) return done;
    if (done.value.lock !== null) return ok({ ...realizedOf(plan, context, current), lock: done.value.lock });
  }
  return ok(realizedOf(plan, context, currentSteps(host, layout, plan)));
};

const carryOutStep = async (
  context: RealizeContext,
  at: { readonly plan: Plan; readonly step: Step; readonly current: Journal; readonly turn: number },
): Promise<Result<Pick<Realized, "lock">, RealizeFailure>> => {
  const { host, layout } = context;
  const { plan, step, current, turn } = at;
  const { id, kind, digest } = step;
  const now = (): string => host.now().toISOString();
  const begun = host.monotonic();
  context.report({ event: "step-started", at: now(), step: id, kind, title: titleOf(step) });
  for (const begins of [step, ...underminedBy(plan, step)]) {
    writeEntry(host, layout, [
      begins.id,
      { digest: begins.digest, status: "started", at: now(), memory: {} },
    ]);
  }
  const tools = { ...madeSoFar(plan, current), lock: lockOf(context, plan, step), plan, step, turn };
  const { applyStep } = await import("./apply-step.ts");
  const builder = kind === "packages" ? "nix" : { python: tools.python?.version ?? null };
  const applied = await withHeartbeat(context, { step: id, builder }, (progress) =>
    applyStep({ ...context, ...tools, progress }),
  );
  const ms = Math.round(host.monotonic() - begun);
  if (!applied.ok) {
    const failed = titleOf(step);
    context.report({ event: "step-done", at: now(), step: id, outcome: "failed", title: failed, ms });
    return fail(context.signal.aborted ? { reason: "interrupted" } : applied.failure);
  }
  const { title, memory, lock } = applied.value;
  writeEntry(host, layout, [id, { digest, status: "done", at: now(), memory: { ...memory, title } }]);
  context.report({ event: "step-done", at: now(), step: id, outcome: "done", title, ms });
  return ok({ lock: lock ?? null });
};

/** A lock is made of all builds, and one of them is installed. */
const lockOf = ({ lock }: RealizeContext, { gpu }: Plan, { kind }: Step): RealizeContext["lock"] =>
  kind === "lock" || kind === "nixpkgs-lock" || lock === null ? lock : lockFor(lock, gpu?.variant ?? null);

/** The uv and the interpreter that earlier steps found. */
const madeSoFar = (plan: Plan, current: Journal): Pick<StepContext, "uv" | "python"> => {
  const memoryOf = (kind: Step["kind"]): JournalEntry["memory"] => {
    const step = plan.steps.find((candidate) => candidate.kind === kind);
    return (step === undefined ? undefined : current[step.id]?.memory) ?? {};
  };
  const { path: uv } = memoryOf("uv");
  const { path, version } = memoryOf("python");
  return {
    uv: typeof uv === "string" ? uv : null,
    python: typeof path === "string" && typeof version === "string" ? { path, version } : null,
  };
};

const reportCurrent = (context: RealizeContext, step: Step, entry: JournalEntry | undefined): void => {
  const title = typeof entry?.memory["title"] === "string" ? entry.memory["title"] : titleOf(step);
  const at = context.host.now().toISOString();
  context.report({ event: "step-done", at, step: step.id, outcome: "current", title, ms: 0 });
};

const realizedOf = (plan: Plan, { host, layout }: RealizeContext, current: Journal): Realized => {
  const { uv, python } = madeSoFar(plan, current);
  const install = plan.steps.find(({ kind }) => kind === "install");
  const isInstalled = install !== undefined && install.id in current;
  return {
    lock: null,
    uv,
    python: python?.version ?? null,
    packages: isInstalled ? countPackages(host.files, layout.venv) : null,
  };
};

const isFull = (code: string): boolean => code === "ENOSPC" || code === "EDQUOT";

/** The file system's own errors are the machine's trouble; anything else thrown is a bug and stays one. */
const fileTroubleOf = (error: unknown, state: string): RealizeFailure | null => {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  if (!/^E[A-Z]+$/.test(error.code)) return null;
  const { code, message } = error;
  const path = "path" in error && typeof error.path === "string" ? error.path : "";
  // A path that cannot be made is named by its first folder that is missing, which may lie above the state folder.
  const isState =
    path === state || path.startsWith(`${state}/`) || (path !== "" && state.startsWith(`${path}/`));
  return isState && !isFull(code)
    ? { reason: "state-unwritable", folder: state, code }
    : { reason: "file-trouble", code, path: path === "" ? null : path, message };
};
