// What of git's own settings is in the way of the filter where it is set: another command or filter that counts in its place,
// and line ends that git refuses. It asks git, and changes nothing.

import type { Host } from "../../host/host.ts";
import { isFilterSet, type FilterStanding } from "../../realize/notebooks/filter.ts";
import { refusesPlainLineEnds } from "../../realize/notebooks/line-ends.ts";
import { overruledFilters, withoutOurFilter } from "../../realize/notebooks/other-filters.ts";
import { overrulingCommand, type OverrulingCommand } from "../../realize/notebooks/overruling-command.ts";
import type { TrackedNotebook } from "../../realize/notebooks/tracked-notebooks.ts";
import { sayOverruled, sayOverruling, sayUnfiltered } from "../../show/say-notebooks.ts";
import type { NotebookProject } from "./notebook-project.ts";

export interface TroubleOfGit {
  /** What git runs in place of jig's filter. */
  readonly overruling: OverrulingCommand | null;
  /** Notebooks that git does not hand to it. */
  readonly unfiltered: readonly string[];
  /** All of it, a line each. */
  readonly said: readonly string[];
}

interface Asked extends Pick<NotebookProject, "root" | "repository" | "parts"> {
  readonly standing: FilterStanding | null;
  /** Null: git does not tell. */
  readonly tracked: readonly TrackedNotebook[] | null;
}

const NONE: TroubleOfGit = { overruling: null, unfiltered: [], said: [] };

/** Nothing where the filter is not set: then there is nothing to be in the way of. */
export const troubleOfGit = async (
  host: Host,
  { root, repository, parts, standing, tracked }: Asked,
): Promise<TroubleOfGit> => {
  if (repository === null || standing === null || !isFilterSet(standing)) return NONE;
  const paths = (tracked ?? []).map(({ path }) => path);
  // With other options git's own words are not those that are looked for.
  const overruling = standing.config === "set" ? await overrulingCommand(host, root, parts) : null;
  const others = await withoutOurFilter(host, root, paths);
  const [overruled] = standing.attributes === "local" ? overruledFilters(host, root, repository) : [];
  const said = overruling === null ? [] : [sayOverruling(overruling.key, overruling.file)];
  for (const [filter, those] of Map.groupBy(others, (other) => other.filter)) {
    const names = those.map(({ path }) => path);
    said.push(sayUnfiltered(names, filter));
  }
  if (overruled !== undefined) said.push(sayOverruled(overruled.path, overruled.filter));
  if (await refusesPlainLineEnds(host, root)) said.push(PLAIN_LINE_ENDS);
  return { overruling, unfiltered: others.map(({ path }) => path), said };
};

const PLAIN_LINE_ENDS =
  "with `core.safecrlf` and `core.autocrlf` both `true`, git refuses a notebook whose outputs are taken out, for its line ends; `git config core.safecrlf warn` lets it pass";
