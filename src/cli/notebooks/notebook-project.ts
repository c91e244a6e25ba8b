// What every command about notebooks begins with: the project, its repository, and how the description wants them cleaned.

import { ok, type Result } from "../../base/result.ts";
import type { FilterParts } from "../../notebooks/filter-script.ts";
import { checkReferencesEarly } from "../../plan/services/check-references.ts";
import type { Layout } from "../../plan/layout.ts";
import { placeFinder } from "../../plan/place-finder.ts";
import { planNotebooks } from "../../plan/plan-notebooks.ts";
import type { PlannedNotebooks } from "../../plan/plan.ts";
import { presetNames } from "../../presets/preset-by-name.ts";
import { findRepository, type Repository } from "../../realize/notebooks/repository.ts";
import type { Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { openProject } from "../project/open-project.ts";
import { filterPartsOf } from "./filter-parts.ts";

export interface NotebookProject {
  readonly root: string;
  readonly layout: Layout;
  /** Null: the project is in no git repository. */
  readonly repository: Repository | null;
  readonly notebooks: PlannedNotebooks;
  readonly parts: FilterParts;
}

/** Finds and describes it. It starts no program. */
export const openNotebookProject = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<NotebookProject, Stop>> => {
  const project = await openProject(context, directory);
  if (!project.ok) return project;
  const { found, layout } = project.value;
  // Whether a variable is set is a question for where the services run.
  const variables = new TextDecoder().decode(found.bytes).matchAll(/\$\{env:(\w+)\}/g);
  const described = describeProject(found, {
    presets: presetNames,
    checkReferences: checkReferencesEarly([...variables].map(([, name = ""]) => name)),
  });
  if (!described.ok) return described;
  const { notebooks, source } = described.value.description;
  const planned: PlannedNotebooks =
    notebooks === null ? { clean: null, copies: [] } : planNotebooks(notebooks, placeFinder(source));
  return ok({
    root: layout.root,
    layout,
    repository: findRepository(context.host, layout.root),
    notebooks: planned,
    parts: filterPartsOf(context, layout, planned),
  });
};
