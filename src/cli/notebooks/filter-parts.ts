// What the filter of this machine calls, and what is remembered of it. A warm `up` looks here: nothing else is loaded for it.

import { join, resolve } from "node:path";

import type { FilterParts } from "../../notebooks/filter-script.ts";
import type { Layout } from "../../plan/layout.ts";
import type { PlannedNotebooks } from "../../plan/plan.ts";
import { cachedNbClean, isNbCleanMade } from "../../realize/notebooks/nb-clean-here.ts";
import type { JigContext } from "../context.ts";

/** What the filter of this machine calls. jig run from its source is called by nobody. */
export const filterPartsOf = (
  { self, host }: JigContext,
  layout: Layout,
  { clean }: PlannedNotebooks,
): FilterParts => ({
  nbClean: isNbCleanMade(host) ? cachedNbClean(layout) : "",
  jig: self.length === 1 ? resolve(self[0]) : "",
  options: clean?.options ?? [],
});

/** What is remembered of the filter: a person took it out, or nb-clean could not be had. Neither is tried again by itself. */
export type FilterChoice = "declined" | "without-nb-clean";

const choicePath = (state: string): string => join(state, "notebooks.json");

/** Null: nothing is remembered. */
export const filterChoice = ({ files }: JigContext["host"], state: string): FilterChoice | null => {
  const text = files.readText(choicePath(state));
  if (text === null) return null;
  return text.includes('"declined"') ? "declined" : "without-nb-clean";
};

/** Null forgets. */
export const rememberChoice = (
  { files }: JigContext["host"],
  state: string,
  choice: FilterChoice | null,
): void => {
  if (choice === null) return files.remove(choicePath(state));
  files.makeFolder(state);
  files.writeText(choicePath(state), `${JSON.stringify({ version: 1, filter: choice })}\n`);
};
