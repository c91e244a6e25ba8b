// The name of a workbench, from what is committed of it. It reads nothing: whoever has read the files hands them in.

import { fail, ok, type Result } from "../../../base/result.ts";
import { askedRequirements } from "../../../plan/requirements/asked-requirements.ts";
import { buildsWished, isOutdated, platformsOf } from "../../../plan/lock/examine-locks.ts";
import { gatherRequirements } from "../../../plan/requirements/gather-requirements.ts";
import { workbenchId } from "../../../plan/compare/workbench-id.ts";
import { stopForDiagnostics, type Stop } from "../../answer/stop.ts";
import type { CommittedProject } from "./describe-committed.ts";

export interface Identity {
  readonly id: string;
  /** `none` where nothing is to be locked. */
  readonly lock: "current" | "outdated" | "missing" | "none";
  /** What is asked for, constraints too, in one spelling and sorted. */
  readonly requirements: readonly string[];
}

/** Fails with what is wrong with the requirements files. */
export const identify = ({
  description,
  requirementsFiles,
  lock,
}: Pick<CommittedProject, "description" | "requirementsFiles" | "lock">): Result<Identity, Stop> => {
  const { python } = description;
  if (python === null)
    return ok({ id: workbenchId({ description, requirements: null, lock }), lock: "none", requirements: [] });
  const requirements = gatherRequirements(description, requirementsFiles);
  if (!requirements.ok) return fail(stopForDiagnostics(requirements.failure));
  const id = workbenchId({ description, requirements: requirements.value, lock });
  const asked = askedRequirements(requirements.value);
  if (lock === null) return ok({ id, lock: "missing", requirements: asked });
  const platforms = platformsOf(description);
  const gpu = buildsWished(description);
  const isStale = isOutdated({ python, platforms, requirements: requirements.value, gpu }, lock);
  return ok({ id, lock: isStale ? "outdated" : "current", requirements: asked });
};
