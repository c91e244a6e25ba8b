// What `add` and `remove` answer: which files say what now, and what is true.

import type { Result } from "../../base/result.ts";
import {
  nothingChanged,
  packagesChanged,
  sayPackageChange,
} from "../../show/environment/say-package-change.ts";
import { tellEnd, tellStop, type JigContext } from "../context.ts";
import { formerOf, noteFormer } from "../services/note-former.ts";
import type { EditedProject, EditFailure } from "../project/edits/edit-project.ts";

/** Tells the outcome, in words or as the last event. */
export const tellEdited = (
  context: JigContext,
  { json }: { readonly json: boolean },
  edited: Result<EditedProject, EditFailure>,
): void => {
  if (!edited.ok) {
    tellStop(context, edited.failure.stop, json ? "lines" : "words");
    const { isUndone, isEnvironmentChanged = false } = edited.failure;
    if (isUndone) context.note(isEnvironmentChanged ? packagesChanged : nothingChanged);
    return;
  }
  const { plan, changes, summary } = edited.value;
  if (json) {
    const former = formerOf(edited.value);
    return tellEnd(context, { ok: true, project: plan.project, services: [], changes, former });
  }
  const good = context.out.style.good("✓");
  for (const change of changes) context.out.write(`${good} ${sayPackageChange(change)}\n`);
  context.out.write(`${good} ${summary}\n`);
  noteFormer(context, edited.value);
};
