// Packages were changed below services that run. They are left alone, whatever they are at; that they go on with what they
// were started with is told, with what changes it.

import { sayStillFormer } from "../../show/say-notes.ts";
import { readOlder } from "../../supervise/read-older.ts";
import type { JigContext } from "../context.ts";
import type { Prepared } from "../project/prepare-workbench.ts";

/** One line where there is such a service. Nothing is asked of it. */
export const noteFormer = (
  context: JigContext,
  { plan, layout }: Pick<Prepared, "plan" | "layout">,
): void => {
  if (plan.services.length === 0) return;
  const older = readOlder(layout, plan.services);
  if (older.length === 0) return;
  const hasKernels = plan.services.some(({ name, live }) => older.includes(name) && live !== null);
  context.note(sayStillFormer(older, hasKernels));
};
