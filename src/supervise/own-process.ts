// Whether a single process is proven to belong to a run of a service: a child of its living keeper, or a carrier of its
// cookie. A pid from a file alone proves nothing.

import { isAlive, isSameAlive, readEnvironment, readProcess } from "../host/process-table.ts";
import { type Identity } from "./records.ts";
import { COOKIE_NAME, cookieOf } from "./state-paths.ts";

export interface OwnRun {
  readonly state: string;
  readonly name: string;
  readonly generation: number;
  readonly keeper: Identity | null;
}

export const isOwnProcess = (pid: number, { state, name, generation, keeper }: OwnRun): boolean => {
  const found = readProcess(pid);
  if (!isAlive(found)) return false;
  if (keeper !== null && found.ppid === keeper.pid && isSameAlive(keeper)) return true;
  return readEnvironment(pid)?.[COOKIE_NAME] === cookieOf(state, name, generation);
};
