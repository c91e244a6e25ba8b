// `jig restart`: stops and starts services on the description as it is now; without names, those on an older one.

import { drawSummary } from "../../show/draw-services.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RestartFlags } from "../flags.ts";
import { checkNames } from "../known-services.ts";
import { mayInterruptWork } from "../live-work.ts";
import { prepareWorkbench } from "../prepare-workbench.ts";
import { followTalk, reachSupervisor } from "../supervisor-link.ts";
import { serviceEnvironment } from "./up.ts";

export async function restart(context: JigContext, flags: RestartFlags, ...names: string[]): Promise<void> {
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
    return tellStop(context, prepared.failure, flags.json);
  }
  const { plan, layout } = prepared.value;
  const wrongName = checkNames(
    names,
    plan.services.map(({ name }) => name),
  );
  const allowed =
    wrongName !== null
      ? ({ ok: false, failure: wrongName } as const)
      : await mayInterruptWork(context, layout, { names, yes: flags.yes, verb: "restart" });
  const client = allowed.ok ? await reachSupervisor(context, layout) : allowed;
  if (!client.ok) {
    reporter.close();
    return tellStop(context, client.failure, flags.json);
  }
  const talk = client.value.restart({
    services: [...plan.services],
    names: names.length === 0 ? null : names,
    env: serviceEnvironment(context, plan, layout.venv),
  });
  const end = await followTalk(talk, reporter, context.interruption());
  reporter.close();
  if (!end.ok) return tellStop(context, end.failure, flags.json);
  if (end.value.kind === "left") {
    context.err.write("not waiting any more; the services go on in the background: `jig status`\n");
    return context.setExitCode(exitCodes.interrupted);
  }
  const { services, changed, failed } = end.value.settled;
  if (failed.length > 0) context.setExitCode(exitCodes.failed);
  const summary = {
    event: "summary",
    at: context.host.now().toISOString(),
    ok: failed.length === 0,
    project: plan.project,
    services: services.filter(({ name }) => changed.includes(name) || failed.includes(name)),
  } as const;
  if (flags.json) return context.out.write(`${JSON.stringify(summary)}\n`);
  if (summary.services.length === 0) return context.out.write("nothing to restart\n");
  context.out.write(`${drawSummary(summary, {}, context.out.style)}\n`);
}
