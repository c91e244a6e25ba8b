// Description × Facts × Lock → Plan. A function of values: same input, same bytes.

import type { Diagnostic } from "../base/diagnostic.ts";
import { InternalError, type Result } from "../base/result.ts";
import type { Plan } from "./plan.ts";
import type { PlanInput } from "./plan-input.ts";

/** The plan, or every problem of the description that planning found, in the order of the text. */
export const planWorkbench = (input: PlanInput): Result<Plan, readonly Diagnostic[]> => {
  throw new InternalError(`not yet: ${input.layout.root}`);
};
