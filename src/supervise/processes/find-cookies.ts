// Finds the living processes of a project's services by the cookie in their environments, when records do not help.

import {
  isAlive,
  isOwnUser,
  listPids,
  readVariable,
  readProcess,
} from "../../host/processes/process-table.ts";
import { type Identity } from "../records/records.ts";
import { COOKIE_NAME, isCookieOf } from "./cookie.ts";

/** Processes by service, then by run. */
export type CookieBearers = ReadonlyMap<string, ReadonlyMap<number, readonly Identity[]>>;

/** One look at the environment of every process that we may look at. */
export const findCookieBearers = (state: string): CookieBearers => {
  const found = new Map<string, Map<number, Identity[]>>();
  for (const pid of listPids()) {
    const bearer = readBearer(state, pid);
    if (bearer === null) continue;
    const runs = found.get(bearer.name) ?? new Map<number, Identity[]>();
    found.set(bearer.name, runs);
    runs.set(bearer.generation, [...(runs.get(bearer.generation) ?? []), bearer.identity]);
  }
  return found;
};

const readBearer = (
  state: string,
  pid: number,
): { name: string; generation: number; identity: Identity } | null => {
  const cookie = readVariable(pid, COOKIE_NAME);
  const [, name, number] = /^[^/]+\/([^/]+)\/(\d+)$/.exec(cookie ?? "") ?? [];
  if (name === undefined || !isCookieOf(cookie, { state, name, generation: Number(number) })) return null;
  if (!isOwnUser(pid)) return null;
  const found = readProcess(pid);
  if (!isAlive(found)) return null;
  return { name, generation: Number(number), identity: { pid, startTime: found.startTime } };
};
