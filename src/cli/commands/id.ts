// `jig id`: the short name of all that is committed and decides the workbench. It starts nothing and asks nobody.

import type { ReadFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { describeCommitted } from "../project/description/describe-committed.ts";
import { identify, type Identity } from "../project/description/identify.ts";

export async function id(context: JigContext, flags: ReadFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  const committed = await describeCommitted(context, flags.directory);
  if (!committed.ok) return tellStop(context, committed.failure, form);
  const identity = identify(committed.value);
  if (!identity.ok) return tellStop(context, identity.failure, form);
  const { name, root } = committed.value;
  if (flags.json) {
    const { id: found, lock } = identity.value;
    const report = { version: 1, project: { name, root }, id: found, lock };
    return context.out.write(`${JSON.stringify(report)}\n`);
  }
  context.out.write(`${identity.value.id}\n`);
  const said = LOCK_NOTES[identity.value.lock];
  if (said !== null) context.note(said);
}

const LOCK_NOTES: Readonly<Record<Identity["lock"], string | null>> = {
  current: null,
  none: null,
  missing: "there is no `jig.lock` yet, so it says nothing of versions: `jig lock` writes one",
  outdated: "`jig.lock` is out of date: `jig lock` changes it, and the id with it",
};
