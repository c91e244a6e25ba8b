// Which jig project a process that holds a port works for, by the mark that its services inherit. It reads small files of
// the projects beside this one, and believes a mark only when that service is written down as being on that port.

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { isOwnUser, readVariable } from "../../host/processes/process-table.ts";
import type { BenchService } from "../../plan/services/held-port.ts";
import { COOKIE_NAME, readFolderId } from "../processes/cookie.ts";
import { readPlace, readServiceRecord } from "../records/records.ts";

export interface PortHolding {
  readonly pid: number;
  readonly port: number;
}

/** Null when it is no service of this person's projects, or it cannot be told. @param state the asking project's own */
export const findBenchService = ({ pid, port }: PortHolding, state: string): BenchService | null => {
  const mark = readMark(pid);
  if (mark === null) return null;
  const { folder, service } = mark;
  const found = benchesBeside(state).find((each) => readFolderId(each) === folder);
  // What somebody started in a terminal of JupyterLab inherits its mark, and is a program of their own.
  if (found === undefined || readServiceRecord(found, service)?.port !== port) return null;
  if (folder === readFolderId(state)) return { service, root: null };
  const root = readPlace(found)?.root ?? null;
  return root === null ? null : { service, root };
};

/** Whether a process runs below a service of this project: it ends with it. */
export const isBelowService = (pid: number, { state, names }: OwnServices): boolean => {
  const mark = readMark(pid);
  return mark !== null && mark.folder === readFolderId(state) && names.includes(mark.service);
};

interface OwnServices {
  readonly state: string;
  readonly names: readonly string[];
}

const readMark = (pid: number): { readonly folder: string; readonly service: string } | null => {
  const cookie = isOwnUser(pid) ? readVariable(pid, COOKIE_NAME) : null;
  const [, folder, service] = /^([^/]+)\/([^/]+)\/\d+$/.exec(cookie ?? "") ?? [];
  return folder === undefined || service === undefined ? null : { folder, service };
};

const benchesBeside = (state: string): readonly string[] => {
  const projects = dirname(state);
  try {
    return readdirSync(projects).map((name) => join(projects, name));
  } catch {
    return [];
  }
};
