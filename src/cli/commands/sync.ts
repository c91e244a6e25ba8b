// `jig sync`: makes the environment true and starts nothing.

import { prepareWorkbench } from "../prepare-workbench.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import type { SyncFlags } from "../flags.ts";
import { lockingOf } from "../locking.ts";

export async function sync(this: JigContext, flags: SyncFlags): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(this, locking.failure, flags.json);
  const reporter = reporterFor(this, flags.json);
  const prepared = await prepareWorkbench(this, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    purpose: "jig sync",
    reporter,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(this, prepared.failure, flags.json);
  if (!flags.json) this.out.write(`${this.out.style.good("✓")} ${prepared.value.summary}\n`);
}
