// A problem of the user's text, tied to the place that caused it. It cannot be made without a range.
// How it looks is decided in `show/draw-diagnostic.ts`.

import type { Range, Source } from "./place.ts";

export interface Diagnostic {
  /** Stable, kebab-case, documented in the reference: `unknown-key`, `service-cycle`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Lower case, no final period, values in backticks. */
  readonly message: string;
  readonly source: Source;
  readonly range: Range;
  /** Other places that belong to the problem: the first of two equal keys, the other user of a port. */
  readonly related?: readonly { readonly message: string; readonly source: Source; readonly range: Range }[];
  /** What to do, as one sentence without a period. */
  readonly hint?: string;
}
