// What changed between two workbenches, as both are committed. Values in, values out: where they come from, a revision or
// the working tree, is not known here.

import { canonicalJson, type Json } from "../base/digest.ts";
import { comparePackages, type PackageChange } from "./compare-packages.ts";
import type { Lock } from "./lock.ts";
import type { PlainDescription } from "./plain-description.ts";
import { pythonLock } from "./python-lock.ts";

export interface ComparedWorkbench {
  readonly id: string;
  readonly description: PlainDescription;
  /** In one spelling, sorted. */
  readonly requirements: readonly string[];
  /** Null when there is none. */
  readonly lock: Lock | null;
}

/** A key and its two values; null: not there. */
export interface SettingChange {
  readonly key: string;
  readonly from: Json;
  readonly to: Json;
}

export interface ServiceChange {
  readonly name: string;
  readonly change: "in" | "out" | "changed";
  /** Of a service that is in both. */
  readonly keys: readonly SettingChange[];
}

export interface WorkbenchChange {
  /** Null: there was no workbench. */
  readonly from: string | null;
  /** Null: there is none any more. */
  readonly to: string | null;
  /** The Python of the lock. */
  readonly python: { readonly from: string | null; readonly to: string | null } | null;
  readonly packages: readonly PackageChange[];
  readonly services: readonly ServiceChange[];
  readonly platforms: { readonly in: readonly string[]; readonly out: readonly string[] };
  /** Everything else that the description says, and what is asked of packages. */
  readonly settings: readonly SettingChange[];
}

/** Every change, each list sorted by name. Null: there is no workbench on that side. */
export const compareWorkbenches = (
  old: ComparedWorkbench | null,
  current: ComparedWorkbench | null,
): WorkbenchChange => {
  const [before, after] = [old ?? NONE, current ?? NONE];
  const settings = saidOnce(compareTables(saidOf(before), saidOf(after)));
  const [from, to] = platformsOf(
    before,
    after,
    settings.find(({ key }) => isPlatforms(key)),
  );
  return {
    from: old?.id ?? null,
    to: current?.id ?? null,
    python: changeOf(pythonLock(before.lock)?.python ?? null, pythonLock(after.lock)?.python ?? null),
    packages: comparePackages(before.lock?.packages ?? [], after.lock?.packages ?? []),
    services: compareServices(servicesOf(before), servicesOf(after)),
    platforms: {
      in: to.filter((name) => !from.includes(name)),
      out: from.filter((name) => !to.includes(name)),
    },
    settings: settings.filter(({ key }) => !isPlatforms(key)),
  };
};

const NONE: ComparedWorkbench = { id: "", description: {}, requirements: [], lock: null };

/** What `packages` lists is among the requirements, with those of all files: it is told by itself only when it moved there. */
const saidOnce = (settings: readonly SettingChange[]): readonly SettingChange[] =>
  settings.some(({ key }) => key === "requirements")
    ? settings.filter(({ key }) => key !== "python.packages")
    : settings;

/** A lock holds for platforms that nobody wrote down, too; what was written since is not in it yet. */
const platformsOf = (
  { lock: old }: ComparedWorkbench,
  { lock: current }: ComparedWorkbench,
  said: SettingChange | undefined,
): readonly [from: readonly string[], to: readonly string[]] => {
  const areLocked = old !== null && current !== null;
  return areLocked && old.platforms.join(" ") !== current.platforms.join(" ")
    ? [old.platforms, current.platforms]
    : [textsOf(said?.from), textsOf(said?.to)];
};

const isPlatforms = (key: string): boolean => key === "platforms";

type Table = Readonly<Record<string, Json | undefined>>;

const isTable = (value: Json | undefined): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const saidOf = ({ description, requirements }: ComparedWorkbench): Table => {
  const { services: _, ...rest } = description;
  return { ...rest, requirements: requirements.length === 0 ? undefined : requirements };
};

const servicesOf = ({ description }: ComparedWorkbench): Table => {
  const services = description["services"];
  return isTable(services) ? services : {};
};

const changeOf = <Value>(from: Value, to: Value): { readonly from: Value; readonly to: Value } | null =>
  from === to ? null : { from, to };

const namesIn = (before: Table, after: Table): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();

/** A table in a table is `outer.inner`; one that is new or gone is told key by key, too. */
const compareTables = (before: Table, after: Table, prefix = ""): readonly SettingChange[] =>
  namesIn(before, after).flatMap((name): readonly SettingChange[] => {
    const key = `${prefix}${name}`;
    const [from, to] = [before[name], after[name]];
    if (isTable(from) || isTable(to))
      return compareTables(isTable(from) ? from : {}, isTable(to) ? to : {}, `${key}.`);
    const isSame = canonicalJson(from ?? null) === canonicalJson(to ?? null);
    return isSame ? [] : [{ key, from: from ?? null, to: to ?? null }];
  });

const compareServices = (before: Table, after: Table): readonly ServiceChange[] =>
  namesIn(before, after).flatMap((name): readonly ServiceChange[] => {
    const [from, to] = [before[name], after[name]];
    if (!isTable(from) || !isTable(to)) return [{ name, change: isTable(to) ? "in" : "out", keys: [] }];
    const keys = compareTables(from, to);
    return keys.length === 0 ? [] : [{ name, change: "changed", keys }];
  });
