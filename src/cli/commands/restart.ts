// `jig restart`: stops and starts services on the description as it is now; without names, those on an older one.

import { readOlder } from "../../supervise/read-older.ts";
import { drawSummary } from "../../show/draw-services.ts";
import { nothingOlder, sayNotWaiting } from "../../show/say-notes.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RestartFlags } from "../flags.ts";
import { refuseBeside } from "../former-services.ts";
import { checkNames } from "../known-services.ts";
import { mayInterruptWork } from "../live-work.ts";
import { prepareWorkbench } from "../prepare-workbench.ts";
import { followTalk, reachSupervisor } from "../supervisor-link.ts";
import { projectEnvironment } from "../project-environment.ts";

export async function restart(context: JigContext, flags: RestartFlags, ...names: string[]): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const beside = await refuseBeside(context, flags.directory);
  if (beside !== null) return tellStop(context, beside, form);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: "when-needed",
    goal: "environment",
    purpose: "jig restart",
    reporter,
  });
  if (!prepared.ok) {
    reporter.close();
    return tellStop(context, prepared.failure, form);
  }
  const { plan, layout } = prepared.value;
  const wrongName = checkNames(
    names,
    plan.services.map(({ name }) => name),
  );
  const meant = names.length === 0 ? readOlder(layout, plan.services) : names;
  if (meant.length === 0) {
    reporter.close();
    if (flags.json) return tellEnd(context, { ok: true, project: plan.project, services: [] });
    return context.out.write(`${nothingOlder}\n`);
  }
  const allowed =
    wrongName !== null
      ? ({ ok: false, failure: wrongName } as const)
      : await mayInterruptWork(context, layout, { names: meant, yes: flags.yes, verb: "restart" });
  const client = allowed.ok ? await reachSupervisor(context, layout) : allowed;
  if (!client.ok) {
    reporter.close();
    return tellStop(context, client.failure, form);
  }
  const talk = client.value.restart({
    services: [...plan.services],
    names: [...meant],
    env: projectEnvironment(context, plan, layout.venv),
  });
  const end = await followTalk(talk, reporter, context.interruption());
  reporter.close();
  if (!end.ok) return tellStop(context, end.failure, form);
  if (end.value.kind === "left") {
    context.note(sayNotWaiting("interrupted", []));
    return context.setExitCode(exitCodes.interrupted);
  }
  const { services, changed, failed } = end.value.settled;
  if (failed.length > 0) context.setExitCode(exitCodes.failed);
  const summary = {
    ok: failed.length === 0,
    project: plan.project,
    services: services.filter(({ name }) => changed.includes(name) || failed.includes(name)),
  };
  if (flags.json) return tellEnd(context, summary);
  context.out.write(`${drawSummary(summary, {}, context.out.style)}\n`);
}
