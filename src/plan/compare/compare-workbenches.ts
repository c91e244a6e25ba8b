// What changed between two workbenches, as both are committed. Values in, values out: where they come from, a revision or
// the working tree, is not known here.

import type { Json } from "../../base/digest.ts";
import { compareLocks } from "./compare-locks.ts";
import { comparePackages, type PackageChange } from "./compare-packages.ts";
import { compareTables, namesIn, type SettingChange } from "./compare-tables.ts";
import type { Lock } from "../lock/lock.ts";
import type { PlainDescription } from "./plain-description.ts";
import { DEFAULT_PLATFORMS } from "../platforms/platforms.ts";
import { pythonLock } from "../lock/python-lock.ts";
import { isTable, writtenDescription, type Table } from "./written-description.ts";

export interface ComparedWorkbench {
  readonly id: string;
  readonly description: PlainDescription;
  /** In one spelling, sorted. */
  readonly requirements: readonly string[];
  /** Null when there is none. */
  readonly lock: Lock | null;
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
  /** What else is in `jig.lock`. */
  readonly lock: readonly SettingChange[];
  /** Everything else that the description says, by the keys that it is written with, and what is asked of packages. */
  readonly settings: readonly SettingChange[];
}

/** Every change, each list sorted by name. Null: there is no workbench on that side. */
export const compareWorkbenches = (
  old: ComparedWorkbench | null,
  current: ComparedWorkbench | null,
): WorkbenchChange => {
  const [before, after] = [old ?? NONE, current ?? NONE];
  const [was, is] = [writtenDescription(before.description), writtenDescription(after.description)];
  const settings = saidOnce(compareTables(saidOf(was, before), saidOf(is, after)));
  const platforms = comparePlatforms(before, after, settings.find(isPlatforms));
  const areTold = platforms.in.length + platforms.out.length > 0;
  return {
    from: old?.id ?? null,
    to: current?.id ?? null,
    python: changeOf(pythonLock(before.lock)?.python ?? null, pythonLock(after.lock)?.python ?? null),
    packages: comparePackages(before.lock?.packages ?? [], after.lock?.packages ?? []),
    services: compareServices(tableIn(was, "services"), tableIn(is, "services")),
    platforms,
    lock: compareLocks(before.lock, after.lock),
    settings: settings.filter((setting) => !areTold || !isPlatforms(setting)),
  };
};

const NONE: ComparedWorkbench = { id: "", description: {}, requirements: [], lock: null };

/** What `packages` lists is among the requirements, with those of all files: it is told by itself only when it moved there. */
const saidOnce = (settings: readonly SettingChange[]): readonly SettingChange[] =>
  settings.some(({ key }) => key === "requirements")
    ? settings.filter(({ key }) => key !== "python.packages")
    : settings;

/** A lock holds for platforms that nobody wrote down, too; what was written since is not in it yet. */
const comparePlatforms = (
  before: ComparedWorkbench,
  after: ComparedWorkbench,
  said: SettingChange | undefined,
): WorkbenchChange["platforms"] => {
  const areLocked = before.lock !== null && after.lock !== null;
  const [from, to] =
    areLocked && before.lock.platforms.join(" ") !== after.lock.platforms.join(" ")
      ? [before.lock.platforms, after.lock.platforms]
      : said === undefined
        ? [[], []]
        : [platformsOf(before, said.from), platformsOf(after, said.to)];
  return {
    in: to.filter((name) => !from.includes(name)),
    out: from.filter((name) => !to.includes(name)),
  };
};

/** Who lists none means the usual ones. */
const platformsOf = (side: ComparedWorkbench, said: Json): readonly string[] => {
  if (Array.isArray(said)) return said.filter((item) => typeof item === "string");
  return side === NONE ? [] : (side.lock?.platforms ?? DEFAULT_PLATFORMS);
};

const isPlatforms = ({ key }: SettingChange): boolean => key === "platforms";

const saidOf = (written: Table, { requirements }: ComparedWorkbench): Table => {
  const { services: _, ...rest } = written;
  return { ...rest, requirements: requirements.length === 0 ? undefined : requirements };
};

const tableIn = (written: Table, key: string): Table => {
  const table = written[key];
  return isTable(table) ? table : {};
};

const changeOf = <Value>(from: Value, to: Value): { readonly from: Value; readonly to: Value } | null =>
  from === to ? null : { from, to };

const compareServices = (before: Table, after: Table): readonly ServiceChange[] =>
  namesIn(before, after).flatMap((name): readonly ServiceChange[] => {
    const [from, to] = [before[name], after[name]];
    if (!isTable(from) || !isTable(to)) return [{ name, change: isTable(to) ? "in" : "out", keys: [] }];
    const keys = compareTables(from, to);
    return keys.length === 0 ? [] : [{ name, change: "changed", keys }];
  });
