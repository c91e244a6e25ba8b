// Packages were changed below services that run. They are left alone, whatever they are at; that they go on with what they
// were started with is told, with what changes it.

import { sayStillFormer } from "../../show/say-notes.ts";
import { readOlder } from "../../supervise/records/read-older.ts";
import type { JigContext } from "../context.ts";
import type { Prepared } from "../project/making/prepared.ts";

type Changed = Pick<Prepared, "plan" | "layout">;

/** The names of such services. Nothing is asked of them. */
export const formerOf = ({ plan, layout }: Changed): readonly string[] =>
  plan.services.length === 0 ? [] : readOlder(layout, plan.services);

/** One line where there is such a service. */
export const noteFormer = (context: JigContext, changed: Changed): void => {
  const { plan } = changed;
  const older = formerOf(changed);
  if (older.length === 0) return;
  const hasKernels = plan.services.some(({ name, live }) => older.includes(name) && live !== null);
  context.note(sayStillFormer(older, hasKernels));
};
