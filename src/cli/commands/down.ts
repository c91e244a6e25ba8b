// `jig down`: stops this project's services and says so only when nothing of them is left.

import { sayStopped, stillStopping } from "../../show/say-notes.ts";
import type { JigContext } from "../context.ts";
import { reporterFor, tellStop } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { DownFlags } from "../flags.ts";
import { mayInterruptWork } from "../live-work.ts";
import { openProject } from "../project.ts";
import { followTalk, reachSupervisor } from "../supervisor-link.ts";
import { checkNames, readServices } from "../known-services.ts";

export async function down(context: JigContext, flags: DownFlags, ...names: string[]): Promise<void> {
  const project = openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, flags.json);
  const { layout } = project.value;
  const services = await readServices(layout);
  const wrongName = checkNames(
    names,
    services.map(({ name }) => name),
  );
  if (wrongName !== null) return tellStop(context, wrongName, flags.json);
  if (services.every(({ state }) => isAtRest(state))) {
    if (!flags.json) context.out.write(`${sayStopped([])}\n`);
    return;
  }
  const allowed = await mayInterruptWork(context, layout, { names, yes: flags.yes, verb: "stop" });
  if (!allowed.ok) return tellStop(context, allowed.failure, flags.json);
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return tellStop(context, client.failure, flags.json);
  const reporter = reporterFor(context, flags.json);
  const talk = client.value.down({ services: names.length === 0 ? null : names });
  const end = await followTalk(talk, reporter, context.interruption());
  reporter.close();
  if (!end.ok) return tellStop(context, end.failure, flags.json);
  if (end.value.kind === "left") {
    context.note(stillStopping);
    return context.setExitCode(exitCodes.interrupted);
  }
  const { settled } = end.value;
  const isStuck = settled.services.some(
    ({ name, state }) => state === "stuck" && (names.length === 0 || names.includes(name)),
  );
  if (isStuck || settled.failed.length > 0) return context.setExitCode(exitCodes.failed);
  if (!flags.json) context.out.write(`${sayStopped(settled.changed)}\n`);
}

const isAtRest = (state: string): boolean =>
  ["stopped", "done", "failed", "unavailable", "external"].includes(state);
