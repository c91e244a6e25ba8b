// The description as everybody has it, and the committed lock: for what is written to be committed. It asks nothing of
// this machine, so that the same files give the same answer everywhere.

import { ok, type Result } from "../../../base/result.ts";
import type { Description } from "../../../describe/description.ts";
import { checkReferencesEarly } from "../../../plan/services/check-references.ts";
import type { RequirementsFiles } from "../../../plan/requirements/reach-requirements.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { Lock } from "../../../plan/lock/lock.ts";
import { lockIn } from "../../../plan/lock/python-lock.ts";
import { presetNames } from "../../../presets/preset-by-name.ts";
import type { Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { describeProject } from "./describe-project.ts";
import { openProject } from "../open-project.ts";
import type { Project } from "../project.ts";
import { readLock } from "../plan-project.ts";
import { readRequirementsReached } from "./read-requirements.ts";

export interface CommittedProject {
  readonly root: string;
  /** As written, or the folder's. */
  readonly name: string;
  readonly description: Description;
  /** Null when there is none. */
  readonly lock: Lock | null;
  readonly layout: Layout;
  /** Those that the description asks the environment for: elsewhere they may have a value. */
  readonly variables: readonly string[];
  /** Every one that the description reaches. */
  readonly requirementsFiles: RequirementsFiles;
}

/** Finds the project at or above a folder, and reads what is committed of it. */
export const describeCommitted = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<CommittedProject, Stop>> => {
  const project = await openProject(context, directory);
  return project.ok ? readCommitted(context, project.value) : project;
};

/** Reads what is committed of a project that was found; its `jig.local.toml` is not looked at. */
export const readCommitted = (
  context: JigContext,
  { found, layout }: Project,
): Result<CommittedProject, Stop> => {
  // Whether a variable is set is a question for where the services run.
  const variables = [...new TextDecoder().decode(found.bytes).matchAll(/\$\{env:(\w+)\}/g)].map(
    ([, name = ""]) => name,
  );
  const described = describeProject(
    { ...found, local: null },
    {
      presets: presetNames,
      checkReferences: checkReferencesEarly(variables),
    },
  );
  if (!described.ok) return described;
  const lock = readLock(context, layout, "frozen");
  if (!lock.ok) return lock;
  return ok({
    root: layout.root,
    name: described.value.name,
    description: described.value.description,
    lock: lockIn(described.value.description, lock.value),
    layout,
    variables,
    requirementsFiles: readRequirementsReached(context.host.files, layout.root, described.value.description),
  });
};
