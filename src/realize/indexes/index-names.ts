// How the lock calls an index: by the name that the user gave it, never by its address, and
// which of a lock's indexes this machine has no address for. It asks none of them.

import {
  isFalselyUsual,
  USUAL_INDEX,
  type ProjectIndex,
} from "../../describe/requirements/pyproject-indexes.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { indexesIn, usualIndexHere } from "./find-indexes.ts";
import { pytorchIndexAddress, pytorchIndexAt } from "./pytorch-index.ts";
import type { StepContext } from "../realize-context.ts";
import { readUvSettings, uvEnvironment } from "../uv/uv-environment.ts";

/** Where the environment is decides what uv is told of this machine. */
type Machine = Pick<StepContext, "host" | "layout">;

const USUAL = USUAL_INDEX.name;
const NAMELESS = "extra";

/** Names an address. */
type NameIndex = (address: string | null) => string;

/** Further indexes have the names that they were given (`name=address`), or `extra`; all else is `pypi`. */
export const indexNames = (machine: Machine, indexes: readonly ProjectIndex[] = []): NameIndex => {
  const names = namesOf(machine, indexes);
  return (address) => names.get(plain(address ?? "")) ?? USUAL;
};

/**
 * For a lock that another tool has made, perhaps on another machine: what neither the project nor this machine names is the usual
 * index only where it is at that one's own address.
 */
export const takenIndexNames = (machine: Machine, indexes: readonly ProjectIndex[] = []): NameIndex => {
  const names = namesOf(machine, indexes);
  const usual = new Set([USUAL_INDEX.url, usualIndexHere(machine) ?? ""].map((url) => plain(url)));
  return (address) => {
    if (address === null) return USUAL;
    const at = plain(address);
    return names.get(at) ?? (usual.has(at) ? USUAL : (pytorchIndexAt(machine.host, at) ?? NAMELESS));
  };
};

const namesOf = (machine: Machine, indexes: readonly ProjectIndex[]): ReadonlyMap<string, string> =>
  new Map([
    ...indexes.map(({ name, url }) => [plain(url), calledIn(name, url)] as const),
    ...furtherIndexes(machine),
  ]);

/** A stranger to `pypi` is not called so, whatever the user calls it. */
const calledIn = (name: string | null, url: string): string =>
  name === null || isFalselyUsual({ name, url }) ? NAMELESS : name;

interface FurtherEntry {
  /** Null: it has none. */
  readonly name: string | null;
  readonly address: string;
  readonly variable: "UV_INDEX" | "UV_EXTRA_INDEX_URL";
  /** As the variable has it. */
  readonly written: string;
}

/** What variables name besides the usual index, in their order. */
export const furtherEntries = ({ host, layout }: Machine): readonly FurtherEntry[] => {
  const env = uvEnvironment(host, layout.venv);
  return (["UV_INDEX", "UV_EXTRA_INDEX_URL"] as const).flatMap((variable) =>
    (env[variable] ?? "").split(/\s+/).flatMap((written): readonly FurtherEntry[] => {
      const [, name = null, address = written] = /^([A-Za-z0-9_.-]+)=(.+)$/.exec(written) ?? [];
      return written === "" ? [] : [{ name, address, variable, written }];
    }),
  );
};

/** The names of further indexes, by their addresses: those of variables, then those of uv's own settings. */
const furtherIndexes = (machine: Machine): ReadonlyMap<string, string> => {
  const { host } = machine;
  const written = furtherEntries(machine).map(
    ({ name, address }) => [plain(address), calledIn(name, address)] as const,
  );
  const set = readUvSettings(host).flatMap((text) =>
    indexesIn(text).others.map(({ url, name }) => [plain(url), calledIn(name, url)] as const),
  );
  return new Map([...set, ...written]);
};

/** The project's indexes, without those that this machine has an address of its own for. */
export const indexesHere = (
  machine: Machine,
  indexes: readonly ProjectIndex[] = [],
): readonly ProjectIndex[] => {
  const here = new Set(furtherIndexes(machine).values());
  return indexes.filter(({ name }) => !here.has(name));
};

export interface UnnamedIndex {
  readonly index: string;
  /** What a lock has from it. */
  readonly packages: readonly string[];
}

/**
 * The first index of a lock that this machine has no address for; null when there is none. Whoever chose versions without
 * it could take a stranger's package of the same name.
 */
export const unnamedIndex = (
  machine: Machine,
  { packages }: Lock,
  indexes: readonly ProjectIndex[] = [],
): UnnamedIndex | null => {
  const ofProject = indexes.map(({ name }) => name);
  const known = new Set([USUAL, "", ...ofProject, ...furtherIndexes(machine).values()]);
  // What had no name on one machine may have one on another.
  if (known.size > 2) known.add(NAMELESS);
  const isKnown = (index: string): boolean =>
    known.has(index) || pytorchIndexAddress(machine.host, index) !== null;
  const index = packages.find((item) => item.place === undefined && !isKnown(item.index))?.index;
  if (index === undefined) return null;
  return { index, packages: packages.filter((item) => item.index === index).map(({ name }) => name) };
};

/** An address without user, password and trailing slash, as uv writes it down. */
export const plain = (address: string): string =>
  address.replace(/^(\w+:\/\/)[^/]*@/, "$1").replace(/\/+$/, "");
