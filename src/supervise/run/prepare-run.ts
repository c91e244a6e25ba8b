// Everything a run needs before its process exists: a port that is free now, the token, the files, the rendered
// command. It writes inside the state folder only, and starts nothing.

import { accessSync, chmodSync, constants, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, normalize, resolve, sep } from "node:path";

import { randomName } from "../../base/random-name.ts";
import { fail, ok, unreachable, type Result } from "../../base/result.ts";
import type { Template } from "../../describe/services/template.ts";
import { errorCode } from "../../host/files/file-error.ts";
import { ownerAdvice } from "../../host/files/owner-advice.ts";
import { assignPorts } from "../../plan/services/assign-ports.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { renderService, type RenderedService, type RenderFailure } from "../../plan/render/render-service.ts";
import { describeHeldPort, findPortHolder, identifyStranger, isPortFree } from "../ports/port-holder.ts";
import { readRememberedPorts, rememberPort } from "../records/records.ts";
import type { Remedy } from "../life/remedy.ts";
import { statePaths } from "../records/state-paths.ts";
import { toldPorts, type Ports } from "./told-ports.ts";
import { readToken } from "./token.ts";
import { isExecutable } from "../../host/files/is-executable.ts";

export interface PrepareRequest {
  readonly state: string;
  readonly spec: ServiceSpec;
  readonly env: Readonly<Record<string, string>>;
  /** The ports of the other services, as they run or would run. */
  readonly otherPorts: Readonly<Record<string, number>>;
}

export interface PreparedRun {
  readonly port: number | null;
  readonly rendered: RenderedService;
  /** The ports of other services that it is told. */
  readonly told: Ports;
  /** For the log's first line: values from the user's environment stay out of it. */
  readonly command: string;
}

/** Why a run cannot start now, for people. */
export interface RunRefusal {
  readonly why: string;
  readonly remedy: Remedy | null;
}

/** @returns what to start, or why it cannot start now */
export const prepareRun = (request: PrepareRequest): Result<PreparedRun, RunRefusal> => {
  const port = choosePort(request);
  if (!port.ok) return port;
  const prepared = prepareWith(request, port.value);
  return prepared.ok ? prepared : fail({ why: prepared.failure, remedy: null });
};

const prepareWith = (
  { state, spec, otherPorts, env }: PrepareRequest,
  port: number | null,
): Result<PreparedRun, string> => {
  const ports = port === null ? otherPorts : { ...otherPorts, [spec.name]: port };
  const rendered = renderService(spec, { ports, env });
  if (!rendered.ok) return fail(sayRenderFailure(rendered.failure));
  const paths = [...spec.files.map(({ path }) => path), ...(spec.token === null ? [] : [spec.token.file])];
  const outside = paths.find((path) => !isInside(state, path));
  if (outside !== undefined) return fail(`\`${outside}\` is not in the state folder, so it is not written`);
  try {
    if (spec.token !== null) makeToken(spec.token.file);
    for (const { path, content } of spec.files) writePrivate(path, content);
  } catch (error) {
    return fail(`its files cannot be written: ${messageOf(error)}`);
  }
  // Behind the files: a service may be started in the folder that they are in.
  if (!isFolder(spec.cwd)) return fail(`the folder \`${spec.cwd}\` is not there`);
  const [program] = rendered.value.argv;
  if (!isOnPath(program, rendered.value)) return fail(`\`${program}\` is not on PATH`);
  const closed = whyClosed(statePaths(state).service(spec.name));
  if (closed !== null) return fail(closed);
  if (port !== null && spec.port?.fixed === false) rememberPort(state, spec.name, port);
  return ok({
    port,
    rendered: rendered.value,
    told: toldPorts(spec, otherPorts),
    command: commandText(spec, port),
  });
};

/** Why a run's files could not be written into their folder, for people; null when they can. */
const whyClosed = (folder: string): string | null => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const advice = ownerAdvice(folder) ?? `see \`ls -ld ${folder}\``;
    return `its files cannot be written into \`${folder}\` (${errorCode(error)}); ${advice}`;
  }
};

/** The port that a service has or would have, for the references of others. */
export const expectedPort = (state: string, spec: ServiceSpec): number | null => {
  if (spec.port === null || spec.port.fixed) return spec.port?.number ?? null;
  return readRememberedPorts(state)[spec.name] ?? spec.port.number;
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const choosePort = ({ state, spec, otherPorts }: PrepareRequest): Result<number | null, RunRefusal> => {
  if (spec.port === null) return ok(null);
  const { number, fixed } = spec.port;
  if (fixed) {
    if (isPortFree(number)) return ok(number);
    const holder = findPortHolder(number, []);
    const owner = holder.kind === "stranger" ? identifyStranger(holder, number, state) : null;
    return fail(describeHeldPort(spec, number, owner));
  }
  const taken = new Set(Object.values(otherPorts));
  const remembered = readRememberedPorts(state);
  const choose = (): number =>
    assignPorts([{ service: spec.name, number, fixed }], taken, remembered)[spec.name] ?? number;
  for (let port = choose(); !taken.has(port); port = choose()) {
    if (isPortFree(port)) return ok(port);
    taken.add(port);
  }
  return fail({ why: `there is no free port from ${number} on`, remedy: null });
};

/** Made once and kept: links and open pages go on working across restarts. */
const makeToken = (file: string): void => {
  if (readToken(file) !== null) chmodSync(file, 0o600);
  else writePrivate(file, randomName(24));
};

const writePrivate = (path: string, content: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.part`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, path);
};

const isInside = (folder: string, path: string): boolean =>
  normalize(path) === path && path.startsWith(`${folder}${sep}`);

/**
 * Whether a shell finds the program, which asks it of PATH alone when there is no slash in its name. Without PATH the
 * shell has its own idea; a path that is wrong is told by the shell too, in the log.
 */
const isOnPath = (program: string, { cwd, env }: Pick<RenderedService, "cwd" | "env">): boolean => {
  const path = env["PATH"];
  if (program.includes("/") || path === undefined) return true;
  return path.split(":").some((folder) => isExecutable(resolve(cwd, folder, program)));
};

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

const sayRenderFailure = (failure: RenderFailure): string => {
  switch (failure.reason) {
    case "unset-variable":
      return `the variable \`${failure.variable}\` is not set`;
    case "no-port":
      return failure.service === null ? "it has no port" : `service \`${failure.service}\` has no port`;
    default:
      return unreachable(failure);
  }
};

const commandText = (spec: ServiceSpec, port: number | null): string => {
  const text = (template: Template): string =>
    template
      .map((part) => {
        if (typeof part === "string") return part;
        if (part.kind === "env") return `\${env:${part.name}}`;
        if (part.kind === "port" && port !== null) return String(port);
        return part.kind === "service" ? `\${service.${part.name}.${part.field}}` : "${port}";
      })
      .join("");
  return spec.command.kind === "shell"
    ? text(spec.command.script)
    : spec.command.words.map((word) => text(word)).join(" ");
};
