// `jig up`: describe, probe, plan, realize, supervise, show. The whole of jig, in the order of its folders.

import { activateEnvironment } from "../../activate/activate-environment.ts";
import type { ServiceStatus } from "../../api/contract.ts";
import { ok, type Result } from "../../base/result.ts";
import type { Plan } from "../../plan/plan.ts";
import { drawSummary } from "../../show/draw-services.ts";
import { reporterFor, tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { UpFlags } from "../flags.ts";
import { checkNames } from "../known-services.ts";
import { linkFor } from "../link-for.ts";
import { lockingOf } from "../locking.ts";
import { openPages } from "../open-pages.ts";
import { prepareWorkbench, type Prepared } from "../prepare-workbench.ts";
import type { Stop } from "../stop.ts";
import { followTalk, reachSupervisor, type TalkEnd } from "../supervisor-link.ts";
import type { Reporter } from "../../show/reporter.ts";

export async function up(context: JigContext, flags: UpFlags, ...names: string[]): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure, flags.json);
  const reporter = reporterFor(context, flags.json);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    purpose: "jig up",
    reporter,
    acceptsOlder: true,
  });
  const started = prepared.ok
    ? await startServices(context, prepared.value, { flags, names, reporter })
    : prepared;
  reporter.close();
  if (!started.ok) return tellStop(context, started.failure, flags.json);
  if (!prepared.ok) return;
  const { trouble } = prepared.value;
  if (trouble !== null) {
    tellStop(context, trouble, flags.json);
    if (!flags.json) context.err.write("note: the services run on the environment of before\n");
  }
  await tellEnd(context, prepared.value, { flags, names, end: started.value });
}

interface Starting {
  readonly flags: UpFlags;
  readonly names: readonly string[];
  readonly reporter: Reporter;
}

const startServices = async (
  context: JigContext,
  { plan, layout }: Prepared,
  { flags, names, reporter }: Starting,
): Promise<Result<TalkEnd, Stop>> => {
  const all = plan.services.map(({ name }) => name);
  const wrongName = checkNames(names, all);
  if (wrongName !== null) return { ok: false, failure: wrongName };
  if (all.length === 0) {
    return ok({ kind: "settled", settled: { services: [], changed: [], older: [], failed: [] } });
  }
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return client;
  const talk = client.value.up({
    services: [...plan.services],
    start: names.length === 0 ? all : [...names],
    env: serviceEnvironment(context, plan, layout.venv),
  });
  const signal =
    flags.timeout === undefined
      ? context.interruption()
      : AbortSignal.any([context.interruption(), AbortSignal.timeout(flags.timeout * 1000)]);
  return followTalk(talk, reporter, signal);
};

/** The environment that services are rendered in: the user's, less what misleads Python, plus the project's. */
export const serviceEnvironment = (context: JigContext, plan: Plan, venv: string): Record<string, string> =>
  activateEnvironment(context.host.env, {
    venv: plan.steps.some(({ kind }) => kind === "venv") ? venv : null,
    env: plan.env,
  });

interface Ending {
  readonly flags: UpFlags;
  readonly names: readonly string[];
  readonly end: TalkEnd;
}

const tellEnd = async (
  context: JigContext,
  prepared: Prepared,
  { flags, names, end }: Ending,
): Promise<void> => {
  const { plan } = prepared;
  const services = inPlanOrder(plan, end.kind === "settled" ? end.settled.services : end.services);
  const isWell =
    end.kind === "settled" &&
    prepared.trouble === null &&
    requiredAreUp(plan, services, startedWith(plan, names));
  const summary = {
    event: "summary",
    at: context.host.now().toISOString(),
    ok: isWell,
    project: plan.project,
    services,
  } as const;
  if (!isWell)
    context.setExitCode(
      end.kind === "left" && context.interruption().aborted ? exitCodes.interrupted : exitCodes.failed,
    );
  if (flags.json) return context.out.write(`${JSON.stringify(summary)}\n`);

  // A link with its token is for the person at the terminal alone: a log of a build is read by others.
  const links = Object.fromEntries(
    plan.services.flatMap((spec) => {
      const status = services.find(({ name }) => name === spec.name);
      if (status === undefined || status.url === null) return [];
      return [[spec.name, context.out.isTerminal ? linkFor(context.host, spec, status.url) : status.url]];
    }),
  );
  context.out.write(`${drawSummary(summary, links, context.out.style)}\n`);
  if (end.kind === "left") {
    const why = context.interruption().aborted
      ? "not waiting any more"
      : `not ready after ${flags.timeout} s`;
    return context.err.write(`${why}; the services go on in the background: \`jig status\`\n`);
  }
  for (const name of end.settled.older) {
    context.err.write(
      `note: ${name} runs an older description or environment; \`jig restart ${name}\` applies the new one\n`,
    );
  }
  if (flags.open) {
    await openPages(context, { plan, layout: prepared.layout, services, names: end.settled.changed });
  }
};

const inPlanOrder = (plan: Plan, services: readonly ServiceStatus[]): ServiceStatus[] =>
  plan.services.flatMap(({ name }) => services.find((service) => service.name === name) ?? []);

/** The named services and what they come after; all when none is named. */
const startedWith = (plan: Plan, names: readonly string[]): ReadonlySet<string> => {
  const started = new Set<string>();
  const add = (name: string): void => {
    if (started.has(name)) return;
    started.add(name);
    for (const { service } of plan.services.find((spec) => spec.name === name)?.after ?? []) add(service);
  };
  for (const name of names.length === 0 ? plan.services.map((spec) => spec.name) : names) add(name);
  return started;
};

/** A service that is not required may fail without making `up` fail. One that ended by itself did so well. */
const requiredAreUp = (
  plan: Plan,
  services: readonly ServiceStatus[],
  started: ReadonlySet<string>,
): boolean =>
  plan.services.every(({ name, require }) => {
    if (!require || !started.has(name)) return true;
    const status = services.find((service) => service.name === name);
    return status !== undefined && ["ready", "done", "stopped", "external"].includes(status.state);
  });
