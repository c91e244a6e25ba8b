// What `jig up` sees to for notebooks: files that are copied once, and git's filter where the description asks for it. When
// all is in place it reads a few small files, and starts nothing. Neither is a reason not to start services.

import { errorCode } from "../../host/files/file-error.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { copyOnce } from "../../realize/notebooks/copy-once.ts";
import { filterStanding } from "../../realize/notebooks/filter.ts";
import { hasNbClean } from "../../realize/notebooks/nb-clean-here.ts";
import { overruledFilters } from "../../realize/notebooks/other-filters.ts";
import { findRepository } from "../../realize/notebooks/repository.ts";
import { sayOverruled } from "../../show/say-notebooks.ts";
import type { Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { filterChoice, filterPartsOf } from "./filter-parts.ts";
import type { NotebookProject } from "./notebook-project.ts";

/** Says what it does, once, on standard error. Trouble is a warning. */
export const tendNotebooks = async (
  context: JigContext,
  { plan, layout }: { readonly plan: Plan; readonly layout: Layout },
): Promise<void> => {
  const { notebooks } = plan;
  if (notebooks === undefined) return;
  try {
    copy(context, layout, notebooks.copies);
    const repository = findRepository(context.host, layout.root);
    if (notebooks.clean === null || repository === null) return;
    await tendFilter(context, {
      root: layout.root,
      layout,
      repository,
      notebooks,
      parts: filterPartsOf(context, layout, notebooks),
    });
  } catch (error) {
    if (errorCode(error) === "") throw error;
    context.note(`warning: notebooks are left as they are: ${error instanceof Error ? error.message : ""}`);
  }
};

const WHY_NOT = {
  absent: "is not there",
  outside: "is not copied: a link leads out of the project",
  kept: "is not copied: a link leads into `.git` or `.venv`",
} as const;

const copy = (
  context: JigContext,
  { root }: Layout,
  copies: NonNullable<Plan["notebooks"]>["copies"],
): void => {
  const { made, impossible } = copyOnce(context.host, root, copies);
  for (const { from, to } of made) context.note(`copied ${from} to ${to}`);
  for (const { copy: each, trouble } of impossible) {
    const { file, line } = each.why;
    const why = WHY_NOT[trouble];
    context.note(`warning: \`${each.from}\` ${why} (${file}:${line})`);
  }
};

const tendFilter = async (context: JigContext, project: NotebookProject): Promise<void> => {
  const { host } = context;
  const { repository, parts, layout } = project;
  if (repository === null) return;
  const { config, attributes } = filterStanding(host, repository, parts);
  const isComplete = config === "set" && attributes !== null;
  if (attributes === "local")
    for (const { path, filter } of overruledFilters(host, layout.root, repository).slice(0, 1))
      context.note(`warning: ${sayOverruled(path, filter)}`);
  if (isComplete && (hasNbClean(host, layout) || parts.nbClean === "")) return;
  const choice = filterChoice(host, layout.state);
  if (choice === "declined" || (isComplete && choice === "without-nb-clean")) return;
  const { installFilter } = await import("./set-filter.ts");
  const installed = await installFilter(context, project, attributes ?? "local");
  if (!installed.ok) context.note(sayWarning(installed.failure));
};

const sayWarning = ({ problems: [problem] }: Stop): string =>
  `warning: ${problem?.message ?? "git's filter is not set"}; ${problem?.hint ?? ""}`;
