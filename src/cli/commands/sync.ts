// `jig sync`: makes the environment true and starts nothing. With `--check` it only tells what is not.

import type { Layout } from "../../plan/layout.ts";
import { findUndeclared } from "../../realize/installed/find-drift.ts";
import { findStrays } from "../../realize/installed/find-strays.ts";
import { sayStrays, sayUndeclared } from "../../show/environment/say-drift.ts";
import type { SyncFlags } from "../command-line/flags.ts";
import { lockingOf } from "../command-line/locking.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import {
  knownInstallation,
  rememberInstallation,
  wasLookedAt,
  type Besides,
} from "../fast/known-installation.ts";
import { lockedNames, lookAtInstallation } from "../project/examine/look-at-installation.ts";
import { openProject } from "../project/open-project.ts";
import { formerOf, noteFormer } from "../services/note-former.ts";
import { prepareWorkbench } from "../project/making/prepare-workbench.ts";
import type { Prepared } from "../project/making/prepared.ts";

export async function sync(context: JigContext, flags: SyncFlags): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, flags.json ? "lines" : "words");
  if (flags.check) {
    const { checkEnvironment } = await import("../project/examine/check-environment.ts");
    return checkEnvironment(context, flags, locking.value);
  }
  const form = flags.json ? "lines" : "words";
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const seen = lookOnce(context, project.value.layout);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    isOffline: flags.offline,
    purpose: "jig sync",
    reporter,
    isDoubtful: seen.isDoubtful,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure, form);
  const { plan, summary } = prepared.value;
  const { undeclared, strays } = seen.besidesAfter(prepared.value);
  if (flags.json) {
    const former = formerOf(prepared.value);
    return tellEnd(context, { ok: true, project: plan.project, services: [], former });
  }
  context.out.write(`${context.out.style.good("✓")} ${summary}\n`);
  if (undeclared.length > 0) context.note(sayUndeclared(undeclared));
  if (strays.length > 0) context.note(sayStrays(strays));
  noteFormer(context, prepared.value);
}

interface Seen {
  readonly isDoubtful: boolean;
  /** What is there and not declared, now that the environment is true. */
  readonly besidesAfter: (prepared: Prepared) => Besides;
}

/** Every file is looked at once, and again when a folder or a file of code has changed since. */
const lookOnce = ({ host }: JigContext, layout: Layout): Seen => {
  const known = knownInstallation(host, layout);
  const { isDoubtful, stamped } =
    known === null
      ? lookAtInstallation(host, layout, !wasLookedAt(host, layout))
      : { isDoubtful: false, stamped: null };
  return {
    isDoubtful,
    besidesAfter: ({ plan, isWarm }) => {
      if (known !== null && isWarm) return known;
      if (plan.steps.every(({ kind }) => kind !== "install")) return { undeclared: [], strays: [] };
      const undeclared = findUndeclared(host.files, layout.venv, lockedNames(host, layout));
      const besides = { undeclared, strays: findStrays(host.files, layout.venv) };
      if (stamped !== null) rememberInstallation(host, layout, { ...stamped, ...besides });
      return besides;
    },
  };
};
