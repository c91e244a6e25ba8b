// What lets `jig run` start at once: which files decided the environment when it was last made true, and the
// difference that it makes. Any change of one of them, or a doubt, and the slow way is taken.

import { join, resolve } from "node:path";

import {
  applyDifference,
  environmentDifference,
  type EnvironmentDifference,
} from "../activate/activate-environment.ts";
import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { PlannedProject } from "./plan-project.ts";

interface WarmRecord {
  readonly version: 1;
  /** Path to stamp: a changed, vanished or new file gives another. */
  readonly stamps: Readonly<Record<string, string>>;
  readonly difference: EnvironmentDifference;
}

const recordPath = (layout: Layout): string => join(layout.state, "warm.json");

/** Writes down that the environment is true now. */
export const rememberEnvironment = (
  host: Host,
  { layout, plan, requirementsFiles }: PlannedProject,
): void => {
  const venv = plan.steps.some(({ kind }) => kind === "venv") ? layout.venv : null;
  const deciding = [
    join(layout.root, layout.file),
    layout.lock,
    ...requirementsFiles.map((file) => resolve(layout.root, file)),
    ...(venv === null
      ? []
      : [venv, join(venv, "pyvenv.cfg"), join(venv, "bin", "python"), ...sitePackages(host, venv)]),
  ];
  const record: WarmRecord = {
    version: 1,
    stamps: Object.fromEntries(deciding.map((path) => [path, stampOf(host, path)])),
    difference: environmentDifference({ venv, env: plan.env }),
  };
  host.files.writeText(recordPath(layout), JSON.stringify(record));
};

/** The environment for a command, when it is known to be true; null when that has to be found out. */
export const warmEnvironment = (host: Host, layout: Layout): Record<string, string> | null => {
  const record = readRecord(host, layout);
  if (record === null) return null;
  for (const [path, stamp] of Object.entries(record.stamps)) if (stampOf(host, path) !== stamp) return null;
  return applyDifference(host.env, record.difference);
};

const readRecord = (host: Host, layout: Layout): WarmRecord | null => {
  const text = host.files.readText(recordPath(layout));
  if (text === null) return null;
  try {
    const record: Partial<WarmRecord> | null = JSON.parse(text);
    if (record?.version !== 1 || record.stamps === undefined || record.difference === undefined) return null;
    return { version: 1, stamps: record.stamps, difference: record.difference };
  } catch {
    return null;
  }
};

const sitePackages = (host: Host, venv: string): readonly string[] =>
  (host.files.list(join(venv, "lib")) ?? []).map((name) => join(venv, "lib", name, "site-packages"));

const stampOf = (host: Host, path: string): string => {
  const stat = host.files.stat(path);
  // A folder's size says nothing, and its inode changes when it is swapped.
  return stat === null
    ? "absent"
    : `${stat.inode} ${stat.modified}${stat.kind === "file" ? ` ${stat.size}` : ""}`;
};
