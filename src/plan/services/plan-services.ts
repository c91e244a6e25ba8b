// The services as specs: the description's keys over the preset's, every path absolute. It starts none, and leaves what
// only the moment of the start can know (ports, variables) in templates.

import { sha256 } from "../../base/digest.ts";
import type { Place, Range } from "../../base/place.ts";
import type { DescribedService, DescribedVariable } from "../../describe/description.ts";
import type { Template } from "../../describe/services/template.ts";
import type { Preset } from "../../presets/preset.ts";
import { assignPorts, type WantedPort } from "./assign-ports.ts";
import { addExec } from "../render/exec-prefix.ts";
import {
  fillFiles,
  fillLiteral,
  fillText,
  fillToken,
  presetValues,
  type PresetValues,
} from "./fill-preset.ts";
import type { Command, PlannedPort, Readiness, ServiceSpec, StopWay } from "./service-spec.ts";
import type { PlanInput } from "../plan-input.ts";
import { afterTellers, planOllama } from "./plan-ollama.ts";

/** A service of the description with the preset that it uses. */
export interface PresetService {
  readonly described: DescribedService;
  readonly preset: Preset;
}

export interface ServicePlanning {
  readonly input: PlanInput;
  readonly project: { readonly name: string; readonly id: string };
  /** `[env]`. */
  readonly env: Readonly<Record<string, Template>>;
  /** The digest of the packages below the services; null without Python. */
  readonly environment: string | null;
  readonly placeOf: (range: Range) => Place;
}

/** The specs, in the order in which the services are given; those that share a wish for a port get different ones. */
export const planServices = (
  services: readonly PresetService[],
  planning: ServicePlanning,
): readonly ServiceSpec[] => {
  const ports = planPorts(services, planning.input);
  const specs = services.map((service) => {
    const wanted = wantedPort(service);
    const number = ports[service.described.name];
    const port =
      wanted === null || number === undefined
        ? null
        : { number, fixed: wanted.fixed, ...placeOfPort(service, planning) };
    return planService(service, port, planning);
  });
  return afterTellers(specs);
};

/** `[env]` and `env` as a record by name, in the order of the names. */
export const variablesByName = (
  variables: readonly DescribedVariable[],
): Readonly<Record<string, Template>> =>
  sortedRecord(variables.map(({ name, value }): [string, Template] => [name, value]));

/** The port that a service wants; null when it has none. */
const wantedPort = ({ described, preset }: PresetService): WantedPort | null => {
  if (described.port !== null) return { service: described.name, number: described.port.value, fixed: true };
  return preset.port === null ? null : { service: described.name, number: preset.port, fixed: false };
};

const placeOfPort = ({ described }: PresetService, { placeOf }: ServicePlanning): { place?: Place } =>
  described.port === null ? {} : { place: placeOf(described.port.range) };

/** Whether the service answers on a port. */
export const hasPort = (service: PresetService): boolean => wantedPort(service) !== null;

const planPorts = (
  services: readonly PresetService[],
  { facts, rememberedPorts }: PlanInput,
): Readonly<Record<string, number>> => {
  const wanted = services.map((service) => wantedPort(service)).filter((port) => port !== null);
  // A remembered port on which something listens is taken for our own running service: whoever starts it looks again.
  const ours = new Set(Object.values(rememberedPorts));
  const taken = new Set(facts.listeners.map(({ port }) => port).filter((port) => !ours.has(port)));
  return assignPorts(wanted, taken, rememberedPorts);
};

const planService = (
  service: PresetService,
  port: PlannedPort | null,
  planning: ServicePlanning,
): ServiceSpec => {
  const { described, preset } = service;
  const { input } = planning;
  const values = presetValues(input, planning.project, described.name);
  const ready = planReadiness(service);
  const page = planPage(service, ready);
  const decisive = {
    command: planCommand(service, values, input.facts.user.uid === 0),
    cwd: planCwd(service, values, input.layout.root),
    env: planEnv(service, values),
    ready,
    stop: planStop(service),
    files: fillFiles(preset, values),
    token: fillToken(preset, values),
    live: preset.live,
    oneshot: described.oneshot?.value ?? false,
  };
  return {
    name: described.name,
    preset: preset.name,
    why: planning.placeOf(described.range),
    digest: decisiveDigest({ ...decisive, files: fillFiles(preset, { ...values, id: "" }) }, port, planning),
    ...decisive,
    port,
    open: described.open?.value ?? (preset.open && page !== null),
    page,
    after: described.after.map(({ service: needed, until }) => ({ service: needed, until })),
    // A missing Ollama never stops the rest unless it is required.
    require: described.require?.value ?? preset.ollama === undefined,
    ...(preset.tells === undefined ? {} : { tells: preset.tells }),
    ...(preset.ollama === undefined ? {} : { ollama: planOllama(preset.ollama, input, planning.placeOf) }),
  };
};

/**
 * What makes a running copy older when it changes. A port that may move is only the fact that there is one. Plain JSON
 * serves here: every object in it is built in one place, its keys always in one order, and many services share a plan.
 */
const decisiveDigest = (
  decisive: Omit<
    ServiceSpec,
    | "name"
    | "preset"
    | "why"
    | "digest"
    | "port"
    | "open"
    | "page"
    | "after"
    | "require"
    | "ollama"
    | "tells"
    | "lacks"
  >,
  port: PlannedPort | null,
  { env, environment }: ServicePlanning,
): string => {
  const portMark = port === null ? null : port.fixed ? port.number : "movable";
  return sha256(JSON.stringify([decisive, portMark, env, environment])).slice(0, 16);
};

const planCommand = (
  { described: { run }, preset }: PresetService,
  values: PresetValues,
  isRoot: boolean,
): Command => {
  if (run?.kind === "shell") return { kind: "shell", ...addExec(run.script) };
  if (run?.kind === "argv") return { kind: "argv", words: run.words };
  const words = [...(preset.command ?? []), ...(isRoot ? preset.rootArguments : [])];
  return { kind: "argv", words: words.map((word) => fillText(word, values)) };
};

/** The preset's folder is for the preset's command: what the user runs counts paths from the root. */
const planCwd = ({ described, preset }: PresetService, values: PresetValues, root: string): string =>
  preset.cwd === undefined || described.cwd !== null || described.run !== null
    ? absolute(root, described.cwd?.value ?? ".")
    : fillLiteral(preset.cwd, values);

const planEnv = (
  { described, preset }: PresetService,
  values: PresetValues,
): Readonly<Record<string, Template>> =>
  sortedRecord([
    ...Object.entries(preset.env).map(([name, text]): [string, Template] => [name, fillText(text, values)]),
    ...described.env.map(({ name, value }): [string, Template] => [name, value]),
  ]);

const planReadiness = (service: PresetService): Readiness => {
  const { described, preset } = service;
  return {
    probe:
      described.ready?.probe ?? preset.ready ?? (hasPort(service) ? { kind: "tcp" } : { kind: "started" }),
    timeoutMs: described.ready?.timeoutMs ?? preset.readyTimeoutMs,
  };
};

const planStop = ({ described: { stop }, preset }: PresetService): StopWay => ({
  http: preset.stop.http === null ? null : { path: preset.stop.http },
  signal: stop?.signal ?? preset.stop.signal,
  timeoutMs: stop?.timeoutMs ?? preset.stop.timeoutMs,
});

/** What answers HTTP, or is to be opened, has something to see: at its root, whatever its readiness path is. */
const planPage = (service: PresetService, { probe }: Readiness): string | null => {
  if (!hasPort(service)) return null;
  if (service.preset.page !== null) return service.preset.page;
  return probe.kind === "http" || service.described.open?.value === true ? "/" : null;
};

const sortedRecord = (
  entries: readonly (readonly [string, Template])[],
): Readonly<Record<string, Template>> =>
  Object.fromEntries([...new Map(entries)].toSorted(([left], [right]) => (left < right ? -1 : 1)));

/** A folder inside the root, `.` and double slashes left out. */
const absolute = (root: string, path: string): string =>
  [root, ...path.split("/").filter((part) => part !== "" && part !== ".")].join("/");
