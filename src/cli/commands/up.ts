// `jig up`: describe, probe, plan, realize, supervise, show. The whole of jig, in the order of its folders.

import type { ServiceStatus } from "../../api/contract.ts";
import { ok, type Result } from "../../base/result.ts";
import { readRememberedPorts } from "../../supervise/records/records.ts";
import { withoutOlder } from "../../supervise/life/service-status.ts";
import { sayNotWaiting } from "../../show/say-notes.ts";
import { reporterFor, tellEnd, tellStop, tellTrouble, type JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { inFileOrder } from "../services/file-order.ts";
import type { UpFlags } from "../command-line/flags.ts";
import { refuseBeside } from "../services/former-services.ts";
import { askedFor, requiredAreUp, startedWith } from "../services/asked-services.ts";
import { noteMoved, noteOthers, saySummary } from "../services/say-up.ts";
import { lookOnceAtModels, pinsIn } from "../models/held-models.ts";
import { tellOllama } from "../models/tell-ollama.ts";
import { withoutPulls } from "../models/without-pulls.ts";
import { checkNames } from "../services/known-services.ts";
import { lockingOf } from "../command-line/locking.ts";
import { openPages } from "../browser/open-pages.ts";
import { checkKernelOnce } from "../project/making/check-kernel-once.ts";
import { beginProof } from "../project/making/proof-of-up.ts";
import { projectEnvironment } from "../project/making/project-environment.ts";
import { prepareWorkbench } from "../project/making/prepare-workbench.ts";
import type { Prepared } from "../project/making/prepared.ts";
import type { Stop } from "../answer/stop.ts";
import { followTalk, reachSupervisor, type TalkEnd } from "../services/supervisor-link.ts";
import type { Problem } from "../../show/problems/draw-problem.ts";
import type { Reporter } from "../../show/reporter.ts";

export async function up(context: JigContext, flags: UpFlags, ...names: string[]): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, form);
  // From the first moment on: the first process of a container hears only what it asked to hear.
  if (flags.foreground) context.interruption();
  const beside = await refuseBeside(context, flags.directory);
  if (beside !== null) return tellStop(context, beside, form);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    isOffline: flags.offline,
    purpose: "jig up",
    reporter,
    acceptsOlder: true,
    startsServices: true,
    names,
  });
  await tendFiles(context, prepared);
  if (flags.foreground && prepared.ok) {
    reporter.close();
    if (prepared.value.trouble !== null) tellTrouble(context, prepared.value.trouble, form);
    return stay(context, prepared.value, { flags, names });
  }
  const remembered = prepared.ok ? readRememberedPorts(prepared.value.layout.state) : {};
  const proof = beginProof(context, prepared);
  const { started, kernelProblem } = prepared.ok
    ? await startAndTry(context, prepared.value, { flags, names, reporter })
    : { started: prepared, kernelProblem: null };
  reporter.close();
  if (!started.ok) {
    proof.leave();
    return tellStop(context, started.failure, form);
  }
  if (!prepared.ok) return;
  const { trouble } = prepared.value;
  if (trouble !== null) tellTrouble(context, trouble, form);
  await finish(context, prepared.value, { flags, names, end: started.value, remembered, kernelProblem });
  return started.value.kind === "left" ? proof.leave() : proof.tell(flags.json);
}

interface Started {
  readonly started: Result<TalkEnd, Stop>;
  /** What is wrong with a notebook's kernel; it was told. */
  readonly kernelProblem: Problem | null;
}

/** While the services start, a notebook's kernel is tried, once for an environment. Not where single services are meant. */
const startAndTry = async (context: JigContext, prepared: Prepared, starting: Starting): Promise<Started> => {
  const trying = new AbortController();
  const signal = AbortSignal.any([trying.signal, context.interruption()]);
  const isTried = prepared.trouble === null && starting.names.length === 0;
  const kernel = isTried ? checkKernelOnce(context, prepared, signal) : null;
  const started = await startServices(context, prepared, starting);
  // Who waits no longer for the services does not wait for it either.
  if (!started.ok || started.value.kind === "left") trying.abort();
  const kernelProblem = (await kernel) ?? null;
  if (kernelProblem !== null)
    starting.reporter.report({ event: "diagnostic", at: context.host.now().toISOString(), ...kernelProblem });
  return { started, kernelProblem };
};

/** What is seen to beside the environment: most projects ask for nothing of it. */
const tendFiles = async (context: JigContext, prepared: Result<Prepared, Stop>): Promise<void> => {
  if (!prepared.ok || prepared.value.plan.notebooks === undefined) return;
  const { tendNotebooks } = await import("../notebooks/tend-notebooks.ts");
  await tendNotebooks(context, prepared.value);
};

interface Starting {
  readonly flags: UpFlags;
  readonly names: readonly string[];
  readonly reporter: Reporter;
  /** Ends the waiting; Ctrl-C when absent. */
  readonly signal?: AbortSignal;
}

const startServices = async (
  context: JigContext,
  prepared: Prepared,
  { flags, names, reporter, signal: left = context.interruption() }: Starting,
): Promise<Result<TalkEnd, Stop>> => {
  const { plan, layout } = prepared;
  const all = plan.services.map(({ name }) => name);
  const wrongName = checkNames(names, all);
  if (wrongName !== null) return { ok: false, failure: wrongName };
  if (all.length === 0) {
    return ok({ kind: "settled", settled: { services: [], changed: [], older: [], failed: [] } });
  }
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return client;
  const talk = client.value.up({
    services: withoutPulls(plan.services, flags.offline),
    start: names.length === 0 ? all : [...names],
    env: projectEnvironment(context, prepared),
  });
  const signal =
    flags.timeout === undefined ? left : AbortSignal.any([left, AbortSignal.timeout(flags.timeout * 1000)]);
  return followTalk(talk, reporter, { signal, services: plan.services });
};

/** `--foreground`: the services live as long as this process is not asked to end. */
const stay = async (
  context: JigContext,
  prepared: Prepared,
  { flags, names }: Omit<Starting, "reporter">,
): Promise<void> => {
  const { plan, layout } = prepared;
  const remembered = readRememberedPorts(layout.state);
  let isSound = true;
  const { stayInForeground } = await import("../foreground/stay-in-foreground.ts");
  await stayInForeground(context, {
    layout,
    project: plan.project,
    services: withoutPulls(plan.services, flags.offline),
    meant: [...startedWith(plan, names)],
    isAll: names.length === 0,
    isJson: flags.json,
    timeout: flags.timeout ?? null,
    start: async (page, signal) => {
      const starting = { flags, names, reporter: page.reporter, signal };
      const { started, kernelProblem } = await startAndTry(page.context, prepared, starting);
      // It is told and nothing is stopped, as without staying; the end says it.
      isSound = kernelProblem?.severity !== "error";
      return started;
    },
    isSound: () => isSound,
    onUp: (page, all, changed) => {
      const services = inFileOrder(plan, all);
      if (flags.open)
        void openPages(page, { plan, layout, services, names: changed, areLinksShown: page.err.isTerminal });
      if (!flags.json) noteMoved(page, plan, { services, changed, remembered });
      return saySummary(page, prepared, {
        ok: requiredAreUp(plan, services, startedWith(plan, names)),
        project: plan.project,
        services,
        asked: askedFor(plan, names),
        on: page.err,
      });
    },
  });
};

interface Ending {
  readonly flags: UpFlags;
  readonly names: readonly string[];
  readonly end: TalkEnd;
  /** The ports that were remembered before the start. */
  readonly remembered: Readonly<Record<string, number>>;
  readonly kernelProblem: Started["kernelProblem"];
}

/** Whether all that was asked for is up, and works. */
const isAllWell = (
  { plan, trouble }: Prepared,
  { names, end, kernelProblem }: Ending,
  services: readonly ServiceStatus[],
): boolean =>
  end.kind === "settled" &&
  trouble === null &&
  kernelProblem?.severity !== "error" &&
  requiredAreUp(plan, services, startedWith(plan, names));

const finish = async (context: JigContext, prepared: Prepared, ending: Ending): Promise<void> => {
  const { flags, names, end, remembered } = ending;
  const { plan } = prepared;
  const known = inFileOrder(plan, end.kind === "settled" ? end.settled.services : end.services);
  const services = end.kind === "settled" ? await lookOnceAtModels(known, pinsIn(plan)) : known;
  const isWell = isAllWell(prepared, ending, services);
  const summary = { ok: isWell, project: plan.project, services };
  const wasInterrupted = end.kind === "left" && context.interruption().aborted;
  if (!isWell) context.setExitCode(wasInterrupted ? exitCodes.interrupted : exitCodes.failed);
  if (flags.json) return tellEnd(context, summary);
  const words = saySummary(context, prepared, {
    ...summary,
    // It is told once, for all of them, below.
    services: services.map(withoutOlder),
    asked: askedFor(plan, names),
    on: context.out,
    isOnItsWay: wasInterrupted && !services.some(hasGivenUp),
  });
  if (words !== "") context.out.write(`${words}\n`);
  if (end.kind === "left") {
    const late = services.filter(({ ready, state }) => !ready && state !== "done").map(({ name }) => name);
    return context.note(sayNotWaiting(wasInterrupted ? "interrupted" : (flags.timeout ?? 0), late));
  }
  noteMoved(context, plan, { ...end.settled, remembered });
  noteOthers(context, plan, end.settled);
  await tellOllama(context, prepared, { services, mayPin: !flags.locked && !flags.frozen });
  if (!flags.open) return;
  const { changed } = end.settled;
  const areLinksShown = context.out.isTerminal;
  await openPages(context, { plan, layout: prepared.layout, services, names: changed, areLinksShown });
};

const hasGivenUp = ({ state }: ServiceStatus): boolean => state === "failed" || state === "stuck";
