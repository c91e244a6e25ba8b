// `jig down`: stops this project's services and says so only when nothing of them is left.

import { basename } from "node:path";

import type { ServiceStatus } from "../../api/contract.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Layout } from "../../plan/layout.ts";
import { sayEndedPull, sayGoingPull, sayStopped, stillStopping } from "../../show/say-notes.ts";
import { handPulls } from "../../supervise/ollama/pull/hand-pulls.ts";
import { reporterFor, tellEnd, tellStop, type JigContext } from "../context.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { DownFlags } from "../command-line/flags.ts";
import { findFormerServices, findStrandedServices } from "../services/former-services.ts";
import { mayInterruptWork } from "../services/live-work.ts";
import { lookForProject } from "../project/project.ts";
import { sayConnectFailure, sayFindFailure } from "../answer/say-failure.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import {
  followTalk,
  reachSupervisor,
  sayWaiting,
  type Settled,
  type TalkEnd,
} from "../services/supervisor-link.ts";
import { checkNames, isAtRest, readKnownServices, type KnownServices } from "../services/known-services.ts";

export async function down(context: JigContext, flags: DownFlags, ...names: string[]): Promise<void> {
  const form = flags.json ? "lines" : "words";
  const opened = await openBenches(context, flags.directory);
  if (!opened.ok) return tellStop(context, opened.failure, form);
  const { benches, shown, inFile } = opened.value;
  const services = benches.flatMap((bench) => bench.services);
  const wrongName = checkNames(names, [...new Set([...inFile, ...services.map(({ name }) => name)])]);
  if (wrongName !== null) return tellStop(context, wrongName, form, shown);
  const meant = (service: ServiceStatus): boolean => names.length === 0 || names.includes(service.name);
  const running = benches.filter((bench) =>
    bench.services.some((service) => mayLeave(service) && meant(service)),
  );
  if (running.length === 0) {
    return tell(context, { ok: true, project: shown, services }, flags.json ? null : sayStopped([], names));
  }
  const stopped: Settled[] = [];
  for (const { layout, silence } of running) {
    if (silence !== null)
      return tellStop(context, stopFor(exitCodes.failed, sayConnectFailure(silence)), form);
    const allowed = await mayInterruptWork(context, layout, { names, yes: flags.yes, verb: "stop" });
    if (!allowed.ok) return tellStop(context, allowed.failure, form, shown);
    const end = await stopServices(context, { layout, names, isJson: flags.json });
    if (!end.ok) return tellStop(context, end.failure, form, shown);
    if (end.value.kind === "left") {
      context.note(stillStopping);
      if (flags.json) tellEnd(context, { ok: false, project: shown, services: end.value.services });
      return context.setExitCode(exitCodes.interrupted);
    }
    stopped.push(end.value.settled);
  }
  const isWell = stopped.every(
    (settled) =>
      settled.failed.length === 0 &&
      !settled.services.some((service) => service.state === "stuck" && meant(service)),
  );
  if (!isWell) context.setExitCode(exitCodes.failed);
  const pulls = running.flatMap((bench) => sayEndedPulls(bench, meant));
  const words = isWell ? sayEnd({ stopped, names, pulls }) : "";
  const now = stopped.flatMap((settled) => settled.services);
  tell(context, { ok: isWell, project: shown, services: now }, flags.json ? null : words);
}

const sayEnd = ({ stopped, names, pulls }: Ended): string => {
  const changed = [...new Set(stopped.flatMap((settled) => settled.changed))];
  // Where a pull is all that there was, "nothing is running" is not the whole of it.
  const first = changed.length > 0 || pulls.length === 0 ? [sayStopped(changed, names)] : [];
  return [...first, ...pulls].join("\n");
};

interface Ended {
  readonly stopped: readonly Settled[];
  readonly names: readonly string[];
  readonly pulls: readonly string[];
}

/** Somebody else's server is left to them, and still the project lets go of it; one that is looked for is looked for no more. */
const mayLeave = (service: ServiceStatus): boolean =>
  !isAtRest(service) || service.state === "external" || service.state === "unavailable";

/** A server of jig's own goes with its pulls; what somebody else's was asked to fetch is told by itself. */
const sayEndedPulls = (
  { services, layout }: KnownServices & { readonly layout: Layout },
  meant: (service: ServiceStatus) => boolean,
): readonly string[] => {
  const external = services.filter((service) => service.state === "external" && meant(service));
  if (external.length === 0) return [];
  const byHand = handPulls(layout.state).map(({ name }) => name);
  const pulled = external.flatMap(({ models = [], url }) =>
    models.flatMap(({ name, state }) => (state === "pulling" ? [sayEndedPull(name, url)] : [])),
  );
  return [...pulled, ...byHand.map(sayGoingPull)];
};

interface Benches {
  /** The project's own first, if there is one, then those of where its folder was before. */
  readonly benches: readonly (KnownServices & { readonly layout: Layout })[];
  readonly shown: { readonly name: string; readonly root: string };
  /** The names in the description. */
  readonly inFile: readonly string[];
}

/** Everything that `down` could mean. Without a description, what was started with one may still run. */
const openBenches = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<Benches, Stop>> => {
  const project = lookForProject(context, directory);
  if (!project.ok) {
    const stranded = await findStrandedServices(context.host, project.failure);
    const [first] = stranded;
    if (first === undefined) return fail(stopFor(exitCodes.usage, sayFindFailure(project.failure)));
    const { root } = first.layout;
    return ok({ benches: stranded, shown: { name: basename(root), root }, inFile: [] });
  }
  const { found, layout } = project.value;
  const known = await sayWaiting(context, layout, readKnownServices(layout));
  if (known.silence !== null) return fail(stopFor(exitCodes.failed, sayConnectFailure(known.silence)));
  const described = describeProject(found);
  return ok({
    benches: [{ ...known, layout }, ...(await findFormerServices(context.host, layout))],
    shown: { name: described.ok ? described.value.name : found.folder, root: layout.root },
    inFile: described.ok ? described.value.description.services.map(({ name }) => name) : [],
  });
};

interface Stopping {
  readonly layout: Layout;
  /** Empty: all. */
  readonly names: readonly string[];
  readonly isJson: boolean;
}

const stopServices = async (
  context: JigContext,
  { layout, names, isJson }: Stopping,
): Promise<Result<TalkEnd, Stop>> => {
  const client = await reachSupervisor(context, layout);
  if (!client.ok) return client;
  const reporter = reporterFor(context, isJson);
  const talk = client.value.down({ services: names.length === 0 ? null : [...names] });
  const end = await followTalk(talk, reporter, { signal: context.interruption(), services: [] });
  reporter.close();
  return end;
};

/** The answer in words, or as the last event when there are none. */
const tell = (context: JigContext, summary: Parameters<typeof tellEnd>[1], words: string | null): void => {
  if (words === null) tellEnd(context, summary);
  else if (words !== "") context.out.write(`${words}\n`);
};
