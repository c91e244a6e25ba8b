// Whether a single process is proven to belong to a run of a service: a child of its living keeper, or a carrier of its
// cookie. A pid from a file alone proves nothing.

import { isAlive, isOwnUser, isSameAlive, readEnvironment, readProcess } from "../host/process-table.ts";
import { type Identity } from "./records.ts";
import { COOKIE_NAME, isCookieOf, type RunName } from "./cookie.ts";

export interface OwnRun extends RunName {
  readonly keeper: Identity | null;
}

export const isOwnProcess = (pid: number, run: OwnRun): boolean => {
  const found = readProcess(pid);
  if (!isAlive(found)) return false;
  const { keeper } = run;
  if (keeper !== null && found.ppid === keeper.pid && isSameAlive(keeper)) return true;
  return isOwnUser(pid) && isCookieOf(readEnvironment(pid)?.[COOKIE_NAME], run);
};
