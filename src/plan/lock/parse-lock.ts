// Reads the text of `jig.lock` as `print-lock.ts` prints it, and refuses the rest with the line: a lock that a merge or a
// hand has bent must be made again, not guessed at.

import { fail, ok, type Result } from "../../base/result.ts";
import type { Lock, LockedFile, LockedModel, LockedPackage, LockedPlace } from "./lock.ts";
import {
  readLine,
  textIn,
  type Fields,
  type ReadFile,
  type ReadPackage,
  type Reading,
} from "./lock-lines.ts";
import { readPlace } from "./lock-place.ts";
import { isRevision } from "../nixpkgs.ts";
import { DEFAULT_PLATFORMS, PLATFORMS, type Platform } from "../platforms/platforms.ts";
import { sortFiles, sortModels, sortPackages } from "./print-lock.ts";
import { EMPTY_LOCK } from "./python-lock.ts";

/** Why a text is not a lock. `line` counts from 1. */
export type LockProblem =
  /** It was written in a format that came after this jig. */
  | { readonly reason: "lock-too-new"; readonly version: number }
  /** A merge has left its marks in it. */
  | { readonly reason: "lock-in-conflict"; readonly line: number }
  | { readonly reason: "lock-unreadable"; readonly line: number; readonly message: string };

/**
 * Reads a text that `printLock` wrote, with any line endings. Keys that it does not know are passed over, so that a
 * later jig may add some; what is missing, doubled or of another shape is a problem with its line.
 */
export const parseLock = (text: string): Result<Lock, LockProblem> => {
  const reading: Reading = { head: new Map(), packages: [], models: [], inFiles: false };
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    if (/^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line.trim()))
      return fail({ reason: "lock-in-conflict", line: at + 1 });
    const message = readLine(line.trim(), at + 1, reading);
    if (message !== null) return unreadable(at + 1, message);
    const version = reading.head.get("version");
    if (typeof version === "number" && version > 1) return fail({ reason: "lock-too-new", version });
  }
  if (reading.inFiles) return unreadable(lines.length, "it ends in the middle of a list of files");
  return lockOf(reading);
};

const unreadable = (line: number, message: string): Result<never, LockProblem> =>
  fail({ reason: "lock-unreadable", line, message });

const lockOf = (reading: Reading): Result<Lock, LockProblem> => {
  const { head, packages, models: listed } = reading;
  const python = textIn(head, "python");
  const requiresPython = textIn(head, "requires-python");
  const inputs = textIn(head, "inputs");
  if (isWithoutPython(reading)) {
    const models = readModels(listed);
    if (!models.ok) return models;
    const pinned = models.value.length === 0 ? {} : { models: models.value };
    return ok({ ...EMPTY_LOCK, ...nixpkgsIn(head), ...pinned });
  }
  if (head.get("version") !== 1 || python === null || requiresPython === null || inputs === null) {
    return unreadable(1, "its first lines must give `version`, `python`, `requires-python` and `inputs`");
  }
  const locked: LockedPackage[] = [];
  for (const item of packages) {
    const read = packageOf(item);
    if (!read.ok) return read;
    locked.push(read.value);
  }
  const models = readModels(listed);
  if (!models.ok) return models;
  return ok({
    version: 1,
    python,
    requiresPython,
    platforms: platformsIn(head),
    inputs,
    ...variantsIn(head),
    packages: sortPackages(locked),
    ...nixpkgsIn(head),
    ...(models.value.length === 0 ? {} : { models: models.value }),
  });
};

/** The lock of a project without Python: a version, and models or the state of nixpkgs. */
const isWithoutPython = ({ head, packages, models }: Reading): boolean => {
  const { nixpkgs } = nixpkgsIn(head);
  const known = nixpkgs === undefined ? 1 : 3;
  return (
    head.get("version") === 1 &&
    head.size === known &&
    packages.length === 0 &&
    (models.length > 0 || nixpkgs !== undefined)
  );
};

const readModels = (listed: readonly ReadFile[]): Result<readonly LockedModel[], LockProblem> => {
  const models: LockedModel[] = [];
  for (const item of listed) {
    const name = textIn(item.fields, "name");
    const digest = textIn(item.fields, "digest");
    if (name === null || digest === null || !/^[0-9a-f]{64}$/.test(digest))
      return unreadable(item.line, "a model must give `name`, and `digest` with 64 hexadecimal digits");
    models.push({ name, digest });
  }
  return ok(sortModels(models));
};

/** Of what is not two of a kind nothing is believed: the branch is taken as it is then, as without a lock. */
const nixpkgsIn = (head: Fields): Pick<Lock, "nixpkgs"> => {
  const branch = textIn(head, "nixpkgs");
  const revision = textIn(head, "nixpkgs-revision");
  return branch === null || revision === null || !isRevision(revision)
    ? {}
    : { nixpkgs: { branch, revision } };
};

/** A lock that does not say was made before it was asked. What a later jig knows is left to it. */
const platformsIn = (head: Fields): readonly Platform[] => {
  const named = head.get("platforms");
  if (!Array.isArray(named)) return DEFAULT_PLATFORMS;
  return PLATFORMS.filter((platform) => named.includes(platform));
};

/** These texts are handed to uv a line each: a line break in one would be another line's worth of instructions. */
const wrongKey = ({ name, version, marker }: Pick<LockedPackage, "name" | "version" | "marker">) => {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return "name";
  if (!/^[A-Za-z0-9.!+_-]*$/.test(version)) return "version";
  return marker !== null && /[\r\n\\#]/.test(marker) ? "marker" : null;
};

/** Whether all is there that a package of its kind has. */
const isGiven = (given: {
  readonly place: LockedPlace | null;
  readonly hasFiles: boolean;
  readonly isOfIndex: boolean;
}): boolean => {
  const { place, hasFiles, isOfIndex } = given;
  return place === null ? isOfIndex && hasFiles : !hasOwnFile(place) || hasFiles;
};

const hasOwnFile = ({ kind }: LockedPlace): boolean => kind === "address" || kind === "archive";

const packageOf = ({ line, fields, files: listed }: ReadPackage): Result<LockedPackage, LockProblem> => {
  const name = textIn(fields, "name");
  const version = textIn(fields, "version");
  const index = textIn(fields, "index");
  const marker = textIn(fields, "marker");
  const place = readPlace((key) => textIn(fields, key));
  if (place === "wrong") return unreadable(line, "a package cannot come from this place");
  const isWhole = isGiven({
    place,
    hasFiles: listed.length > 0,
    isOfIndex: version !== null && index !== null,
  });
  if (name === null || !isWhole)
    return unreadable(line, "a package must give `name`, `version`, `index` and `files`");
  const wrong = wrongKey({ name, version: version ?? "", marker });
  if (wrong !== null) return unreadable(line, `a package cannot have this \`${wrong}\``);
  const files: LockedFile[] = [];
  for (const file of listed) {
    const read = fileOf(file);
    if (!read.ok) return read;
    files.push(read.value);
  }
  const origin = place === null ? {} : { place };
  return ok({
    name,
    version: version ?? "",
    index: index ?? "",
    marker,
    ...variantsIn(fields),
    ...origin,
    files: sortFiles(files),
  });
};

/** Words parted by spaces. */
const variantsIn = (fields: Fields): Pick<Lock, "variants"> => {
  const words = textIn(fields, "variants")?.split(" ") ?? [];
  const variants = words.filter((word) => word !== "").toSorted();
  return variants.length === 0 ? {} : { variants };
};

const fileOf = ({ line, fields }: ReadFile): Result<LockedFile, LockProblem> => {
  const name = textIn(fields, "name");
  const sha256 = textIn(fields, "sha256");
  const size = fields.get("size") ?? null;
  if (name === null || sha256 === null || (size !== null && typeof size !== "number")) {
    return unreadable(line, "a file must give `name` and `sha256`");
  }
  // Nothing is written by these names, and nobody shall come to do it by one that leads elsewhere.
  if (/[/\\\p{Cc}]|^\.{0,2}$/u.test(name)) return unreadable(line, "a file cannot have this `name`");
  if (!/^[0-9a-f]{64}$/.test(sha256)) return unreadable(line, "a `sha256` has 64 hexadecimal digits");
  return ok({ name, size, sha256 });
};
