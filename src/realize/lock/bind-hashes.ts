// Locked packages with the files alone whose hashes the requirements list, where they list any. Pure.

import { fail, ok, type Result } from "../../base/result.ts";
import type { ListedHashes } from "../../plan/requirements/listed-hashes.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import type { HashesUnmet } from "../realize-failure.ts";

export interface BoundPackages {
  readonly packages: readonly LockedPackage[];
  /** The names of those that have fewer files now. */
  readonly narrowed: readonly string[];
}

/** Fails when a package is left without any file: something else than what was asked for must not be locked. */
export const bindHashes = (
  packages: readonly LockedPackage[],
  hashes: readonly ListedHashes[] = [],
): Result<BoundPackages, HashesUnmet> => {
  const listed = new Map(hashes.map((each) => [each.package, each]));
  const narrowed: string[] = [];
  const unmet: HashesUnmet["packages"][number][] = [];
  const bound = packages.map((item) => {
    const own = listed.get(item.name);
    if (own === undefined) return item;
    const files = item.files.filter(({ sha256 }) => own.sha256.includes(sha256));
    if (files.length === 0) unmet.push({ name: item.name, version: item.version, places: own.places });
    if (files.length < item.files.length) narrowed.push(item.name);
    return { ...item, files };
  });
  return unmet.length > 0
    ? fail({ reason: "hashes-unmet", packages: unmet })
    : ok({ packages: bound, narrowed });
};
