// `jig diff REV`: what changed in the workbench since a revision of git, as both are committed; also when one of the two has
// no workbench yet, or none any more. It changes nothing.

import { hideSecretsIn } from "../../base/secrets.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { compareWorkbenches, type ComparedWorkbench } from "../../plan/compare/compare-workbenches.ts";
import { plainDescription } from "../../plan/compare/plain-description.ts";
import { drawWorkbenchChange, type ToldChange } from "../../show/plans/draw-workbench-change.ts";
import { paperOf } from "../answer/streams.ts";
import type { Stop } from "../answer/stop.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { readCommitted, type CommittedProject } from "../project/description/describe-committed.ts";
import { describeGone, describeRevision } from "../project/description/describe-revision.ts";
import { identify, type Identity } from "../project/description/identify.ts";
import { openProject } from "../project/open-project.ts";

interface Described {
  readonly project: CommittedProject;
  readonly identity: Identity;
}

/** The two sides; null: no workbench. */
interface Sides {
  /** The one that is there, the newer one when both are. */
  readonly project: CommittedProject;
  readonly before: Described | null;
  readonly now: Described | null;
  readonly commit: string;
}

export async function diff(context: JigContext, flags: ReadFlags, revision = "HEAD"): Promise<void> {
  const read = await readSides(context, flags.directory, revision);
  if (!read.ok) return tellStop(context, read.failure, flags.json ? "object" : "words");
  const { project, before, now, commit } = read.value;
  const { name, root, layout } = project;
  const change = compareWorkbenches(compared(before), compared(now));
  if (flags.json) {
    const { from, to, ...changes } = change;
    const report = {
      version: 1,
      project: { name, root },
      from: { revision, commit, id: from, lock: lockOf(before) },
      to: { id: to, lock: lockOf(now) },
      ...changes,
    };
    return context.out.write(`${JSON.stringify(hideSecretsIn(report))}\n`);
  }
  const file = layout.file === "pyproject.toml" ? "[tool.jig]" : layout.file;
  const told = { name, revision, change, lacksLock: whoLacksLock(before, now), file };
  context.out.write(`${drawWorkbenchChange(told, paperOf(context.out))}\n`);
  if (lockOf(now) === "outdated")
    context.note("`jig.lock` is out of date: what is asked for now is not in it yet (`jig lock`)");
}

const readSides = async (
  context: JigContext,
  directory: string | undefined,
  revision: string,
): Promise<Result<Sides, Stop>> => {
  const opened = await openProject(context, directory);
  if (!opened.ok) {
    const gone = await describeGone(context, directory, revision);
    if (gone?.described == null) return opened;
    const { described, commit } = gone;
    return ok({ project: described.project, before: described, now: null, commit });
  }
  const project = readCommitted(context, opened.value);
  if (!project.ok) return project;
  const identity = identify(project.value);
  if (!identity.ok) return identity;
  const before = await describeRevision(context, opened.value, revision);
  if (!before.ok) return fail(before.failure);
  const now = { project: project.value, identity: identity.value };
  return ok({ project: project.value, before: before.value.described, now, commit: before.value.commit });
};

const compared = (side: Described | null): ComparedWorkbench | null => {
  if (side === null) return null;
  const { description, lock } = side.project;
  const { id, requirements } = side.identity;
  return { id, description: plainDescription(description), requirements, lock };
};

const lockOf = (side: Described | null): Identity["lock"] | null => side?.identity.lock ?? null;

const whoLacksLock = (before: Described | null, now: Described | null): ToldChange["lacksLock"] => {
  const [lackedIt, lacksIt] = [lockOf(before) === "missing", lockOf(now) === "missing"];
  if (lackedIt && lacksIt) return "both";
  return lackedIt ? "before" : lacksIt ? "now" : null;
};
