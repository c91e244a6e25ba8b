// What to do about a service that failed, when whoever saw it fail knows better than its log. Words and a place only.

import type { Place } from "../../base/place.ts";

export interface Remedy {
  /** As one sentence without a period. */
  readonly hint: string;
  readonly place: Place;
}
