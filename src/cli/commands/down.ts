// `jig down`: stops this project's services and says so only when nothing of them is left.

import type { Layout } from "../../plan/layout.ts";
import { sayStopped, stillStopping } from "../../show/say-notes.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import { describeProject } from "../describe-project.ts";
import { exitCodes } from "../exit-codes.ts";
import type { DownFlags } from "../flags.ts";
import { mayInterruptWork } from "../live-work.ts";
import { openProject } from "../project.ts";
import { sayConnectFailure } from "../say-failure.ts";
import { stopFor } from "../stop.ts";
import { followTalk, reachSupervisor, sayWaiting } from "../supervisor-link.ts";
import { checkNames, readKnownServices } from "../known-services.ts";

export async function down(context: JigContext, flags: DownFlags, ...names: string[]): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const project = openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { found, layout } = project.value;
  const { services, silence } = await sayWaiting(context, layout, readKnownServices(layout));
  if (silence !== null) return tellStop(context, stopFor(exitCodes.failed, sayConnectFailure(silence)), form);
  const described = describeProject(found);
  const shown = { name: described.ok ? described.value.name : found.folder, root: layout.root };
  const inFile = described.ok ? described.value.description.services.map(({ name }) => name) : [];
  const wrongName = checkNames(names, [...new Set([...inFile, ...services.map(({ name }) => name)])]);
  if (wrongName !== null) return tellStop(context, wrongName, form);
  if (services.every(({ state }) => isAtRest(state))) {
    return tell(context, { ok: true, project: shown, services }, flags.json ? null : sayStopped([]));
  }
  const allowed = await mayInterruptWork(context, layout, { names, yes: flags.yes, verb: "stop" });
  if (!allowed.ok) return tellStop(context, allowed.failure, form);
  await stopServices(context, { layout, shown, names, isJson: flags.json });
}

interface Stopping {
  readonly layout: Layout;
  readonly shown: { readonly name: string; readonly root: string };
  /** Empty: all. */
  readonly names: readonly string[];
  readonly isJson: boolean;
}

const stopServices = async (
  context: JigContext,
  { layout, shown, names, isJson }: Stopping,
): Promise<void> => {
  const form = isJson ? "lines" : "words";
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return tellStop(context, client.failure, form);
  const reporter = reporterFor(context, isJson);
  const talk = client.value.down({ services: names.length === 0 ? null : [...names] });
  const end = await followTalk(talk, reporter, context.interruption());
  reporter.close();
  if (!end.ok) return tellStop(context, end.failure, form);
  if (end.value.kind === "left") {
    context.note(stillStopping);
    if (isJson) tellEnd(context, { ok: false, project: shown, services: end.value.services });
    return context.setExitCode(exitCodes.interrupted);
  }
  const { services, changed, failed } = end.value.settled;
  const isStuck = services.some(
    ({ name, state }) => state === "stuck" && (names.length === 0 || names.includes(name)),
  );
  const isWell = !isStuck && failed.length === 0;
  if (!isWell) context.setExitCode(exitCodes.failed);
  tell(context, { ok: isWell, project: shown, services }, isJson ? null : isWell ? sayStopped(changed) : "");
};

/** The answer in words, or as the last event when there are none. */
const tell = (context: JigContext, summary: Parameters<typeof tellEnd>[1], words: string | null): void => {
  if (words === null) tellEnd(context, summary);
  else if (words !== "") context.out.write(`${words}\n`);
};

const isAtRest = (state: string): boolean =>
  ["stopped", "done", "failed", "unavailable", "external"].includes(state);
