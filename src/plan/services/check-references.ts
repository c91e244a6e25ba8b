// `${…}` that would have no value when a service starts, found while there is still a line to point at.

import { isForeignVariable } from "../../activate/activate-environment.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import type { Description, DescribedService } from "../../describe/description.ts";
import type { Doubts } from "../../describe/surroundings.ts";
import type { Reference, Template } from "../../describe/services/template.ts";
import { presetByName } from "../../presets/preset-by-name.ts";

export interface Known {
  /** The services that have a port. */
  readonly withPort: ReadonlySet<string>;
  /** The variables of the machine that have a value. */
  readonly variables: ReadonlySet<string>;
}

/** One diagnostic for each reference without a value, in no particular order. */
export const checkReferences = (description: Description, known: Known): readonly Diagnostic[] => {
  const context: Context = {
    source: description.source,
    withPort: known.withPort,
    variables: known.variables,
    services: new Set(description.services.map(({ name }) => name)),
    given: givenToServices(description, known),
  };
  return [
    ...description.env.flatMap(({ value, range }) =>
      referencesOf([value]).flatMap((reference) => checkProjectReference(reference, range, context)),
    ),
    ...description.services.flatMap((service) => checkService(service, context)),
  ];
};

/**
 * The same while the description has other problems, for all to be told at once: what could not be read counts as there.
 * @param variables the names of the machine's variables that have a value
 */
export const checkReferencesEarly =
  (variables: readonly string[]) =>
  (description: Description, doubts: Doubts): readonly Diagnostic[] => {
    const withPort = description.services
      .filter(({ name, use, port }) => port !== null || doubts.ports.has(name) || hasPresetPort(use?.value))
      .map(({ name }) => name);
    const known = { withPort: new Set(withPort), variables: new Set(variables) };
    return checkReferences({ ...description, env: untoldIn(description) }, known).filter(
      ({ code }) => code !== "unset-variable" || !doubts.hasVariables,
    );
  };

/** `[env]` without what describing itself says of it: a port of nobody, and services that there are not. */
const untoldIn = ({ env, services }: Description): Description["env"] => {
  const names = new Set(services.map(({ name }) => name));
  const isTold = (part: Template[number]): boolean =>
    typeof part !== "string" && (part.kind === "port" || (part.kind === "service" && !names.has(part.name)));
  return env.map((variable) => ({ ...variable, value: variable.value.filter((part) => !isTold(part)) }));
};

const hasPresetPort = (preset: string | undefined): boolean =>
  preset !== undefined && presetByName(preset)?.port !== null;

interface Context extends Known {
  readonly source: Source;
  readonly services: ReadonlySet<string>;
  /** The variables that a service finds in its environment besides its own. */
  readonly given: ReadonlySet<string>;
}

const givenToServices = (description: Description, { variables }: Known): ReadonlySet<string> =>
  new Set([
    ...[...variables].filter((name) => !isForeignVariable(name)),
    ...description.env.map(({ name }) => name),
    ...(description.python === null ? [] : ["PATH", "VIRTUAL_ENV"]),
    "NO_PROXY",
    "no_proxy",
    "PYTHONUNBUFFERED",
  ]);

const referencesOf = (templates: readonly Template[]): readonly Reference[] =>
  templates.flat().filter((part) => typeof part !== "string");

const checkService = (service: DescribedService, context: Context): readonly Diagnostic[] => {
  const { run } = service;
  const commands = run === null ? [] : run.kind === "shell" ? [run.script] : run.words;
  const own = new Set(service.env.map(({ name }) => name));
  const inCommand = referencesOf(commands).flatMap((reference) =>
    // What the service itself is given is known to its command.
    reference.kind === "env" && own.has(reference.name)
      ? []
      : checkReference(reference, { range: run?.range ?? service.range, service: service.name }, context),
  );
  const inEnv = service.env.flatMap(({ value, range }) =>
    referencesOf([value]).flatMap((reference) =>
      checkReference(reference, { range, service: service.name }, context),
    ),
  );
  return [...inCommand, ...inEnv];
};

const checkReference = (
  reference: Reference,
  at: { readonly range: Range; readonly service: string },
  context: Context,
): readonly Diagnostic[] => {
  const { withPort, services, source } = context;
  if (reference.kind === "env") {
    const isGiven =
      context.given.has(reference.name) || (reference.name === "PORT" && withPort.has(at.service));
    return isGiven ? [] : [unsetVariable(reference.name, at.range, context)];
  }
  const needed = reference.kind === "port" ? at.service : reference.name;
  // An unknown name was told when the text was described.
  if (withPort.has(needed) || !services.has(needed)) return [];
  return [
    {
      code: "service-without-port",
      severity: "error",
      message: `\`${spell(reference)}\` has no value: service \`${needed}\` has no port`,
      source,
      range: at.range,
      hint: `give \`[services.${needed}]\` a \`port\``,
    },
  ];
};

const checkProjectReference = (
  reference: Reference,
  range: Range,
  context: Context,
): readonly Diagnostic[] => {
  if (reference.kind === "env") {
    return context.variables.has(reference.name) ? [] : [unsetVariable(reference.name, range, context)];
  }
  return [
    {
      code: "port-outside-service",
      severity: "error",
      message: `\`${spell(reference)}\` has no value in \`[env]\`: ports are known when a service starts`,
      source: context.source,
      range,
      hint: "put the variable in the `env` of the service that needs it",
    },
  ];
};

const unsetVariable = (name: string, range: Range, { source, variables }: Context): Diagnostic => {
  const isTakenOut = variables.has(name) && isForeignVariable(name);
  return {
    code: "unset-variable",
    severity: "error",
    message: isTakenOut
      ? `\`${name}\` is set, but services do not get it: it would point them at another Python or Jupyter`
      : `the environment variable \`${name}\` is not set`,
    source,
    range,
    hint: isTakenOut
      ? `to hand it on all the same, give it a name of your own in \`[env]\`: \`MY_${name} = "\${env:${name}}"\``
      : `set it before you run \`jig\`, or give it a value in \`[env]\``,
  };
};

const spell = (reference: Exclude<Reference, { readonly kind: "env" }>): string =>
  reference.kind === "port" ? "${port}" : `\${service.${reference.name}.${reference.field}}`;
