// What a failure is told with; the rest of a problem follows from the failure itself.

import type { DiagnosticFound } from "../../api/events.ts";
import type { Place } from "../../base/place.ts";

export type Words = Pick<DiagnosticFound, "message"> &
  Partial<Pick<DiagnosticFound, "hint" | "detail">> & {
    readonly place?: Place | null;
    /** The package that it is about. */
    readonly about?: string | null;
  };
