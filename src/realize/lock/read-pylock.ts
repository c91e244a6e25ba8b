// Reads what uv resolved (a `pylock.toml`, PEP 751) into locked packages: names, versions and hashes. Addresses are left
// behind, so that any mirror can serve the lock.

import { relative, resolve } from "node:path";

import { getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import * as v from "valibot";

import { fail, InternalError, ok, type Result } from "../../base/result.ts";
import { secretIn } from "../../base/secrets.ts";
import { sortPackages } from "../../plan/lock/print-lock.ts";
import type { LockedFile, LockedPackage } from "../../plan/lock/lock.ts";
import { isWheelPath } from "../../plan/lock/lock-place.ts";
import type { Platform } from "../../plan/platforms/platforms.ts";
import { lockLocalWheels } from "./local-wheels.ts";
import { withoutPassword } from "./lock-places.ts";
import type { PackageNotLockable } from "../realize-failure.ts";
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
  vcs: v.optional(
    v.object({
      type: v.string(),
      url: v.string(),
      "commit-id": v.string(),
      subdirectory: v.optional(v.string()),
    }),
  ),
  directory: v.optional(v.object({ path: v.string(), editable: v.optional(v.boolean(), false) })),
  archive: v.optional(file),
});
type Item = v.InferOutput<typeof item>;

const pylock = v.object({
  "requires-python": v.optional(v.string()),
  environments: v.optional(v.array(v.string()), []),
  packages: v.optional(v.array(item), []),
});
type Pylock = v.InferOutput<typeof pylock>;

type Unlockable = PackageNotLockable["packages"][number];
type Trouble = Omit<Unlockable, "name">;

export interface ReadingPylock {
  /** How an index's address is called in the lock. */
  readonly nameIndex: (address: string | null) => string;
  /** What it is for. */
  readonly systems?: readonly string[];
  /** Folders are told relative to it. */
  readonly root?: string;
  /** What its own paths are relative to; absent: the same. */
  readonly base?: string;
  /** Who gets which of the wheels that lie in folders; absent: a folder with wheels counts as an index. */
  readonly platforms?: readonly Platform[];
  /** Of Python. */
  readonly version?: string;
  /** What was asked for of a repository, by the package's name. */
  readonly referenceOf?: (name: string) => string | null;
}

/** The text as a pylock, whatever version of the form it has; null when it is none. */
export const pylockOf = (text: string): (Pylock & { readonly "lock-version": string }) | null => {
  try {
    const read = getStaticTOMLValue(parseTOML(text));
    const parsed = v.safeParse(v.object({ ...pylock.entries, "lock-version": v.string() }), read);
    return parsed.success ? parsed.output : null;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
};

/** Throws InternalError on a text that is no pylock. */
export const readPylock = (
  text: string,
  reading: ReadingPylock,
): Result<readonly LockedPackage[], PackageNotLockable> => {
  const parsed = v.safeParse(pylock, getStaticTOMLValue(parseTOML(text)));
  if (!parsed.success) throw new InternalError(`uv exported no pylock: ${v.summarize(parsed.issues)}`);
  const locked: LockedPackage[] = [];
  const unlockable: Unlockable[] = [];
  for (const each of parsed.output.packages) {
    const read = readItem(each, reading);
    if (read.ok) locked.push(...read.value);
    else unlockable.push({ name: each.name, ...read.failure });
  }
  return unlockable.length > 0
    ? fail({ reason: "package-not-lockable", packages: unlockable })
    : ok(sortPackages(locked));
};

const readItem = (each: Item, reading: ReadingPylock): Result<readonly LockedPackage[], Trouble> => {
  if (each.vcs !== undefined || each.archive !== undefined || each.directory !== undefined) {
    const placed = readPlaced(each, reading);
    return placed.ok ? ok([placed.value]) : placed;
  }
  const all = [...(each.sdist === undefined ? [] : [each.sdist]), ...each.wheels];
  if (each.version === undefined || all.length === 0) return fail({ from: "folder" });
  const { platforms } = reading;
  // What lies in folders no index has.
  const remote = platforms === undefined ? all : all.filter((entry) => !isLocal(entry));
  const listed = remote.length === 0 ? each.wheels : remote;
  if (listed.length === 0) return fail({ from: "local-source" });
  const files = listed.flatMap((entry) => lockedFile(entry) ?? []);
  if (files.length < listed.length) return fail({ from: "no-sha256" });
  const known = knownOf({ ...each, version: each.version }, files, reading);
  if (platforms === undefined || remote.length > 0) return ok([known]);
  const wheels = files.map((found, index) => ({ path: listed[index]?.path ?? "", file: found }));
  return lockLocalWheels(known, wheels, { ...wherein(reading), platforms });
};

const knownOf = (
  { name, version, index, marker }: Pick<Item, "name" | "index" | "marker"> & { readonly version: string },
  files: readonly LockedFile[],
  { nameIndex, systems }: ReadingPylock,
): LockedPackage => ({
  name,
  version,
  index: nameIndex(index ?? null),
  marker: simplifyMarker(marker ?? null, systems),
  files,
});

const wherein = ({ root = "/", base = root, version = "3.11" }: ReadingPylock) => ({ root, base, version });

const isLocal = ({ url, path }: v.InferOutput<typeof file>): boolean =>
  path !== undefined && url === undefined;

const readPlaced = (
  { name, version, marker, vcs, archive, directory }: Item,
  { systems, root = "/", base = root, referenceOf = () => null }: ReadingPylock,
): Result<LockedPackage, Trouble> => {
  const known = {
    name,
    version: version ?? "",
    index: "",
    marker: simplifyMarker(marker ?? null, systems),
    files: [],
  };
  if (directory !== undefined) {
    const path = relative(root, resolve(base, directory.path)) || ".";
    return ok({ ...known, place: { kind: "folder", path, isEditable: directory.editable } });
  }
  if (vcs !== undefined) {
    const { url, subdirectory = null } = vcs;
    const place = { kind: "repository", url: withoutPassword(url), reference: referenceOf(name) } as const;
    return vcs.type === "git"
      ? ok({ ...known, place: { ...place, commit: vcs["commit-id"], subdirectory } })
      : fail({ from: "repository" });
  }
  return archive === undefined ? fail({ from: "address" }) : readArchive(archive, known, { root, base });
};

const readArchive = (
  archive: v.InferOutput<typeof file>,
  known: LockedPackage,
  { root, base }: Required<Pick<ReadingPylock, "root" | "base">>,
): Result<LockedPackage, Trouble> => {
  if (secretIn(withoutPassword(archive.url ?? "")) !== null) return fail({ from: "secret" });
  const locked = lockedFile(archive);
  if (archive.path !== undefined && archive.url === undefined && locked !== null) {
    const path = relative(root, resolve(base, archive.path));
    return isWheelPath(path)
      ? ok({ ...known, place: { kind: "archive", path }, files: [locked] })
      : fail({ from: "address" });
  }
  return archive.url === undefined || locked === null
    ? fail({ from: "address" })
    : ok({ ...known, place: { kind: "address", url: withoutPassword(archive.url) }, files: [locked] });
};

const lockedFile = ({ name, url, path, size, hashes }: v.InferOutput<typeof file>): LockedFile | null => {
  const sha256 = hashes["sha256"];
  // uv spells `name` in its own way (`backports_tarfile`); the address ends in the file as its index calls it.
  const inAddress = lastSegment(url ?? path ?? "");
  const called = /\.(?:whl|zip|tgz|tar\.\w+)$/.test(inAddress) ? inAddress : (name ?? inAddress);
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
