// The indexes that `pyproject.toml` names, as uv is told of them where versions are chosen. What a variable names is asked for
// every package and first of all: one that the project keeps for its own packages goes back to those alone.

import { decodePercent } from "../../base/decode-percent.ts";
import type { ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import { furtherEntries, indexesHere } from "./index-names.ts";
import type { LockStep } from "../../plan/step.ts";
import type { StepContext } from "../realize-context.ts";

export interface ToldIndexes {
  readonly indexes: readonly ProjectIndex[];
  /** For uv, besides its usual environment: what else is named, and passwords, which no file gets. */
  readonly env: Readonly<Record<string, string>>;
}

/** This machine's addresses go before the project's. */
export const explicitIndexes = (
  machine: Pick<StepContext, "host" | "layout">,
  { indexes = [], sources = [] }: Pick<LockStep, "indexes" | "sources">,
): ToldIndexes => {
  const named = indexesHere(machine, indexes);
  const usual = named.map((index) => ({ ...index, url: index.url.replace(USER, "$1") }));
  const passwords = Object.fromEntries(named.flatMap(({ name, url }) => passwordFor(name, url)));
  // One that no package is said to come from would not be asked at all.
  const used = new Set(sources.flatMap(({ from }) => from.map(({ index }) => index)));
  const explicit = new Set(
    indexes.flatMap(({ name, isExplicit }) => (isExplicit && used.has(name) ? [name] : [])),
  );
  const entries = furtherEntries(machine);
  const own = entries.filter(({ name }) => name !== null && explicit.has(name));
  if (own.length === 0) return { indexes: usual, env: passwords };
  const others = entries.filter((entry) => entry.variable === "UV_INDEX" && !own.includes(entry));
  return {
    indexes: [
      ...own.map(({ name, address }) => ({
        name: name ?? "",
        url: address.replace(USER, "$1"),
        isExplicit: true,
      })),
      ...usual,
    ],
    env: {
      ...passwords,
      UV_INDEX: others.map(({ written }) => written).join(" "),
      ...Object.fromEntries(own.flatMap(({ name, address }) => passwordFor(name ?? "", address))),
    },
  };
};

const USER = /^(\w+:\/\/)([^/]*)@/;

const passwordFor = (name: string, address: string): readonly (readonly [string, string])[] => {
  const user = USER.exec(address)?.[2];
  if (user === undefined) return [];
  const [, login = user, password] = /^([^:]*):(.*)$/s.exec(user) ?? [];
  const prefix = `UV_INDEX_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
  return [
    [`${prefix}_USERNAME`, decodePercent(login)],
    ...(password === undefined ? [] : [[`${prefix}_PASSWORD`, decodePercent(password)] as const]),
  ];
};
