// `jig sync`: makes the environment true and starts nothing.

import { prepareWorkbench } from "../prepare-workbench.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import type { SyncFlags } from "../flags.ts";
import { lockingOf } from "../locking.ts";

export async function sync(context: JigContext, flags: SyncFlags): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, flags.json);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    purpose: "jig sync",
    reporter,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, flags.json);
  if (!flags.json) context.out.write(`${context.out.style.good("✓")} ${prepared.value.summary}\n`);
}
