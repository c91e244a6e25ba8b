// Which installed packages lack files that their own record names, or have other ones: what a kill in the middle, a full
// disk or a hand has left. Reads only.

import { join } from "node:path";

import { sha256 } from "../base/digest.ts";
import type { Files } from "../host/host.ts";

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
  /** As the record has it: `sha256=` and the digest. */
  readonly hash: string;
}

/**
 * The distributions in a `site-packages` whose record is missing or not finished, or names a file that is not there or that
 * somebody has changed since. It looks at every file, and reads those that are younger than their record.
 */
export const findBrokenPackages = (files: Files, sitePackages: string): readonly BrokenPackage[] => {
  const broken: BrokenPackage[] = [];
  for (const entry of files.list(sitePackages) ?? []) {
    const name = /^(.+?)-[^-]+\.dist-info$/.exec(entry)?.[1];
    if (name === undefined) continue;
    const path = join(sitePackages, entry, "RECORD");
    const record = files.readText(path);
    const known = { name: name.toLowerCase().replaceAll(/[-_.]+/g, "-"), record: entry };
    if (record === null || !isFinished(record, entry)) {
      broken.push({ ...known, altered: [] });
      continue;
    }
    const changes = changesIn(files, sitePackages, { record, since: files.lstat(path)?.modified ?? "0" });
    if (changes !== null) broken.push({ ...known, altered: changes });
  }
  return broken;
};

/** Whether a file is what a record says. */
export const isAsRecorded = (files: Files, sitePackages: string, { path, hash }: AlteredFile): boolean => {
  const bytes = files.readBytes(join(sitePackages, path));
  if (bytes === null) return false;
  const digest = Uint8Array.fromHex(sha256(bytes)).toBase64({ alphabet: "base64url", omitPadding: true });
  return `sha256=${digest}` === hash;
};

/**
 * Installers write the record last, over the one that came with the wheel, and name who installed it in it. A record
 * that is empty, cut off or still the wheel's own was left by a kill in the middle: programs in `bin` may be missing.
 */
const isFinished = (record: string, entry: string): boolean =>
  record.endsWith("\n") && record.split("\n").some((line) => pathOf(line) === `${entry}/INSTALLER`);

/** The changed files; none when one is missing, for then all is to be installed anew; null when all is as it was. */
const changesIn = (
  files: Files,
  sitePackages: string,
  { record, since }: { readonly record: string; readonly since: string },
): readonly AlteredFile[] | null => {
  const changed: AlteredFile[] = [];
  for (const line of record.split("\n")) {
    const path = pathOf(line);
    // Byte code comes and goes with the interpreter that ran.
    if (path === "" || path.endsWith(".pyc")) continue;
    const stat = files.lstat(join(sitePackages, path));
    if (stat === null) return [];
    const hash = /,(sha256=[\w-]+),\d*\s*$/.exec(line)?.[1];
    // What lies outside (programs in `bin`) names the folder that it is in, and is not as it was packed.
    if (hash === undefined || stat.kind !== "file" || path.startsWith("..")) continue;
    if (BigInt(stat.modified) <= BigInt(since)) continue;
    const file = { path, hash };
    if (!isAsRecorded(files, sitePackages, file)) changed.push(file);
  }
  return changed.length === 0 ? null : changed;
};

/** The first column of a CSV line. */
const pathOf = (line: string): string => {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(",", 1)[0] ?? "").trim() : quoted.replaceAll('""', '"');
};
