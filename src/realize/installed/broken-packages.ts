// Which installed packages lack files that their own record names, or have other ones: what a kill in the middle, a full
// disk or a hand has left. Reads only.

import { dirname, join } from "node:path";

import { sha256 } from "../../base/digest.ts";
import type { Files, FileStat } from "../../host/host.ts";
import { besidePath } from "../../probe/python/environment-state.ts";
import { readRecords, type RecordedFile, type RecordedPackage } from "./read-records.ts";

export interface BrokenPackage {
  /** As in PEP 503. */
  readonly name: string;
  /** Its `.dist-info` folder. */
  readonly record: string;
  /** The files that are not what its record says; empty when files are missing, or when the record is none. */
  readonly altered: readonly AlteredFile[];
}

export interface AlteredFile {
  /** As the record names it. */
  readonly path: string;
  /** As the record has it: `sha256=` and the digest. Null: a program that nobody can start any more. */
  readonly hash: string | null;
}

export interface LookingForBroken {
  readonly records?: readonly RecordedPackage[];
  /** Every file that anything has happened to is read, a second name that it got in another environment included. */
  readonly isThorough?: boolean;
}

/**
 * The distributions in a `site-packages` whose record is missing or not finished, or names a file that is not there or that
 * somebody has changed since. It looks at every file, and reads those of another size and those that are younger than their
 * record, or were put there later.
 */
export const findBrokenPackages = (
  files: Files,
  sitePackages: string,
  { records = readRecords(files, sitePackages), isThorough = false }: LookingForBroken = {},
): readonly BrokenPackage[] =>
  records.flatMap((item) => {
    const altered = item.isFinished ? changesIn(files, { sitePackages, isThorough }, item) : [];
    return altered === null ? [] : { name: item.name, record: item.folder, altered };
  });

/** Whether a file is what a record says. */
export const isAsRecorded = (files: Files, sitePackages: string, { path, hash }: AlteredFile): boolean => {
  const place = join(sitePackages, path);
  if (hash === null) return files.isExecutable(place);
  const bytes = files.readBytes(place);
  if (bytes === null) return false;
  return digestIn(bytes) === hash || (isProgram(path) && isRetargeted(sitePackages, bytes, hash));
};

const digestIn = (bytes: Uint8Array): string =>
  `sha256=${Uint8Array.fromHex(sha256(bytes)).toBase64({ alphabet: "base64url", omitPadding: true })}`;

/** Programs that were made in an environment beside this one have named that one in its place. */
const isRetargeted = (sitePackages: string, bytes: Uint8Array, hash: string): boolean => {
  if (bytes.length > LARGEST_PROGRAM) return false;
  const venv = join(sitePackages, "../../..");
  const text = Buffer.from(bytes).toString("latin1");
  const [here, beside] = [venv, besidePath({ venv })].map((path) => Buffer.from(path).toString("latin1"));
  return digestIn(Buffer.from(text.replaceAll(here ?? "", beside ?? ""), "latin1")) === hash;
};

const isProgram = (path: string): boolean => path.startsWith("../../../bin/");

interface Look {
  readonly sitePackages: string;
  readonly isThorough: boolean;
}

/** The changed files; none when one is missing, for then all is to be installed anew; null when all is as it was. */
const changesIn = (
  files: Files,
  look: Look,
  { since, files: recorded }: RecordedPackage,
): readonly AlteredFile[] | null => {
  const changed: AlteredFile[] = [];
  for (const file of recorded) {
    const path = join(look.sitePackages, file.path);
    const stat = files.lstat(path);
    if (stat === null || (file.hash !== null && !isFile(files, path, stat))) return [];
    const change = changeOf(files, look, { file, stat, since });
    if (change !== null) changed.push(change);
  }
  return changed.length === 0 ? null : changed;
};

/** A folder in its place, or a link to one, is none. */
const isFile = (files: Files, path: string, stat: FileStat): boolean =>
  (stat.kind === "symlink" ? files.stat(path) : stat)?.kind === "file";

const changeOf = (
  files: Files,
  { sitePackages, isThorough }: Look,
  { file, stat, since }: { readonly file: RecordedFile; readonly stat: FileStat; readonly since: bigint },
): AlteredFile | null => {
  const { path, hash, size } = file;
  const isOutside = path.startsWith("..");
  if (isOutside && isDisabled(files, join(sitePackages, path), stat)) return { path, hash: null };
  // What else lies outside is for the programs that it belongs to.
  const isRead = !isOutside || isProgram(path);
  if (hash === null || !isRead) return null;
  const isOtherSize = stat.kind === "file" && size !== null && size !== stat.size;
  if (!isOtherSize && !isYounger(stat, since, isThorough)) return null;
  return isAsRecorded(files, sitePackages, { path, hash }) ? null : { path, hash };
};

/**
 * A file that was moved here keeps its time, and is told by when it came. Where files are second names of those in uv's cache,
 * every environment that gets another one changes that, too.
 */
const isYounger = ({ modified, changed, links }: FileStat, since: bigint, isThorough: boolean): boolean =>
  BigInt(modified) > since || ((isThorough || links === 1) && BigInt(changed) > since);

/** Whether it is a program of an environment, by the interpreter that its head names, and may not be started. */
const isDisabled = (files: Files, path: string, { kind, mode, size }: FileStat): boolean => {
  if (kind !== "file" || (mode & 0o111) !== 0 || size > LARGEST_PROGRAM) return false;
  const text = files.readText(path) ?? "";
  return text.startsWith("#!") && text.includes(`${dirname(path)}/python`);
};

/** Installers write a dozen lines. */
const LARGEST_PROGRAM = 1_000_000;
