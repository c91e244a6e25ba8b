// What it is that git's filter would take out of a notebook: outputs, or only what Jupyter writes into every notebook that it
// saves. It changes none.

import { cleanNotebook, readNotebook } from "./clean-notebook.ts";

/** The most telling of it: a notebook with outputs has counts of runs, too. */
export type Remains = "outputs" | "counts" | "empty-cells" | "metadata";

/** Null for one that is clean, and for what is no notebook. Something that is in it twice counts as outputs. */
export const remainsIn = (bytes: Uint8Array, options: readonly string[]): Remains | null => {
  const clean = cleanNotebook(bytes, options);
  if (!clean.ok || clean.value === bytes) return null;
  const isTakenBy = (others: readonly string[]): boolean => {
    const other = cleanNotebook(bytes, others);
    return !other.ok || Buffer.compare(other.value, clean.value) !== 0;
  };
  if (isTwice(bytes) || isTakenBy([...options, "--preserve-cell-outputs"])) return "outputs";
  if (isTakenBy([...options, "--preserve-execution-counts"])) return "counts";
  return isTakenBy(options.filter((option) => option !== DROPS_EMPTY)) ? "empty-cells" : "metadata";
};

const DROPS_EMPTY = "--remove-empty-cells";

const isTwice = (bytes: Uint8Array): boolean => {
  let isSingle = true;
  readNotebook(bytes, () => {
    isSingle = false;
  });
  return !isSingle;
};
