// Reads what uv resolved (a `pylock.toml`, PEP 751) into locked packages: names, versions and hashes. Addresses are left
// behind, so that any mirror can serve the lock.

import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import * as v from "valibot";

import { fail, InternalError, ok, type Result } from "../base/result.ts";
import { sortPackages } from "../plan/lock-file.ts";
import type { LockedFile, LockedPackage } from "../plan/lock.ts";
import type { PackageNotLockable } from "./realize-failure.ts";
import { simplifyMarker } from "./simplify-marker.ts";

const file = v.object({
  name: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  size: v.optional(v.number()),
  hashes: v.optional(v.record(v.string(), v.string()), {}),
});

const item = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  marker: v.optional(v.string()),
  index: v.optional(v.string()),
  sdist: v.optional(file),
  wheels: v.optional(v.array(file), []),
  vcs: v.optional(v.unknown()),
  directory: v.optional(v.unknown()),
  archive: v.optional(v.unknown()),
});
type Item = v.InferOutput<typeof item>;

const pylock = v.object({ packages: v.optional(v.array(item), []) });

type Unlockable = PackageNotLockable["packages"][number];

/** `nameIndex` says how an index's address is called in the lock, `systems` what it is for. Throws InternalError on a text that is no pylock. */
export const readPylock = (
  text: string,
  nameIndex: (address: string | null) => string,
  systems: readonly string[] = ["linux", "darwin"],
): Result<readonly LockedPackage[], PackageNotLockable> => {
  const parsed = v.safeParse(pylock, getStaticTOMLValue(parseTOML(text)));
  if (!parsed.success) throw new InternalError(`uv exported no pylock: ${v.summarize(parsed.issues)}`);
  const locked: LockedPackage[] = [];
  const unlockable: Unlockable[] = [];
  for (const each of parsed.output.packages) {
    const read = readItem(each, nameIndex, systems);
    if (read.ok) locked.push(read.value);
    else unlockable.push({ name: each.name, from: read.failure });
  }
  return unlockable.length > 0
    ? fail({ reason: "package-not-lockable", packages: unlockable })
    : ok(sortPackages(locked));
};

const readItem = (
  each: Item,
  nameIndex: (address: string | null) => string,
  systems: readonly string[],
): Result<LockedPackage, Unlockable["from"]> => {
  if (each.vcs !== undefined) return fail("repository");
  if (each.archive !== undefined) return fail("address");
  const listed = [...(each.sdist === undefined ? [] : [each.sdist]), ...each.wheels];
  if (each.directory !== undefined || each.version === undefined || listed.length === 0)
    return fail("folder");
  const files = listed.flatMap((entry) => lockedFile(entry) ?? []);
  if (files.length < listed.length) return fail("no-sha256");
  return ok({
    name: each.name,
    version: each.version,
    index: nameIndex(each.index ?? null),
    marker: simplifyMarker(each.marker ?? null, systems),
    files,
  });
};

const lockedFile = ({ name, url, path, size, hashes }: v.InferOutput<typeof file>): LockedFile | null => {
  const sha256 = hashes["sha256"];
  const called = name ?? lastSegment(url ?? path ?? "");
  return sha256 === undefined || called === "" ? null : { name: called, size: size ?? null, sha256 };
};

const lastSegment = (address: string): string => {
  const path = address.replace(/[?#].*$/, "");
  const segment = path.slice(path.lastIndexOf("/") + 1);
  return segment.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
};
