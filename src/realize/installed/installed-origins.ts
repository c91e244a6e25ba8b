// From which file, commit or state of a folder each locked package in an environment was installed, written down in the
// environment itself: a name and a version do not tell. What jig did not install is not known, and never guessed.

import { join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import type { Files } from "../../host/host.ts";
import type { Facts } from "../../plan/facts.ts";
import { platformOf } from "../../plan/facts.ts";
import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import { packagesHere } from "../../plan/python/plan-python.ts";
import { meetsBaseline, type Platform } from "../../plan/platforms/platforms.ts";
import { onlyFor } from "../../plan/lock/requirements-text.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { sourcesDigest } from "./folder-sources.ts";
import { readRecords, type RecordedPackage } from "./read-records.ts";

/** In `.venv`, so that it comes and goes with the packages that it is about. */
const LIST = ".jig-origins";

/** Any of these is what the lock has: hashes of files, a commit, the state of a folder. */
export interface WantedOrigin {
  readonly name: string;
  readonly from: readonly string[];
  /** It has no hash in the lock. */
  readonly isPlace: boolean;
}

interface Origin {
  readonly from: readonly string[];
  /** Of the record that the installation left. */
  readonly record: string;
}

/** The platform whose files are installed here, and no others; null where this machine may need another wheel. */
export const platformFor = (facts: Facts): Platform | null => {
  const isTranslated = facts.gpu.kind === "mps" && facts.gpu.translatedPythons.length > 0;
  return meetsBaseline(facts) && !isTranslated ? platformOf(facts) : null;
};

interface Wanting {
  /** With the builds of this machine alone. */
  readonly lock: Lock;
  readonly facts: Facts;
  /** Of Python. */
  readonly version: string;
  /** The project's folder. */
  readonly root: string;
}

/** What the lock has for this machine. */
export const wantedOrigins = (
  files: Files,
  { lock, facts, version, root }: Wanting,
): readonly WantedOrigin[] => {
  const only = onlyFor(lock, platformFor(facts));
  return packagesHere(lock, facts, version).map((item) => ({
    name: item.name,
    from: originsOf(files, only(item), root),
    isPlace: item.files.length === 0,
  }));
};

const originsOf = (files: Files, item: LockedPackage, root: string): readonly string[] => {
  const { name, place } = item;
  if (place?.kind === "folder") return [sourcesDigest(files, root, { name, ...place })];
  if (place?.kind === "repository") return [`${place.commit} ${place.subdirectory ?? ""}`.trim()];
  return item.files.map(({ sha256 }) => sha256);
};

/** The names of the locked packages that are known to be installed from something else, or again since, by whomever. */
export const otherOrigins = (
  files: Files,
  venv: string,
  wanted: readonly WantedOrigin[],
): readonly string[] => {
  const known = readOrigins(files, venv);
  const records = recordsOf(files, venv);
  return wanted.flatMap(({ name, from }) => {
    const origin = known.get(name);
    const record = records.get(name);
    if (origin === undefined || record === undefined) return [];
    return origin.record === record.digest && from.some((each) => origin.from.includes(each)) ? [] : name;
  });
};

/** Whether a package is known to be built from a folder as that is now. */
export const isBuiltFrom = (files: Files, venv: string, { name, from }: WantedOrigin): boolean => {
  const known = readOrigins(files, venv).get(name)?.from ?? [];
  return from.some((each) => known.includes(each));
};

/** The packages that were installed again since jig did, by their records. */
export const installedAnew = (
  files: Files,
  venv: string,
  records: readonly RecordedPackage[],
): readonly string[] => {
  const known = readOrigins(files, venv);
  return records.flatMap(({ name, digest }) => {
    const origin = known.get(name);
    return origin === undefined || origin.record === digest ? [] : name;
  });
};

/**
 * To be called when all that is wanted has been installed.
 * @param fresh the names of what was installed just now: of the rest, nothing new is known
 */
export const keepOrigins = (
  files: Files,
  venv: string,
  { wanted, fresh }: { readonly wanted: readonly WantedOrigin[]; readonly fresh: ReadonlySet<string> },
): void => {
  const known = readOrigins(files, venv);
  const records = recordsOf(files, venv);
  const kept = wanted.flatMap(({ name, from, isPlace }): [string, Origin][] => {
    const record = records.get(name);
    const former = known.get(name);
    if (record === undefined) return [];
    if (fresh.has(name) || isPlace) return [[name, { from, record: record.digest }]];
    return former === undefined ? [] : [[name, former]];
  });
  const text = `${JSON.stringify(Object.fromEntries(kept), null, 1)}\n`;
  if (textOf(files, venv) === text) return;
  try {
    files.writeText(join(venv, LIST), text, 0o644);
  } catch (error) {
    // Of an environment that is somebody else's and whole, nothing has to be written down.
    if (fresh.size > 0) throw error;
  }
};

/** Null where there is no file of that name. */
const textOf = (files: Files, venv: string): string | null => {
  const path = join(venv, LIST);
  return files.lstat(path)?.kind === "file" ? files.readText(path) : null;
};

const recordsOf = (files: Files, venv: string): ReadonlyMap<string, RecordedPackage> => {
  const site = sitePackagesOf(files, venv);
  return new Map(site === null ? [] : readRecords(files, site).map((item) => [item.name, item]));
};

/** One that cannot be read counts as none, which costs knowledge and breaks nothing. */
const readOrigins = (files: Files, venv: string): ReadonlyMap<string, Origin> => {
  try {
    const value: unknown = JSON.parse(textOf(files, venv) ?? "{}");
    return new Map(isRecord(value) ? Object.entries(value).filter(isEntry) : []);
  } catch {
    return new Map();
  }
};

const isEntry = (entry: [string, unknown]): entry is [string, Origin] => {
  const [, value] = entry;
  return isRecord(value) && typeof value["record"] === "string" && Array.isArray(value["from"]);
};
