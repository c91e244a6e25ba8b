// `jig lock`: resolves the requirements for all platforms and writes jig.lock. It installs nothing.

import type { Step } from "../../plan/step.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import type { LockFlags } from "../command-line/flags.ts";
import { prepareWorkbench } from "../project/making/prepare-workbench.ts";

export async function lock(
  context: JigContext,
  flags: LockFlags,
  ...names: readonly string[]
): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const [first] = names;
  if (first !== undefined && !flags.upgrade)
    return tellStop(context, stopFor(exitCodes.usage, sayNames(first)), form);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: "asked",
    goal: "lock",
    isOffline: flags.offline,
    purpose: "jig lock",
    reporter,
    ...(flags.upgrade ? { upgrade: names.length === 0 ? "all" : names.map(plainName) } : {}),
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, form);
  if (flags.json) return tellEnd(context, { ok: true, project: prepared.value.plan.project, services: [] });
  // At a terminal the step has just said it, with what changed.
  const isTold = context.out.isTerminal && context.err.isTerminal && prepared.value.plan.steps.some(isLock);
  if (isTold) return;
  context.out.write(`${context.out.style.good("✓")} ${prepared.value.summary}\n`);
}

const isLock = ({ kind }: Step): boolean => kind === "lock";

const plainName = (written: string): string => requirementName(written) ?? written;

const sayNames = (name: string) => ({
  code: "usage",
  message: `\`jig lock\` takes no names, and \`${name}\` is one`,
  hint: `\`jig lock --upgrade ${name}\` takes its newest version that fits`,
});
