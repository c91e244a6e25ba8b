// `[notebooks]` → what git's filter is called with, and which files are copied. It looks at no notebook.

import type { Place, Range } from "../base/place.ts";
import type { DescribedCleaning, DescribedNotebooks } from "../describe/description.ts";
import type { PlannedNotebooks } from "./plan.ts";

/** The same for every machine. */
export const planNotebooks = (
  { clean, copyOnce }: DescribedNotebooks,
  placeOf: (range: Range) => Place,
): PlannedNotebooks => ({
  clean: clean === null ? null : { why: placeOf(clean.range), options: cleanOptions(clean.value) },
  copies: copyOnce.map(({ from, to, range }) => ({ from, to, why: placeOf(range) })),
});

/** The words that nb-clean takes for it, always in the same order. */
export const cleanOptions = (cleaning: DescribedCleaning): readonly string[] => {
  const { preserveCellMetadata: kept } = cleaning;
  return [
    ...(cleaning.removeEmptyCells ? ["--remove-empty-cells"] : []),
    ...(cleaning.removeAllNotebookMetadata ? ["--remove-all-notebook-metadata"] : []),
    ...(kept === true ? ["--preserve-cell-metadata"] : []),
    ...(typeof kept === "boolean" ? [] : kept).map(({ value }) => `--preserve-cell-metadata-field=${value}`),
    ...(cleaning.preserveCellOutputs ? ["--preserve-cell-outputs"] : []),
    ...(cleaning.preserveExecutionCounts ? ["--preserve-execution-counts"] : []),
    ...(cleaning.preserveNotebookMetadata ? ["--preserve-notebook-metadata"] : []),
  ];
};
