// What lets a warm command start at once: the plan that was last made true, and the files that decided it. Any change of
// one of them, or a doubt, and the slow way is taken. No value of the user's environment is in it. Every warm command loads
// this file: what writes the record is in `remember-warm.ts`.

import { join } from "node:path";

import {
  applyDifference,
  type EnvironmentDifference,
  type SystemEnvironment,
} from "../../activate/activate-environment.ts";
import { JIG_VERSION } from "../../base/version.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { isDriverLinked } from "../../realize/link-driver.ts";
import { toldVariables } from "../../supervise/told-variables.ts";
import { seeGpu } from "./gpu-record.ts";
import { isSearchSame, type PackagesRecord } from "./packages-record.ts";

/** Of this record: two builds of one version may differ in it. */
export const SHAPE = 3;

export interface WarmRecord {
  readonly shape: typeof SHAPE;
  /** Another jig may plan otherwise. */
  readonly jig: string;
  /** A preset may depend on it. */
  readonly uid: number;
  /** Path to stamp: a changed, vanished or new file gives another. */
  readonly stamps: Readonly<Record<string, string>>;
  /** The variables that the description refers to: without one of them, planning has something to say. */
  readonly variables: readonly string[];
  /** For commands: `jig run` takes it as it is. */
  readonly difference: EnvironmentDifference;
  /** What `[packages]` brought. */
  readonly system: SystemEnvironment | null;
  /** Null: the project has no `[packages]`. */
  readonly packages: PackagesRecord | null;
  /** What was seen of the GPU; null: nothing here goes by it. */
  readonly gpu: string | null;
  /** With what keeps a service from being started on this machine. */
  readonly plan: Plan;
  /** One line for people: what is true. */
  readonly summary: string;
}

export const recordPath = (layout: Layout): string => join(layout.state, "warm.json");

/** The record, when all that decided it is as it was; null when that has to be found out. */
export const readWarm = (host: Host, layout: Layout): WarmRecord | null => {
  const record = readRecord(host, layout);
  if (record === null || record.jig !== JIG_VERSION || record.uid !== host.machine.uid) return null;
  if (record.packages !== null && !isSearchSame(host, record.packages)) return null;
  if (record.gpu !== null && record.gpu !== seeGpu(host)) return null;
  for (const [path, stamp] of Object.entries(record.stamps)) if (stampOf(host, path) !== stamp) return null;
  // A stamp follows links; an environment behind one is not written to, and not used.
  if (layout.venv in record.stamps && host.files.lstat(layout.venv)?.kind !== "folder") return null;
  if (!areDriversLinked(host, layout, record.plan)) return null;
  return record.variables.every((name) => host.env[name] !== undefined) ? record : null;
};

/** What the environment that was last made true is known by, whatever has changed since; null when there was none. */
export const formerEnvironment = (host: Host, layout: Layout): string | null =>
  readRecord(host, layout)?.plan.steps.find(({ kind }) => kind === "install")?.digest ?? null;

/** The environment for a command, when it is known to be true; null when that has to be found out. */
export const warmEnvironment = (host: Host, layout: Layout): Record<string, string> | null => {
  const record = readWarm(host, layout);
  if (record === null) return null;
  const told = toldVariables(host, layout.state, record.plan.services);
  return { ...applyDifference(host.env, record.difference), ...told };
};

/** Everybody with access to the state folder may change where programs find the driver. */
const areDriversLinked = (host: Host, layout: Layout, { steps }: Plan): boolean =>
  steps.every((step) => step.kind !== "driver" || isDriverLinked(host, layout, step));

/** A record of another shape is none: its writer was another jig. */
const readRecord = (host: Host, layout: Layout): WarmRecord | null => {
  try {
    // One that cannot be read (another user's, after a `sudo`) is none either.
    const record: WarmRecord | null = JSON.parse(host.files.readText(recordPath(layout)) ?? "null");
    return record?.shape === SHAPE && typeof record.stamps === "object" && typeof record.plan === "object"
      ? record
      : null;
  } catch {
    return null;
  }
};

/** What changes with a file, or with what a folder holds; `absent` for what is not there. */
export const stampOf = (host: Host, path: string): string => {
  const stat = host.files.stat(path);
  // A folder's size says nothing, and its inode changes when it is swapped.
  return stat === null
    ? "absent"
    : `${stat.inode} ${stat.modified}${stat.kind === "file" ? ` ${stat.size}` : ""}`;
};
