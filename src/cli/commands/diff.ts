// `jig diff REV`: what changed in the workbench since a revision of git, as both are committed. It changes nothing.

import { compareWorkbenches, type ComparedWorkbench } from "../../plan/compare-workbenches.ts";
import { plainDescription } from "../../plan/plain-description.ts";
import { drawWorkbenchChange, type ToldChange } from "../../show/draw-workbench-change.ts";
import { paperOf } from "../answer/streams.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { readCommitted, type CommittedProject } from "../project/describe-committed.ts";
import { describeRevision } from "../project/describe-revision.ts";
import { identify, type Identity } from "../project/identify.ts";
import { openProject } from "../project/open-project.ts";

export async function diff(context: JigContext, flags: ReadFlags, revision = "HEAD"): Promise<void> {
  const form = flags.json ? "object" : "words";
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const now = readCommitted(context, project.value);
  if (!now.ok) return tellStop(context, now.failure, form);
  const identity = identify(now.value);
  if (!identity.ok) return tellStop(context, identity.failure, form);
  const before = await describeRevision(context, project.value, revision);
  if (!before.ok) return tellStop(context, before.failure, form);
  const { commit } = before.value;
  const change = compareWorkbenches(
    compared(before.value.project, before.value.identity),
    compared(now.value, identity.value),
  );
  const { name, root } = now.value;
  if (flags.json) {
    const { from, to, ...changes } = change;
    const report = {
      version: 1,
      project: { name, root },
      from: { revision, commit, id: from, lock: before.value.identity.lock },
      to: { id: to, lock: identity.value.lock },
      ...changes,
    };
    return context.out.write(`${JSON.stringify(report)}\n`);
  }
  const lacksLock = whoLacksLock(before.value.identity, identity.value);
  context.out.write(`${drawWorkbenchChange({ name, revision, change, lacksLock }, paperOf(context.out))}\n`);
  if (identity.value.lock === "outdated")
    context.note("`jig.lock` is out of date: what is asked for now is not in it yet (`jig lock`)");
}

const compared = (
  { description, lock }: CommittedProject,
  { id, requirements }: Identity,
): ComparedWorkbench => ({ id, description: plainDescription(description), requirements, lock });

const whoLacksLock = (before: Identity, now: Identity): ToldChange["lacksLock"] => {
  const [lackedIt, lacksIt] = [before.lock === "missing", now.lock === "missing"];
  if (lackedIt && lacksIt) return "both";
  return lackedIt ? "before" : lacksIt ? "now" : null;
};
