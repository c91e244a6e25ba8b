// Makes the environment true: plan, realize, and plan again when a new lock was made in between.

import { join, relative } from "node:path";

import { fail, ok, type Result } from "../../../base/result.ts";
import { isReadOnly } from "../../../host/files/is-read-only.ts";
import type { Facts } from "../../../plan/facts.ts";
import type { Layout } from "../../../plan/layout.ts";
import { printLock } from "../../../plan/lock/print-lock.ts";
import { pythonLock } from "../../../plan/lock/python-lock.ts";
import { LOCAL_FILE } from "../../../probe/project/find-project.ts";
import { isTracked } from "../../../probe/project/tracked-files.ts";
import { settleEdits } from "../../../realize/edit-files.ts";
import { linkUv } from "../../../realize/uv/link-uv.ts";
import type { Realized } from "../../../realize/realize-steps.ts";
import { localIsTracked, sayEnded } from "../../../show/say-notes.ts";
import { sayMended } from "../../../show/environment/say-mended.ts";
import type { JigContext } from "../../context.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { stopFor, type Stop } from "../../answer/stop.ts";
import { rememberWarm } from "../../fast/remember-warm.ts";
import { formerEnvironment } from "../../fast/warm-record.ts";
import { tendFormerPython } from "../../services/former-python.ts";
import { checkNames } from "../../services/known-services.ts";
import { planProject, type PlannedProject } from "../plan-project.ts";
import type { Prepared, PrepareOptions } from "./prepared.ts";
import { lookForProject } from "../project.ts";
import { realizeRound } from "./realize-round.ts";
import { summarizeRealized } from "./summarize-realized.ts";
import { takeWarm } from "./take-warm.ts";
import { withEdits } from "../edits/with-edits.ts";
import { withPackages } from "./with-packages.ts";

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
  let before: Facts["venv"] | null = null;
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
    before ??= planned.value.facts.venv;
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
    if (realized.lock === null || goal === "lock")
      return ok(await settle(context, { ...options, locking }, { planned: planned.value, realized, before }));
    edits = [];
    // A lock of this machine alone changes nothing about the project's.
    if (locking === "asked") locking = "when-needed";
  }
  return fail(stopFor(exitCodes.failed, UNSETTLED));
};

/** What is true now, kept for the next run and told to what runs on something else. */
const settle = async (
  context: JigContext,
  options: PrepareOptions,
  {
    planned,
    realized,
    before,
  }: { readonly planned: PlannedProject; readonly realized: Realized; readonly before: Facts["venv"] },
): Promise<Prepared> => {
  const { goal, locking, reporter } = options;
  const { layout } = planned;
  const summary = summarizeRealized(context, planned, { realized, goal });
  const { plan, system } = withPackages(context, planned, options);
  const prepared = { layout, plan, system, summary, isWarm: false, trouble: null };
  if (goal === "lock") return prepared;
  linkUv(context.host, layout, { uv: realized.uv, packages: system?.path ?? [] });
  await tendFormerPython(context, { plan, layout, before, reporter });
  // `--frozen` did not look whether the lock still fits, so nobody may rely on it.
  if (locking !== "frozen") rememberWarm(context.host, { ...planned, plan }, summary);
  return prepared;
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
    message: `\`${unknown}\` is not in \`jig.lock\``,
    hint,
  });
};

const LOCK_KEPT =
  "note: jig.lock has a merge conflict, and is read-only: it stays as it is (`chmod u+w jig.lock`, then `jig lock`)";
const LOCK_UNREAD =
  "note: the former jig.lock could not be read, and so all versions were chosen anew; `git diff jig.lock` shows which changed";

const tellMended = (context: JigContext, planned: PlannedProject, { lock }: Realized): void => {
  const { mended, description, layout } = planned;
  if (planned.isLockUnread && lock !== null) return context.note(LOCK_UNREAD);
  if (mended === null) return;
  if (lock !== null) return context.note(sayMended(mended, lock));
  // Nothing is resolved for a project without Python: its pins are all that there is to mend.
  if (description.python !== null) return;
  if (isReadOnly(context.host.files, layout.lock)) return context.note(LOCK_KEPT);
  context.host.files.editText(layout.lock, printLock(mended.lock));
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
