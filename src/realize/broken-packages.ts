// Which installed packages lack files that their own record names, or have other ones: what a kill in the middle, a full
// disk or a hand has left. Reads only.

import { dirname, join } from "node:path";

import { sha256 } from "../base/digest.ts";
import type { Files, FileStat } from "../host/host.ts";
import { readRecords, type RecordedPackage } from "./read-records.ts";

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

/**
 * The distributions in a `site-packages` whose record is missing or not finished, or names a file that is not there or that
 * somebody has changed since. It looks at every file, and reads those that are younger than their record.
 */
export const findBrokenPackages = (
  files: Files,
  sitePackages: string,
  records: readonly RecordedPackage[] = readRecords(files, sitePackages),
): readonly BrokenPackage[] =>
  records.flatMap((item) => {
    const altered = item.isFinished ? changesIn(files, sitePackages, item) : [];
    return altered === null ? [] : { name: item.name, record: item.folder, altered };
  });

/** Whether a file is what a record says. */
export const isAsRecorded = (files: Files, sitePackages: string, { path, hash }: AlteredFile): boolean => {
  if (hash === null) return files.isExecutable(join(sitePackages, path));
  const bytes = files.readBytes(join(sitePackages, path));
  if (bytes === null) return false;
  const digest = Uint8Array.fromHex(sha256(bytes)).toBase64({ alphabet: "base64url", omitPadding: true });
  return `sha256=${digest}` === hash;
};

/** The changed files; none when one is missing, for then all is to be installed anew; null when all is as it was. */
const changesIn = (
  files: Files,
  sitePackages: string,
  { since, files: recorded }: RecordedPackage,
): readonly AlteredFile[] | null => {
  const changed: AlteredFile[] = [];
  for (const { path, hash } of recorded) {
    const stat = files.lstat(join(sitePackages, path));
    if (stat === null) return [];
    // What lies outside (programs in `bin`) names the folder that it is in, and is not as it was packed.
    if (path.startsWith("..")) {
      if (isDisabled(files, join(sitePackages, path), stat)) changed.push({ path, hash: null });
      continue;
    }
    const isRead = stat.kind === "file" || stat.kind === "symlink";
    if (hash === null || !isRead) continue;
    if (BigInt(stat.modified) <= since) continue;
    const file = { path, hash };
    if (!isAsRecorded(files, sitePackages, file)) changed.push(file);
  }
  return changed.length === 0 ? null : changed;
};

/** Whether it is a program of an environment, by the interpreter that its head names, and may not be started. */
const isDisabled = (files: Files, path: string, { kind, mode, size }: FileStat): boolean => {
  if (kind !== "file" || (mode & 0o111) !== 0 || size > LARGEST_PROGRAM) return false;
  const text = files.readText(path) ?? "";
  return text.startsWith("#!") && text.includes(`${dirname(path)}/python`);
};

/** Installers write a dozen lines. */
const LARGEST_PROGRAM = 1_000_000;
