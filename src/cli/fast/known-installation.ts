// What the last whole look at the installed packages found, and a stamp that changes with them: the times of their folders,
// of the code in them and of the locks. What is no code and was changed in place is seen by a whole look alone.

import { dirname, join } from "node:path";

import { JIG_VERSION } from "../../base/version.ts";
import type { Host } from "../../host/host.ts";
import type { StrayFile, UndeclaredPackage } from "../../plan/compare/drift.ts";
import { localLockPath, type Layout } from "../../plan/layout.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import type { RecordedPackage } from "../../realize/installed/read-records.ts";

/** Of this record: two builds of one version may differ in it. */
const SHAPE = 3;

/** What is installed besides what the locks name. */
export interface Besides {
  readonly undeclared: readonly UndeclaredPackage[];
  readonly strays: readonly StrayFile[];
}

interface KnownInstallation extends StampedInstallation, Besides {
  readonly shape: typeof SHAPE;
  readonly jig: string;
}

export interface StampedInstallation {
  readonly stamp: string;
  /** The code in each folder, relative to `site-packages`. */
  readonly code: Readonly<Record<string, readonly string[]>>;
}

/**
 * What somebody edits to see what happens, and the programs. Data, stubs and tests are most of the files, and a look at each
 * costs time.
 */
const isCode = (path: string): boolean =>
  path.startsWith("../../../bin/") ||
  (/\.(?:py|pth|so(?:\.[\d.]+)?)$/.test(path) && !/(?:^|\/)tests?\//.test(path));

const recordPath = (layout: Layout): string => join(layout.state, "installation.json");

/** What is installed besides, when all is as the last whole look left it; null when that has to be found out. */
export const knownInstallation = (host: Host, layout: Layout): Besides | null => {
  const record = readRecord(host, layout);
  const site = sitePackagesOf(host.files, layout.venv);
  if (record?.jig !== JIG_VERSION || site === null) return null;
  if (stampOf(host, layout, { site, code: record.code }) !== record.stamp) return null;
  return { undeclared: record.undeclared, strays: record.strays };
};

/** Whether there was a whole look since the last that found something else. */
export const wasLookedAt = ({ files }: Host, layout: Layout): boolean =>
  files.lstat(recordPath(layout)) !== null;

/** To be taken before the look whose findings it is to vouch for: what changes meanwhile gives another stamp. */
export const stampInstallation = (
  host: Host,
  layout: Layout,
  { site, records }: { readonly site: string; readonly records: readonly RecordedPackage[] },
): StampedInstallation => {
  const code: Record<string, string[]> = {};
  for (const { files } of records) {
    for (const { path } of files) {
      if (path.endsWith(".pyi")) continue;
      const names = (code[dirname(path)] ??= []);
      if (isCode(path)) names.push(path.slice(path.lastIndexOf("/") + 1));
    }
  }
  return { stamp: stampOf(host, layout, { site, code }), code };
};

/** Writes down that a whole look found every locked package as it was installed. */
export const rememberInstallation = (
  host: Host,
  layout: Layout,
  found: StampedInstallation & Besides,
): void => {
  const record: KnownInstallation = { shape: SHAPE, jig: JIG_VERSION, ...found };
  try {
    host.files.writeText(recordPath(layout), JSON.stringify(record));
  } catch {
    // It only saves time: a full disk is told by what needs the room.
  }
};

/** A whole look found something else than was known. */
export const forgetInstallation = ({ files }: Host, layout: Layout): void => {
  try {
    files.remove(recordPath(layout));
  } catch {
    // Where nothing can be removed, nothing can be repaired either.
  }
};

const stampOf = (
  { files }: Host,
  layout: Layout,
  { site, code }: { readonly site: string } & Pick<StampedInstallation, "code">,
): string => {
  // The folders above may become links to what they were.
  const above = [dirname(site), dirname(dirname(site)), join(layout.venv, "bin")];
  const paths = [layout.lock, localLockPath(layout), site, ...above];
  for (const [folder, names] of Object.entries(code)) {
    const path = join(site, folder);
    paths.push(path);
    for (const name of names) paths.push(`${path}/${name}`);
  }
  return files.stampAll(paths);
};

/** A record of another shape is none: its writer was another jig. */
const readRecord = (host: Host, layout: Layout): KnownInstallation | null => {
  try {
    const record: KnownInstallation | null = JSON.parse(host.files.readText(recordPath(layout)) ?? "null");
    return record?.shape === SHAPE && typeof record.code === "object" && Array.isArray(record.undeclared)
      ? record
      : null;
  } catch {
    return null;
  }
};
