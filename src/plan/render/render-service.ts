// A planned service made ready to start: its ports are known now, so every template becomes text. It starts nothing.

import { fail, ok, type Result } from "../../base/result.ts";
import type { Template } from "../../describe/services/template.ts";
import { firstOnPath } from "./first-on-path.ts";
import type { Command, ServiceSpec } from "../services/service-spec.ts";
import { renderShell } from "./render-shell.ts";
import { originOf, renderTemplate, type ReferenceValues, type RenderFailure } from "./render-template.ts";

export type { RenderFailure } from "./render-template.ts";

export interface RenderContext {
  /** The port of every service that has one, this one among them. */
  readonly ports: Readonly<Record<string, number>>;
  /** The activated environment: `activateEnvironment` makes it. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RenderedService {
  readonly argv: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment of the service. */
  readonly env: Readonly<Record<string, string>>;
  /** What a person opens, without token; null when there is nothing to see. */
  readonly url: string | null;
  /** What answers when the service is ready; null when readiness is not asked by HTTP. */
  readonly readyUrl: string | null;
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * The command, folder, environment and addresses of one start. The environment is `context.env`, then `PORT`, `NO_PROXY`
 * with loopback in it and `PYTHONUNBUFFERED=1` (the output goes to a file), then the service's own `env`, which beats all; on a
 * `PATH` of its own the programs of the environment are first all the same.
 * Fails with the first reference that has no value.
 */
export const renderService = (
  spec: ServiceSpec,
  context: RenderContext,
): Result<RenderedService, RenderFailure> => {
  const port = portOf(spec, context.ports);
  const surroundings = { ...context.env, ...serviceDefaults(context.env, port) };
  const own = renderAll(spec.env, { port, ports: context.ports, env: surroundings });
  if (!own.ok) return own;
  const env = { ...surroundings, ...own.value, ...ownPath(context.env["VIRTUAL_ENV"], own.value["PATH"]) };
  const argv = renderCommand(spec.command, { port, ports: context.ports, env });
  if (!argv.ok) return argv;
  const origin = port === null ? null : originOf(port);
  return ok({
    argv: argv.value,
    cwd: spec.cwd,
    env,
    url: origin === null || spec.page === null ? null : `${origin}${spec.page}`,
    readyUrl:
      origin === null || spec.ready.probe.kind !== "http" ? null : `${origin}${spec.ready.probe.path}`,
  });
};

const ownPath = (venv: string | undefined, path: string | undefined): Record<string, string> =>
  venv === undefined || path === undefined ? {} : { PATH: firstOnPath(`${venv}/bin`, path) };

const portOf = (spec: ServiceSpec, ports: RenderContext["ports"]): number | null => {
  if (spec.port === null) return null;
  return (Object.hasOwn(ports, spec.name) ? ports[spec.name] : undefined) ?? spec.port.number;
};

const serviceDefaults = (
  env: Readonly<Record<string, string>>,
  port: number | null,
): Record<string, string> => ({
  // A proxy must never stand between services of this machine; both spellings are read, by different programs.
  NO_PROXY: withLoopback(env["NO_PROXY"] ?? env["no_proxy"]),
  no_proxy: withLoopback(env["no_proxy"] ?? env["NO_PROXY"]),
  // Python takes the empty text as "not set".
  PYTHONUNBUFFERED: env["PYTHONUNBUFFERED"] || "1",
  ...(port === null ? {} : { PORT: String(port) }),
});

/** What is excepted from proxies, with this machine in it, and these hosts. */
export const withLoopback = (exceptions: string | undefined, hosts: readonly string[] = []): string => {
  const known = (exceptions ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (known.includes("*")) return known.join(",");
  return [...new Set([...known, ...LOOPBACK, ...hosts])].join(",");
};

const renderAll = (
  templates: Readonly<Record<string, Template>>,
  values: ReferenceValues,
): Result<Record<string, string>, RenderFailure> => {
  const texts: [string, string][] = [];
  for (const [name, template] of Object.entries(templates)) {
    const text = renderTemplate(template, values);
    if (!text.ok) return text;
    texts.push([name, text.value]);
  }
  return ok(Object.fromEntries(texts));
};

const renderCommand = (
  command: Command,
  values: ReferenceValues,
): Result<readonly [string, ...string[]], RenderFailure> => {
  if (command.kind === "shell") {
    const text = renderShell(command.script, values);
    return text.ok ? ok(["/bin/sh", "-c", text.value]) : text;
  }
  const words: string[] = [];
  for (const word of command.words) {
    const text = renderTemplate(word, values);
    if (!text.ok) return fail(text.failure);
    words.push(text.value);
  }
  const [program = "", ...args] = words;
  return ok([program, ...args]);
};
