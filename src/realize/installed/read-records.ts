// The records of installed packages: which files each of them says that it brought. Reads only.

import { join } from "node:path";

import { sha256 } from "../../base/digest.ts";
import type { Files } from "../../host/host.ts";

/** A distribution in `site-packages`, as its record has it. */
export interface RecordedPackage {
  /** As in PEP 503. */
  readonly name: string;
  /** Its `.dist-info` folder. */
  readonly folder: string;
  /** Whether its installer came to its end. */
  readonly isFinished: boolean;
  /** Of the record: another installation writes another one, as a rule. */
  readonly digest: string;
  /** When the record was written; nanoseconds since the epoch. */
  readonly since: bigint;
  /** Without byte code, which comes and goes with the interpreter that ran. */
  readonly files: readonly RecordedFile[];
}

export interface RecordedFile {
  /** As the record names it: relative to `site-packages`. */
  readonly path: string;
  /** `sha256=` and the digest; null where the record has none. */
  readonly hash: string | null;
  /** In bytes; null where the record has none. */
  readonly size: number | null;
}

/** What is installed in a `site-packages`. A distribution without a record has no files and is not finished. */
export const readRecords = (files: Files, sitePackages: string): readonly RecordedPackage[] =>
  (files.list(sitePackages) ?? []).flatMap((folder) => {
    const name = /^(.+?)-[^-]+\.dist-info$/.exec(folder)?.[1];
    if (name === undefined) return [];
    const path = join(sitePackages, folder, "RECORD");
    const record = files.readText(path) ?? "";
    return {
      name: name.toLowerCase().replaceAll(/[-_.]+/g, "-"),
      folder,
      isFinished: isFinished(record, folder),
      digest: sha256(record).slice(0, 16),
      since: BigInt(files.lstat(path)?.modified ?? "0"),
      files: filesIn(record),
    };
  });

/**
 * Installers write the record last, over the one that came with the wheel, and name who installed it in it. A record
 * that is empty, cut off or still the wheel's own was left by a kill in the middle: programs in `bin` may be missing.
 */
const isFinished = (record: string, folder: string): boolean =>
  record.endsWith("\n") && record.split("\n").some((line) => pathOf(line) === `${folder}/INSTALLER`);

const filesIn = (record: string): readonly RecordedFile[] =>
  record.split("\n").flatMap((line) => {
    const path = pathOf(line);
    if (path === "" || path.endsWith(".pyc")) return [];
    const [, hash = null, size = ""] = /,(sha256=[\w-]+),(\d*)\s*$/.exec(line) ?? [];
    return { path, hash, size: size === "" ? null : Number(size) };
  });

/** The first column of a CSV line. */
const pathOf = (line: string): string => {
  const quoted = line.startsWith('"') ? /^"((?:[^"]|"")*)"/.exec(line)?.[1] : undefined;
  return quoted === undefined ? (line.split(",", 1)[0] ?? "").trim() : quoted.replaceAll('""', '"');
};
