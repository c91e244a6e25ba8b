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

export async function restart(this: JigContext, flags: RestartFlags, ...names: string[]): Promise<void> {
  const reporter = reporterFor(this, flags.json);
  const prepared = await prepareWorkbench(this, {
    directory: flags.directory,
    locking: "when-needed",
    goal: "environment",
    purpose: "jig restart",
    reporter,
  });
  if (!prepared.ok) {
    reporter.close();
    return tellStop(this, prepared.failure, flags.json);
  }
  const { plan, layout } = prepared.value;
  const wrongName = checkNames(
    names,
    plan.services.map(({ name }) => name),
  );
  const allowed =
    wrongName !== null
      ? ({ ok: false, failure: wrongName } as const)
      : await mayInterruptWork(this, layout, { names, yes: flags.yes, verb: "restart" });
  const client = allowed.ok ? await reachSupervisor(this, layout) : allowed;
  if (!client.ok) {
    reporter.close();
    return tellStop(this, client.failure, flags.json);
  }
  const talk = client.value.restart({
    services: [...plan.services],
    names: names.length === 0 ? null : names,
    env: serviceEnvironment(this, plan, layout.venv),
  });
  const end = await followTalk(talk, reporter, this.interruption());
  reporter.close();
  if (!end.ok) return tellStop(this, end.failure, flags.json);
  if (end.value.kind === "left") {
    this.err.write("not waiting any more; the services go on in the background: `jig status`\n");
    return this.setExitCode(exitCodes.interrupted);
  }
  const { services, changed, failed } = end.value.settled;
  if (failed.length > 0) this.setExitCode(exitCodes.failed);
  const summary = {
    event: "summary",
    at: this.host.now().toISOString(),
    ok: failed.length === 0,
    project: plan.project,
    services: services.filter(({ name }) => changed.includes(name) || failed.includes(name)),
  } as const;
  if (flags.json) return this.out.write(`${JSON.stringify(summary)}\n`);
  if (summary.services.length === 0) return this.out.write("nothing to restart\n");
  this.out.write(`${drawSummary(summary, {}, this.out.style)}\n`);
}
