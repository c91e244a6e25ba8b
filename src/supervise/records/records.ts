// What is on disk about the services: the supervisor's memory, so that it may die at any moment. A file that is
// missing, cut off or garbage counts as absent; nothing here guesses what it said. No environment is ever written.

import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import * as v from "valibot";

import { serviceSpec } from "../../api/service-schema.ts";
import { readRegular } from "../../host/files/regular-file.ts";
import { states } from "../life/life-states.ts";
import { readFolderId } from "../processes/cookie.ts";
import { folderIdentity } from "./folder-identity.ts";
import { startedVenv } from "../run/started-venv.ts";
import { statePaths } from "./state-paths.ts";

const identity = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(2)), startTime: v.string() });
/** A process of one boot: the pid alone may be somebody else's by now. */
export type Identity = v.InferOutput<typeof identity>;

const ending = v.union([v.object({ code: v.number() }), v.object({ signal: v.string() })]);
export type Ending = v.InferOutput<typeof ending>;

const serviceRecord = v.object({
  version: v.literal(1),
  name: v.string(),
  /** Counts the runs from 1; 0 means it never ran. */
  generation: v.pipe(v.number(), v.integer(), v.minValue(0)),
  phase: v.picklist(states),
  /** Null from the intent to spawn until the spawn is known to have happened. */
  keeper: v.nullable(identity),
  main: v.nullable(identity),
  /** Of the boot in which the run was started. */
  bootId: v.string(),
  port: v.nullable(v.number()),
  url: v.nullable(v.string()),
  startedAt: v.nullable(v.string()),
  restarts: v.number(),
  exit: v.nullable(ending),
  reason: v.nullable(v.string()),
  /** As it was when the run was started. */
  spec: serviceSpec,
  /** The `.venv` that it was started in; missing where it is not known. */
  venv: v.nullish(startedVenv),
  /** Where other services said that they are; missing where it is not known. */
  variables: v.nullish(v.record(v.string(), v.string())),
});
export type ServiceRecord = v.InferOutput<typeof serviceRecord>;

const desired = v.object({
  version: v.literal(1),
  /** The names that should run. */
  wanted: v.array(v.string()),
  /** The newest description of every service. */
  services: v.array(serviceSpec),
});
export type Desired = v.InferOutput<typeof desired>;

const ports = v.object({ version: v.literal(1), ports: v.record(v.string(), v.number()) });

/** On disk a record names the state folder that it was written for: the processes of a copy are not the copy's. */
const placedRecord = v.object({ ...serviceRecord.entries, folder: v.nullish(v.string()) });

/** Null when there is no usable record of this very folder. */
export const readServiceRecord = (state: string, name: string): ServiceRecord | null => {
  const read = readAs(placedRecord, statePaths(state).record(name));
  if (read === null) return null;
  const { folder = null, ...record } = read;
  return folder === readFolderId(state) ? record : null;
};

export const writeServiceRecord = (state: string, record: ServiceRecord): void =>
  writeWhole(statePaths(state).record(record.name), { ...record, folder: readFolderId(state) });

/** The names of the services that have ever run here, sorted. */
export const listRecordedServices = (state: string): readonly string[] => {
  try {
    return readdirSync(statePaths(state).services).toSorted();
  } catch {
    return [];
  }
};

export const readDesired = (state: string): Desired | null => readAs(desired, statePaths(state).desired);

export const writeDesired = (state: string, value: Desired): void =>
  writeWhole(statePaths(state).desired, value);

/** The ports that movable services had when they last ran; empty when nothing is remembered. */
export const readRememberedPorts = (state: string): Readonly<Record<string, number>> =>
  readAs(ports, statePaths(state).ports)?.ports ?? {};

export const rememberPort = (state: string, name: string, port: number): void => {
  const known = readRememberedPorts(state);
  if (known[name] !== port)
    writeWhole(statePaths(state).ports, { version: 1, ports: { ...known, [name]: port } });
};

const place = v.object({
  version: v.literal(1),
  /** The project's folder, links resolved, when jig first worked on it. */
  root: v.string(),
  ...folderIdentity.entries,
});
/** Which folder a state folder is for. */
export type Place = v.InferOutput<typeof place>;

export const readPlace = (state: string): Place | null => readAs(place, statePaths(state).place);

/** Written once: a state folder is never for another place. */
export const writePlace = (state: string, value: Place): void => writeWhole(statePaths(state).place, value);

/** What a file holds, when it holds that; else null. */
export const readAs = <Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
): v.InferOutput<Schema> | null => {
  try {
    const parsed = v.safeParse(schema, JSON.parse(readRegular(path).toString("utf8")));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/**
 * Whole or not at all for every reader. It is not synced: after a power cut the boot is another one, and then nothing
 * of what it says counts.
 */
export const writeWhole = (path: string, value: unknown): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.part`;
  writeFileSync(beside, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(beside, path);
};
