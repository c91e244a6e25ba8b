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
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import type { DriverStep } from "../../plan/step.ts";
import { isDriverLinked } from "../../realize/gpu/link-driver.ts";
import { toldVariables } from "../../supervise/run/told-variables.ts";
import { seeGpu } from "./gpu-record.ts";
import { isSearchSame, type PackagesRecord } from "./packages-record.ts";

/** Of this record: two builds of one version may differ in it. */
export const SHAPE = 6;

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
  /** The driver's libraries to which links were made; null: none were asked for. */
  readonly driver: DriverStep["libraries"] | null;
  readonly services: readonly Pick<ServiceSpec, "name" | "tells">[];
  /** What the environment is known by; null without Python. */
  readonly environment: string | null;
  /** The `Plan` as JSON, with what keeps a service from being started here: read by `planIn`, and by no `jig run`. */
  readonly plan: string;
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
  if (!areFilesSame(host, layout, record)) return null;
  return record.variables.every((name) => host.env[name] !== undefined) ? record : null;
};

const areFilesSame = (host: Host, layout: Layout, { stamps, driver }: WarmRecord): boolean => {
  for (const [path, stamp] of Object.entries(stamps)) if (stampOf(host, path) !== stamp) return false;
  // A stamp follows links; an environment behind one is not written to, and not used.
  if (layout.venv in stamps && host.files.lstat(layout.venv)?.kind !== "folder") return false;
  // Everybody with access to the state folder may change where programs find the driver.
  return driver === null || isDriverLinked(host, layout, { libraries: driver });
};

/** What the environment that was last made true is known by, whatever has changed since; null when there was none. */
export const formerEnvironment = (host: Host, layout: Layout): string | null =>
  readRecord(host, layout)?.environment ?? null;

/** The plan that was made true. */
export const planIn = (record: WarmRecord): Plan => {
  const plan: Plan = JSON.parse(record.plan);
  return plan;
};

/** The environment for a command, when it is known to be true; null when that has to be found out. */
export const warmEnvironment = (host: Host, layout: Layout): Record<string, string> | null => {
  const record = readWarm(host, layout);
  if (record === null) return null;
  const told = toldVariables(host, layout.state, record.services);
  return { ...applyDifference(host.env, record.difference), ...told };
};

/** A record of another shape is none: its writer was another jig. */
const readRecord = (host: Host, layout: Layout): WarmRecord | null => {
  try {
    // One that cannot be read (another user's, after a `sudo`) is none either.
    const record: WarmRecord | null = JSON.parse(host.files.readText(recordPath(layout)) ?? "null");
    return record?.shape === SHAPE && typeof record.stamps === "object" && typeof record.plan === "string"
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
