// The name of a workbench, from what is committed of it. It reads nothing: whoever has read the files hands them in.

import { fail, ok, type Result } from "../../base/result.ts";
import { buildsWished, isOutdated, platformsOf } from "../../plan/examine-locks.ts";
import type { PlacedRequirement } from "../../plan/gather-places.ts";
import { gatherRequirements } from "../../plan/gather-requirements.ts";
import { workbenchId } from "../../plan/workbench-id.ts";
import { stopForDiagnostics, type Stop } from "../answer/stop.ts";
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
  const { taken } = requirements.value;
  const asked = [
    ...(taken === undefined ? [] : [taken.path]),
    ...requirements.value.requirements,
    ...requirements.value.constraints.map((text) => `${text} (constraint)`),
    ...requirements.value.places.map(({ name, origin }) => `${name} @ ${sayOrigin(origin)}`),
  ];
  if (lock === null) return ok({ id, lock: "missing", requirements: asked });
  const platforms = platformsOf(description);
  const gpu = buildsWished(description);
  const isStale = isOutdated({ python, platforms, requirements: requirements.value, gpu }, lock);
  return ok({ id, lock: isStale ? "outdated" : "current", requirements: asked });
};

const sayOrigin = (origin: PlacedRequirement["origin"]): string => {
  if (origin.kind === "folder" || origin.kind === "archive") return origin.path;
  return origin.kind === "repository" && origin.reference !== null
    ? `${origin.url}@${origin.reference}`
    : origin.url;
};
