// `jig restart`: stops and starts services on the description as it is now; without names, those on an older one.

import type { Plan } from "../../plan/plan.ts";
import type { Layout } from "../../plan/layout.ts";
import { findBlockedRestarts, type BlockedRestart } from "../../supervise/ports/find-blocked-restart.ts";
import { readOlder, readUntold } from "../../supervise/records/read-older.ts";
import { othersTell } from "../../supervise/run/told-variables.ts";
import { drawSummary } from "../../show/services/draw-services.ts";
import { sayLeftRunning, sayNothingOlder, sayNotWaiting, sayOlderEnvironment } from "../../show/say-notes.ts";
import type { Reporter } from "../../show/reporter.ts";
import { reporterFor, tellEnd, tellStop, tellTrouble, type JigContext } from "../context.ts";
import { paperOf } from "../answer/streams.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { Stop } from "../answer/stop.ts";
import { inFileOrder } from "../services/file-order.ts";
import type { RestartFlags } from "../command-line/flags.ts";
import { refuseBeside } from "../services/former-services.ts";
import { checkNames, isAtRest, readServices } from "../services/known-services.ts";
import { mayInterruptWork } from "../services/live-work.ts";
import { prepareWorkbench } from "../project/making/prepare-workbench.ts";
import type { Prepared } from "../project/making/prepared.ts";
import { followTalk, reachSupervisor, type Settled } from "../services/supervisor-link.ts";
import { projectEnvironment } from "../project/making/project-environment.ts";

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
    acceptsOlder: true,
  });
  if (prepared.ok) await restartServices(context, prepared.value, { flags, names, reporter });
  reporter.close();
  if (!prepared.ok) tellStop(context, prepared.failure, form);
}

interface Restarting {
  readonly flags: RestartFlags;
  readonly names: readonly string[];
  readonly reporter: Reporter;
}

const restartServices = async (
  context: JigContext,
  prepared: Prepared,
  { flags, names, reporter }: Restarting,
): Promise<void> => {
  const { plan, layout, trouble } = prepared;
  const form = flags.json ? "lines" : "words";
  if (trouble !== null) {
    tellTrouble(context, trouble, form);
    if (!flags.json) context.note(sayOlderEnvironment(true));
  }
  const all = plan.services.map(({ name }) => name);
  const wrongName = checkNames(names, all);
  if (wrongName !== null) return tellStop(context, wrongName, form, plan.project);
  const meant = names.length === 0 ? findOutdated(context, prepared) : names;
  if (meant.length === 0) {
    if (flags.json) return tellEnd(context, { ok: trouble === null, project: plan.project, services: [] });
    return sayWhyNothing(context, layout, all);
  }
  const blocked = findBlockedRestarts(
    layout,
    plan.services.filter(({ name }) => meant.includes(name)),
  );
  if (blocked.length > 0) {
    tellStop(context, stopForBlocked(blocked), form, plan.project);
    if (!flags.json) context.note(sayLeftRunning(meant));
    return;
  }
  if (!flags.json) noteMissingCuda(context, plan);
  const interruption = { names: meant, yes: flags.yes, verb: "restart" } as const;
  const allowed = await mayInterruptWork(context, layout, interruption);
  const client = allowed.ok ? await reachSupervisor(context, layout) : allowed;
  if (!client.ok) return tellStop(context, client.failure, form, plan.project);
  const talk = client.value.restart({
    services: [...plan.services],
    names: [...meant],
    env: projectEnvironment(context, prepared),
  });
  const end = await followTalk(talk, reporter, {
    signal: context.interruption(),
    services: plan.services,
  });
  reporter.close();
  if (!end.ok) return tellStop(context, end.failure, form, plan.project);
  if (end.value.kind === "left") {
    context.note(sayNotWaiting("interrupted", meant));
    return context.setExitCode(exitCodes.interrupted);
  }
  tellRestarted(context, end.value.settled, { flags, plan, isWell: trouble === null });
};

/** `jig up` refuses to start without it; who names a service may mean it to run all the same. */
const noteMissingCuda = (context: JigContext, { gpu }: Plan): void => {
  if (gpu?.cuda !== "require" || gpu.device === "cuda") return;
  context.note(
    `\`cuda\` is \`require\`, and no CUDA can be used here: ${gpu.because ?? gpu.detected}; \`jig up\` says what helps`,
  );
};

/** On an older description, or without what another service tells by now. */
const findOutdated = ({ host }: JigContext, { layout, plan }: Prepared): readonly string[] => {
  const untold = readUntold(layout, plan.services, (others) => othersTell(host, layout.state, others));
  const outdated = new Set([...readOlder(layout, plan.services), ...untold]);
  return plan.services.flatMap(({ name }) => (outdated.has(name) ? name : []));
};

const sayWhyNothing = async (context: JigContext, layout: Layout, all: readonly string[]): Promise<void> => {
  const services = (await readServices(layout)).filter(({ name }) => all.includes(name));
  const failed = services.filter(({ state }) => state === "failed").map(({ name }) => name);
  const isAnyRunning = services.some((service) => !isAtRest(service));
  context.out.write(`${sayNothingOlder({ failed, isAnyRunning })}\n`);
};

const stopForBlocked = (blocked: readonly BlockedRestart[]): Stop => ({
  exitCode: exitCodes.failed,
  diagnostics: [],
  problems: blocked.map(({ service, why, remedy }) => ({
    severity: "error",
    code: "port-held",
    message: `service \`${service}\`: ${why}`,
    place: remedy?.place ?? null,
    hint: remedy?.hint ?? null,
    detail: [],
  })),
});

const tellRestarted = (
  context: JigContext,
  { services, changed, failed }: Settled,
  { flags, plan, isWell }: { flags: RestartFlags; plan: Plan; isWell: boolean },
): void => {
  if (failed.length > 0) context.setExitCode(exitCodes.failed);
  const summary = {
    ok: failed.length === 0 && isWell,
    project: plan.project,
    services: inFileOrder(plan, services).filter(
      ({ name }) => changed.includes(name) || failed.includes(name),
    ),
  };
  const asked = summary.services.map(({ name }) => name);
  if (flags.json) return tellEnd(context, summary);
  context.out.write(`${drawSummary({ ...summary, asked }, {}, paperOf(context.out))}\n`);
};
