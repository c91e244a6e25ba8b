// The supervisor of a warm `jig up`, started while the rest of jig is still being loaded: on two cores that is time won.
// It decides nothing: when `up` turns out to have no use for the supervisor, that one ends by itself.

import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { spawnSupervisor } from "../../api/spawn-supervisor.ts";
import { layoutOf } from "../../host/layout.ts";
import { lockFile } from "../../host/files/file-lock.ts";
import { realHost } from "../../host/real-host.ts";
import { findProject } from "../../probe/project/find-project.ts";
import { statePaths } from "../../supervise/records/state-paths.ts";
import { takeLeadingDirectory } from "../command-line/arguments.ts";
import { selfArgv } from "../self-argv.ts";
import { readWarm } from "./warm-record.ts";

/** Whether a supervisor was started. Only when the environment is known to be true and no supervisor lives. */
export const startEarly = (words: readonly string[]): boolean => {
  try {
    return tryToStart(words);
  } catch {
    // The long way meets the same trouble again, and tells it.
    return false;
  }
};

const tryToStart = (words: readonly string[]): boolean => {
  const host = realHost();
  const found = findProject(host, resolve(process.cwd(), takeLeadingDirectory(words).directory ?? "."));
  if (!found.ok) return false;
  const layout = layoutOf(host, found.value);
  if ((readWarm(host, layout)?.services.length ?? 0) === 0 || isAlive(layout.state)) return false;
  spawnSupervisor(layout, { argv: selfArgv(), env: host.env });
  return true;
};

const isAlive = (state: string): boolean => {
  const path = statePaths(state).supervisorLock;
  if (!existsSync(path)) return false;
  const lock = lockFile(path);
  lock?.release();
  return lock === null;
};
