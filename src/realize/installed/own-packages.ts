// Which packages in an environment are jig's own work: written down in the environment itself, so that what a user
// installed by hand is never taken for it. When in doubt, a package is the user's.

import { join } from "node:path";

import type { Files } from "../../host/host.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { needsOf } from "./needs-of.ts";
import { packagesIn, sitePackagesOf } from "../../probe/python/environment-state.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";

/** In `.venv`, so that it comes and goes with the packages that it names. */
const LIST = ".jig-packages";

export interface InstalledPackage {
  /** As in PEP 503. */
  readonly name: string;
  readonly version: string;
  /** `name version`. */
  readonly key: string;
  /** Its `.dist-info` folder. */
  readonly record: string;
}

/** To be called before packages are installed: whatever a kill in the middle leaves is known as jig's. */
export const claimPackages = (files: Files, venv: string, lock: Lock | null): void => {
  const present = new Set(installedIn(files, venv).map(({ key }) => key));
  const coming = (lock?.packages ?? []).map(({ name, version }) => `${name} ${version}`);
  writeOwn(files, venv, [...readOwn(files, venv), ...coming.filter((key) => !present.has(key))]);
};

/**
 * To be called after it, also when it failed.
 * @param then the installations that were there when it began, and what was to be installed
 * @returns the names of the packages that are new, or were installed anew
 */
export const keepClaims = (
  files: Files,
  venv: string,
  { before, lock }: { readonly before: ReadonlySet<string>; readonly lock: Lock | null },
): readonly string[] => {
  const installed = installedIn(files, venv);
  const fresh = installed.filter(({ record }) => !before.has(installationMark(files, venv, record)));
  const own = new Set([...readOwn(files, venv), ...fresh.map(({ key }) => key)]);
  const placed = new Set(lock?.packages.flatMap(({ name, place }) => (place === undefined ? [] : [name])));
  const kept = installed
    .filter(({ key }) => own.has(key))
    .flatMap(({ key, name }) =>
      placed.has(name) || own.has(placedKey(key)) ? [key, placedKey(key)] : [key],
    );
  writeOwn(files, venv, kept);
  return fresh.map(({ name }) => name);
};

/** What tells one installation of a package from the next. */
export const installationsIn = (files: Files, venv: string): ReadonlySet<string> =>
  new Set(packagesIn(files, venv).map((record) => installationMark(files, venv, record)));

const installationMark = (files: Files, venv: string, record: string): string => {
  const stat = files.lstat(join(sitePackagesOf(files, venv) ?? venv, record, "RECORD"));
  return `${record} ${stat === null ? "" : `${stat.inode} ${stat.modified}`}`;
};

/** Marks one that came from a folder or a repository by jig's own doing: by hand it may come from there, too. */
const placedKey = (key: string): string => `${key} @`;

export interface UnlockedPackages {
  /** What jig installed for a former lock: it goes. */
  readonly outdated: readonly string[];
  /** The same, but something that was installed by hand needs it. */
  readonly needed: readonly string[];
  /** What was installed by hand. */
  readonly byHand: readonly string[];
}

/** The names of the packages that are installed and that the lock does not name, or does not name any more. */
export const unlockedPackages = (files: Files, venv: string, lock: Lock | null): UnlockedPackages => {
  const own = readOwn(files, venv);
  const locked = new Set(lock?.packages.map(({ name }) => name));
  const site = sitePackagesOf(files, venv) ?? venv;
  const isOwn = ({ key, record }: InstalledPackage): boolean =>
    own.has(key) && (own.has(placedKey(key)) || isStillOurs(files, join(site, record)));
  const unlocked = installedIn(files, venv).filter(({ name }) => !locked.has(name));
  const [former, hand] = [unlocked.filter((item) => isOwn(item)), unlocked.filter((item) => !isOwn(item))];
  const needed = reachedFrom(files, venv, { hand, former });
  return {
    outdated: former.flatMap(({ name }) => (needed.has(name) ? [] : [name])),
    needed: former.flatMap(({ name }) => (needed.has(name) ? [name] : [])),
    byHand: hand.map(({ name }) => name),
  };
};

/** The names among `former` that one of `hand` needs, or what it needs does. */
const reachedFrom = (
  files: Files,
  venv: string,
  { hand, former }: Readonly<Record<"hand" | "former", readonly InstalledPackage[]>>,
): ReadonlySet<string> => {
  const byName = new Map(former.map((item) => [item.name, item]));
  const reached = new Set<string>();
  const open = [...hand];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    for (const { name, isOfExtra } of needsOf(files, venv, item.record)) {
      const next = byName.get(name);
      if (isOfExtra || next === undefined || reached.has(name)) continue;
      reached.add(name);
      open.push(next);
    }
  }
  return reached;
};

/** All distributions that are installed, by whomever. */
export const installedIn = (files: Files, venv: string): readonly InstalledPackage[] =>
  packagesIn(files, venv).map((record) => {
    const [, stem = record, version = ""] = /^(.+?)(?:-([^-]+))?\.(?:dist|egg)-info$/.exec(record) ?? [];
    const name = requirementName(stem) ?? stem;
    return { name, version, key: `${name} ${version}`, record };
  });

/** The same version may have been installed again by hand since: with pip, or from a folder. */
const isStillOurs = (files: Files, record: string): boolean =>
  files.readText(join(record, "INSTALLER"))?.trim() === "uv" &&
  files.lstat(join(record, "direct_url.json")) === null &&
  files.lstat(join(record, "RECORD")) !== null;

const HEAD =
  "# What jig installed here. What it no longer needs of that it takes out; the rest it leaves alone.";

const readOwn = (files: Files, venv: string): ReadonlySet<string> =>
  new Set(
    (files.lstat(join(venv, LIST))?.kind === "file" ? (files.readText(join(venv, LIST)) ?? "") : "")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#")),
  );

const writeOwn = (files: Files, venv: string, keys: readonly string[]): void => {
  const text = `${[HEAD, ...[...new Set(keys)].toSorted()].join("\n")}\n`;
  if (files.readText(join(venv, LIST)) !== text) files.writeText(join(venv, LIST), text, 0o644);
};
