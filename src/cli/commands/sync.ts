// `jig sync`: makes the environment true and starts nothing. With `--check` it only tells what is not.

import { findUndeclared } from "../../realize/find-drift.ts";
import { sayUndeclared } from "../../show/say-drift.ts";
import type { SyncFlags } from "../command-line/flags.ts";
import { lockingOf } from "../command-line/locking.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import { doubtInstallation, lockedNames } from "../project/doubt-installation.ts";
import { openProject } from "../project/open-project.ts";
import { prepareWorkbench } from "../project/prepare-workbench.ts";

export async function sync(context: JigContext, flags: SyncFlags): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, flags.json ? "lines" : "words");
  if (flags.check) {
    const { checkEnvironment } = await import("../project/check-environment.ts");
    return checkEnvironment(context, flags, locking.value);
  }
  const form = flags.json ? "lines" : "words";
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { layout } = project.value;
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    isOffline: flags.offline,
    purpose: "jig sync",
    reporter,
    isDoubtful: doubtInstallation(context.host, layout),
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, form);
  const { plan, summary } = prepared.value;
  if (flags.json) return tellEnd(context, { ok: true, project: plan.project, services: [] });
  context.out.write(`${context.out.style.good("✓")} ${summary}\n`);
  if (plan.steps.every(({ kind }) => kind !== "install")) return;
  const undeclared = findUndeclared(context.host.files, layout.venv, lockedNames(context.host, layout));
  if (undeclared.length > 0) context.note(sayUndeclared(undeclared));
}
