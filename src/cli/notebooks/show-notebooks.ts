// `jig notebooks status`: how each notebook stands to what git holds of it, and whether the filter is set. It changes nothing.

import { filterStanding, isFilterSet, type FilterStanding } from "../../realize/notebooks/filter.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";
import {
  trackedNotebooks,
  type NotebookState,
  type TrackedNotebook,
} from "../../realize/notebooks/tracked-notebooks.ts";
import { countNotebooks, sayNextStep, sayNoNotebook, sayRemains, someOf } from "../../show/say-notebooks.ts";
import { drawTable } from "../../show/text/table.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { paperOf } from "../answer/streams.ts";
import type { JigContext } from "../context.ts";
import { keptFolder, keptIn, keptOfGoneTrees } from "./kept-outputs.ts";
import type { NotebookProject } from "./notebook-project.ts";
import { troubleOfGit } from "./trouble-of-git.ts";

/** A table for people, or one object. */
export const showNotebooks = async (
  context: JigContext,
  { root, repository, notebooks, parts }: NotebookProject,
  json: boolean,
): Promise<void> => {
  const { host, out } = context;
  const standing = repository === null ? null : filterStanding(host, repository, parts);
  const tracked = repository === null ? null : await trackedNotebooks(host, root, parts.options);
  const inTheWay = await troubleOfGit(host, { root, repository, parts, standing, tracked });
  const folder = keptFolder(repository);
  const aside = folder === null ? [] : keptIn(host, folder);
  const { said: warnings, ...troubles } = inTheWay;
  if (json) {
    const filter = {
      wanted: notebooks.clean !== null,
      ...(standing ?? { config: "none", attributes: null }),
      ...troubles,
    };
    return out.write(`${JSON.stringify({ version: 1, filter, notebooks: listOf(tracked), aside })}\n`);
  }
  const lines = (tracked ?? []).filter(({ state }) => state !== "clean");
  if (lines.length > 0) {
    const rows = lines.map((notebook) => [
      { text: notebook.path },
      { text: sayState(notebook), paint: out.style.careful },
    ]);
    out.write(`${drawTable(["notebook", "against git"], rows, { ...paperOf(out), heads: 1 })}\n`);
  }
  const rest = (tracked?.length ?? 0) - lines.length;
  const said = [
    ...(repository !== null && tracked === null ? [NOT_TOLD] : sayRest(rest, lines.length)),
    sayFilter(standing, notebooks.clean !== null),
  ];
  out.write(`${said.join("; ")}\n`);
  if (repository !== null) {
    tellAside(context, repository, aside);
    warnings.forEach(context.note);
  }
  if (lines.some(({ state }) => state === "outputs-only"))
    context.note(
      "`jig notebooks keep` sets outputs aside before a pull, `jig notebooks keep --back` puts them back",
    );
};

const listOf = (tracked: readonly TrackedNotebook[] | null) =>
  (tracked ?? []).map(({ path, state, remains, trouble }) => ({ path, state, remains, trouble }));

/** What is set aside, here and by work trees that are gone. */
const tellAside = (context: JigContext, repository: Repository, aside: readonly string[]): void => {
  if (aside.length > 0)
    context.note(
      `outputs of ${countNotebooks(aside.length)} are set aside: ${someOf(aside)}; \`jig notebooks keep --back\` puts them back`,
    );
  for (const { tree, folder, paths } of keptOfGoneTrees(context.host, repository))
    context.note(
      `the work tree \`${visibleText(tree)}\` is gone; outputs that it had set aside lie in \`${visibleText(folder)}\`: ${someOf(paths)}`,
    );
};

const sayState = ({ state, remains, trouble }: TrackedNotebook): string => {
  if (trouble !== null) return `${sayNoNotebook(trouble)}; ${sayNextStep(trouble)}`;
  if (state === "outputs-only") return `differs in ${sayRemains(remains)} only`;
  return state === "outputs-in-git"
    ? `${sayRemains(remains)} ${remains === "metadata" ? "is" : "are"} in git`
    : STATES[state];
};

const STATES: Readonly<Record<Exclude<NotebookState, "outputs-only" | "outputs-in-git">, string>> = {
  clean: "the same",
  changed: "changed",
  missing: "not here",
  "no-notebook": "no notebook",
};

const NOT_TOLD =
  "git does not say which notebooks it knows (is it installed, and does it trust this folder?)";

/** Of those that are not in the table. */
const sayRest = (rest: number, listed: number): readonly string[] => {
  if (rest + listed === 0) return ["git knows no notebooks here"];
  if (rest === 0) return [];
  const which = `${listed === 0 ? "all " : ""}${rest}${listed === 0 ? "" : rest === 1 ? " other" : " others"}`;
  return [`${which} ${rest === 1 ? "is as git has it" : "are as git has them"}`];
};

const sayFilter = (standing: FilterStanding | null, isWanted: boolean): string => {
  if (standing === null) return "there is no git repository";
  if (isFilterSet(standing)) {
    return standing.config === "set"
      ? "git's filter is set"
      : "git's filter is set with other options; `jig notebooks install` renews it";
  }
  return isWanted
    ? "git's filter is not set; `jig notebooks install` sets it"
    : "git's filter is not set, and jig.toml does not ask for it";
};
