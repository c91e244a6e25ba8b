// `jig lock`: resolves the requirements for all platforms and writes jig.lock. It installs nothing.

import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { prepareWorkbench } from "../project/prepare-workbench.ts";

export async function lock(context: JigContext, flags: ReadFlags): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: "asked",
    goal: "lock",
    purpose: "jig lock",
    reporter,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, form);
  if (flags.json) return tellEnd(context, { ok: true, project: prepared.value.plan.project, services: [] });
  context.out.write(`${context.out.style.good("✓")} ${prepared.value.summary}\n`);
}
