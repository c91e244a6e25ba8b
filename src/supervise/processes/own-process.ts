// Whether a single process is proven to belong to a run of a service: a child of its living keeper, or a carrier of its
// cookie. A pid from a file alone proves nothing.

import {
  isAlive,
  isOwnUser,
  isSameAlive,
  readVariable,
  readProcess,
} from "../../host/processes/process-table.ts";
import type { Identity, ServiceRecord } from "../records/records.ts";
import { COOKIE_NAME, isCookieOf, type RunName } from "./cookie.ts";

export interface OwnRun extends RunName {
  readonly keeper: Identity | null;
}

export const isOwnProcess = (pid: number, run: OwnRun): boolean => {
  const found = readProcess(pid);
  if (!isAlive(found)) return false;
  const { keeper } = run;
  if (keeper !== null && found.ppid === keeper.pid && isSameAlive(keeper)) return true;
  return isOwnUser(pid) && isCookieOf(readVariable(pid, COOKIE_NAME), run);
};

/**
 * A record without the processes that live and bear another mark: in a copy of a state folder the records name processes
 * of the services of the first one. A child of such a keeper is as foreign, whatever its own variables say.
 */
export const disownStrangers = (state: string, record: ServiceRecord): ServiceRecord => {
  const { keeper, main, name, generation } = record;
  const isForeign = (process: Identity | null): boolean => {
    if (process === null || !isSameAlive(process)) return false;
    const cookie = readVariable(process.pid, COOKIE_NAME);
    return cookie !== null && !isCookieOf(cookie, { state, name, generation });
  };
  if (isForeign(keeper)) return { ...record, keeper: null, main: null };
  return isForeign(main) ? { ...record, main: null } : record;
};
