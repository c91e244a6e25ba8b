// The command line as data: which commands there are, with what flags and names. Read off the commands themselves, so that
// completions and the reference can leave none out. It runs nothing.

import type { Application, Command } from "@stricli/core";

import type { JigContext } from "../context.ts";

export interface FlagShape {
  /** `--json`, and `-C` with it where there is a short one. */
  readonly names: readonly string[];
  readonly about: string;
  /** What stands behind it: `DIR`; null when nothing does. */
  readonly takes: string | null;
}

export interface CommandShape {
  readonly name: string;
  /** Other names of it. */
  readonly aliases: readonly string[];
  readonly about: string;
  readonly flags: readonly FlagShape[];
  /** What its names are: `SERVICE`; null when it takes none. */
  readonly takes: string | null;
  readonly takesMany: boolean;
}

/** All commands, in the order of the help. */
export const commandShapes = ({ root }: Pick<Application<JigContext>, "root">): readonly CommandShape[] => {
  if (!("getAllEntries" in root)) return [];
  return root
    .getAllEntries()
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, aliases, target }) =>
      "parameters" in target ? [shapeOf(target, { name: name.original, aliases })] : [],
    );
};

const shapeOf = (
  { brief, parameters }: Command<JigContext>,
  { name, aliases }: Pick<CommandShape, "name" | "aliases">,
): CommandShape => {
  const { flags = {}, aliases: letters = {}, positional } = parameters;
  const parameter = positional?.kind === "array" ? positional.parameter : positional?.parameters[0];
  return {
    name,
    aliases,
    about: brief,
    flags: Object.entries(flags).map(([key, flag]) => ({
      names: [longName(key, flag), ...lettersFor(letters, key)],
      about: flag.brief,
      takes: flag.kind === "boolean" || flag.kind === "counter" ? null : (flag.placeholder ?? "VALUE"),
    })),
    takes: parameter === undefined ? null : (parameter.placeholder ?? "NAME"),
    takesMany: positional?.kind === "array",
  };
};

/** A flag that is on by itself is written to turn it off. */
const longName = (key: string, flag: { readonly kind: string; readonly default?: unknown }): string => {
  const word = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return flag.kind === "boolean" && flag.default === true ? `--no-${word}` : `--${word}`;
};

const lettersFor = (letters: Readonly<Record<string, unknown>>, key: string): readonly string[] =>
  Object.entries(letters).flatMap(([letter, meant]) => (meant === key ? [`-${letter}`] : []));
