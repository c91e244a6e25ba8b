// Which installed packages lack files that their own record names: what a kill in the middle, a full disk or a hand has
// left. Reads only.

import { join } from "node:path";

import type { Files } from "../host/host.ts";

export interface BrokenPackage {
  /** As in PEP 503. */
  readonly name: string;
  /** Its `.dist-info` folder. */
  readonly record: string;
}

/**
 * The distributions in a `site-packages` whose record is missing or not finished, or names a file that is not there.
 * It looks at every file, so it is asked only after something changed.
 */
export const findBrokenPackages = (files: Files, sitePackages: string): readonly BrokenPackage[] => {
  const broken: BrokenPackage[] = [];
  for (const entry of files.list(sitePackages) ?? []) {
    const name = /^(.+?)-[^-]+\.dist-info$/.exec(entry)?.[1];
    if (name === undefined) continue;
    const record = files.readText(join(sitePackages, entry, "RECORD"));
    if (record === null || !isFinished(record, entry) || !isWhole(files, sitePackages, record)) {
      broken.push({ name: name.toLowerCase().replaceAll(/[-_.]+/g, "-"), record: entry });
    }
  }
  return broken;
};

/**
 * Installers write the record last, over the one that came with the wheel, and name who installed it in it. A record
 * that is empty, cut off or still the wheel's own was left by a kill in the middle: programs in `bin` may be missing.
 */
const isFinished = (record: string, entry: string): boolean =>
  record.endsWith("\n") && record.split("\n").some((line) => pathOf(line) === `${entry}/INSTALLER`);

const isWhole = (files: Files, sitePackages: string, record: string): boolean => {
  for (const line of record.split("\n")) {
    const path = pathOf(line);
    // Byte code comes and goes with the interpreter that ran.
    if (path === "" || path.endsWith(".pyc")) continue;
    if (files.lstat(join(sitePackages, path)) === null) return false;
  }
  return true;
};

/** The first column of a CSV line. */
const pathOf = (line: string): string => {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(",", 1)[0] ?? "").trim() : quoted.replaceAll('""', '"');
};
