// How an environment differs from what a lock says should be in it: missing, another version, changed by hand, not declared.
// It looks and changes nothing.

import type { Files } from "../../host/host.ts";
import type { AlteredPackage, PackageDrift, UndeclaredPackage } from "../../plan/compare/drift.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { findBrokenPackages } from "./broken-packages.ts";
import { isSameVersion } from "./is-same-version.ts";
import { otherOrigins, type WantedOrigin } from "./installed-origins.ts";
import { needsOf } from "./needs-of.ts";
import { installedIn } from "./own-packages.ts";

/**
 * Every package that is not as the lock has it.
 * @param wanted `locked`: what the lock has for this machine; `allLocked`: the names that it has for any, which are
 *   declared; `wanted`: what it has them installed from
 */
export const findDrift = (
  files: Files,
  venv: string,
  {
    locked,
    allLocked,
    wanted,
  }: {
    readonly locked: readonly LockedPackage[];
    readonly allLocked: ReadonlySet<string>;
    readonly wanted: readonly WantedOrigin[];
  },
): readonly PackageDrift[] => {
  const installed = new Map(installedIn(files, venv).map((item) => [item.name, item]));
  const others = new Set(otherOrigins(files, venv, wanted));
  const compared = locked.flatMap(({ name, version, place }): PackageDrift[] => {
    const here = installed.get(name);
    if (here === undefined) return [{ kind: "missing", name, version }];
    if (version !== "" && !isSameVersion(here.version, version))
      return [{ kind: "other-version", name, version: here.version, locked: version }];
    if (!others.has(name)) return [];
    return place?.kind === "folder"
      ? [{ kind: "folder-changed", name, folder: place.path }]
      : [{ kind: "other-origin", name, version: here.version }];
  });
  const told = new Set(compared.map(({ name }) => name));
  const lockedHere = new Set(locked.map(({ name }) => name));
  const altered = alteredPackages(files, venv).filter(({ name }) => lockedHere.has(name) && !told.has(name));
  return [...compared, ...altered, ...findUndeclared(files, venv, allLocked)];
};

/** The packages with files that are gone, or not as they were installed. */
const alteredPackages = (files: Files, venv: string): readonly AlteredPackage[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  return findBrokenPackages(files, site, { isThorough: true }).map(({ name, altered }) => ({
    kind: "altered",
    name,
    // Programs by where they are in the environment.
    files: altered.map(({ path }) => path.replace(/^(?:\.\.\/){3}/, "")),
  }));
};

/** What is installed and in no lock: somebody's own work, which is nowhere else. */
export const findUndeclared = (
  files: Files,
  venv: string,
  allLocked: ReadonlySet<string>,
): readonly UndeclaredPackage[] => {
  const extra = installedIn(files, venv).filter(({ name }) => !allLocked.has(name));
  const needs = new Map(
    extra.map((item) => [
      item.name,
      new Set(needsOf(files, venv, item.record).map(({ name: needed }) => needed)),
    ]),
  );
  return extra.map(({ name, version }) => ({
    kind: "not-declared",
    name,
    version,
    neededBy: extra.flatMap((other) =>
      other.name !== name && needs.get(other.name)?.has(name) === true ? [other.name] : [],
    ),
  }));
};
