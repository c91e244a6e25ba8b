// Gathers all that a diagnosis looks at: the machine, the index, the project if there is one, its services. Reads only,
// asks every question at once and waits for none of them longer than two and a half seconds.

import { resolve } from "node:path";

import type { ServiceStatus } from "../../../api/contract.ts";
import { placeOf } from "../../../base/place.ts";
import { fail, ok, type Result } from "../../../base/result.ts";
import type {
  DescribedPort,
  Diagnosis,
  OllamaProof,
  ProjectProblem,
  ProjectState,
} from "../../../diagnose/diagnosis.ts";
import type { Description } from "../../../describe/description.ts";
import { layoutOf } from "../../../host/layout.ts";
import type { Facts } from "../../../plan/facts.ts";
import type { GpuProof } from "../../../plan/gpu/gpu-proof.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { FindFailure } from "../../../probe/project/find-project.ts";
import { lookForPackages } from "../../../realize/nix/look-for-packages.ts";
import { systemEnvironmentFor } from "../../../realize/system-environment.ts";
import { findBenchService } from "../../../supervise/ports/find-bench-service.ts";
import { problemOf, type JigContext } from "../../context.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { sayConnectFailure, sayFindFailure } from "../../answer/say-failure.ts";
import { stopFor, type Stop } from "../../answer/stop.ts";
import {
  findFormerServices,
  findStrandedServices,
  sayFormerServices,
} from "../../services/former-services.ts";
import { proveOllama } from "../../models/prove-ollama.ts";
import { isAtRest, readKnownServices, type KnownServices } from "../../services/known-services.ts";
import { describeProject } from "../description/describe-project.ts";
import { examineMachine, PROGRAM_MS } from "./examine-machine.ts";
import { findLeftovers } from "./find-leftovers.ts";
import { planProject } from "../plan-project.ts";
import { projectEnvironment } from "../making/project-environment.ts";
import { proveNow } from "../making/prove-once.ts";
import { lookForProject, type Project } from "../project.ts";
import { stepStandings } from "../step-standings.ts";

const PATIENCE_MS = 1000;

/** Fails only when the folder to look in is not there. @param directory the value of `-C` */
export const examineProject = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<Diagnosis, Stop>> => {
  const looked = lookForProject(context, directory);
  if (looked.ok) return ok(await examineFound(context, directory, looked.value));
  const { failure } = looked;
  if (failure.reason === "no-such-folder") {
    return fail(stopFor(exitCodes.usage, sayFindFailure(failure)));
  }
  const { host } = context;
  const folder = resolve(context.cwd, directory ?? ".");
  const layout = layoutOf(host, { root: folder, file: "jig.toml" });
  const [machine, stranded] = await Promise.all([
    examineMachine(host, layout, { hasProject: false }),
    findStrandedServices(host, failure, PATIENCE_MS),
  ]);
  return ok({
    ...machine,
    project: failure.reason === "no-description" ? null : unreadable(folder, failure),
    former: sayFormerServices(stranded, directory),
  });
};

/** A description that is there and cannot be read. */
const unreadable = (root: string, failure: FindFailure): ProjectState => ({
  name: root,
  root,
  planned: null,
  packages: null,
  problems: [{ ...sayFindFailure(failure), severity: "error", place: null, detail: [] }],
  described: [],
  silence: null,
  services: [],
  holders: [],
});

const examineFound = async (
  context: JigContext,
  directory: string | undefined,
  { found, layout }: Project,
): Promise<Diagnosis> => {
  const { host } = context;
  const [machine, known, former] = await Promise.all([
    examineMachine(host, layout, { hasProject: true }),
    readKnownServices(layout, PATIENCE_MS),
    findFormerServices(host, layout, PATIENCE_MS),
  ]);
  const described = describeProject(found);
  const ports = described.ok ? portsOf(described.value.description) : [];
  const { planned, problems, packages } = await examinePlan(context, directory, {
    facts: machine.facts,
    known,
    layout,
  });
  return {
    ...machine,
    former: sayFormerServices(former, directory),
    project: {
      name: described.ok ? described.value.name : found.folder,
      root: layout.root,
      described: ports,
      holders: findHolders(machine.facts, ports, layout),
      planned,
      packages,
      proof: await prove(context, layout, planned),
      ollama:
        planned === null
          ? null
          : await askOllama(context, planned.plan, { services: known.services, layout }),
      problems: [...problems, ...findLeftovers(context, { found, layout }, planned)],
      silence: known.silence === null ? null : sayConnectFailure(known.silence),
      services: known.services.map((status) => ({
        name: status.name,
        state: status.state,
        port: status.port,
        isRunning: !isAtRest(status),
      })),
    },
  };
};

/** Where the packages are in place; elsewhere there is nothing to compute with yet. */
const prove = async (
  context: JigContext,
  layout: Layout,
  planned: ProjectState["planned"],
): Promise<GpuProof | null> => {
  if (planned?.plan.gpu === undefined || planned.standings["install"] !== "true-already") return null;
  if (context.err.isTerminal) context.note("computing a small matrix product…");
  return proveNow(context, { plan: planned.plan, layout });
};

const askOllama = (
  context: JigContext,
  plan: Plan,
  { services, layout }: { readonly services: readonly ServiceStatus[]; readonly layout: Layout },
): Promise<OllamaProof | null> => {
  const system = systemEnvironmentFor(context.host, layout, plan);
  return proveOllama(plan, {
    services,
    state: layout.state,
    env: projectEnvironment(context, { plan, layout, system }),
    onWait: (words) => (context.err.isTerminal ? context.note(words) : undefined),
  });
};

const portsOf = ({ source, services }: Description): readonly DescribedPort[] =>
  services.map(({ name, range, port, require }) => ({
    service: name,
    place: placeOf(source, range),
    port: port === null ? null : { number: port.value, place: placeOf(source, port.range) },
    isRequired: require?.value ?? true,
  }));

/** The services of jig's own among those who hold one of these ports. */
const findHolders = (
  { listeners }: Facts,
  described: readonly DescribedPort[],
  { state }: Layout,
): ProjectState["holders"] =>
  listeners.flatMap(({ port, owner }) => {
    if (owner === null || described.every((wanted) => wanted.port?.number !== port)) return [];
    const bench = findBenchService({ pid: owner.pid, port }, state);
    return bench === null ? [] : [{ pid: owner.pid, bench }];
  });

const examinePlan = async (
  context: JigContext,
  directory: string | undefined,
  seen: { readonly facts: Facts; readonly known: KnownServices; readonly layout: Layout },
): Promise<Pick<ProjectState, "planned" | "problems" | "packages">> => {
  const planned = await planProject(context, {
    directory,
    locking: "when-needed",
    startsServices: true,
    known: { facts: seen.facts, services: seen.known.services },
  });
  if (!planned.ok) return { planned: null, packages: null, problems: problemsOf(planned.failure) };
  const { plan } = planned.value;
  const { layout, facts } = seen;
  const packages = await lookForPackages({ host: context.host, layout }, plan, PROGRAM_MS);
  const standings = stepStandings(context.host, layout, { plan, venv: facts.venv });
  return { planned: { plan, standings }, problems: [], packages };
};

const problemsOf = ({ diagnostics, problems }: Stop): readonly ProjectProblem[] => [
  ...diagnostics.map((diagnostic) => problemOf(diagnostic)),
  ...problems,
];
