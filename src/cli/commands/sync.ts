// `jig sync`: makes the environment true and starts nothing.

import { prepareWorkbench } from "../project/prepare-workbench.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import type { SyncFlags } from "../command-line/flags.ts";
import { lockingOf } from "../command-line/locking.ts";

export async function sync(context: JigContext, flags: SyncFlags): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, form);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    purpose: "jig sync",
    reporter,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, form);
  if (flags.json) return tellEnd(context, { ok: true, project: prepared.value.plan.project, services: [] });
  context.out.write(`${context.out.style.good("✓")} ${prepared.value.summary}\n`);
}
