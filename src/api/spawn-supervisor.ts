// Starts a supervisor that belongs to nobody: no terminal, no inherited descriptor, almost no environment. It does not
// ask whether one lives: a second one leaves by itself.

import { closeSync, mkdirSync, statSync, truncateSync } from "node:fs";

import { openForAppending } from "../host/files/regular-file.ts";
import type { Layout } from "../plan/layout.ts";
import { statePaths } from "../supervise/records/state-paths.ts";

/** How to start jig again, and in what. */
export interface SpawnOptions {
  /** The executable and its leading arguments, to which `__supervise STATE SOCKET ROOT` is added. */
  readonly argv: readonly [string, ...string[]];
  /** jig's own environment; the supervisor gets only a few of its variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the supervisor is given of the user's environment, whom it trusts among it: the rest is for services, and comes with
 * each request. */
const PASSED = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/** Comes back at once; `onEnd` is called should it end while this process lives. */
export const spawnSupervisor = (
  layout: Layout,
  { argv, env }: SpawnOptions,
  onEnd?: (code: number | null) => void,
): void => {
  mkdirSync(layout.state, { recursive: true, mode: 0o700 });
  const log = openLog(statePaths(layout.state).supervisorLog);
  try {
    const child = Bun.spawn([...argv, "__supervise", layout.state, layout.socket, layout.root], {
      cwd: "/",
      detached: true,
      stdio: ["ignore", log, log],
      env: Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      ...(onEnd === undefined ? {} : { onExit: (_child: unknown, code: number | null) => onEnd(code) }),
    });
    child.unref();
  } finally {
    closeSync(log);
  }
};

/** Bytes: a log that has grown beyond this is begun anew. */
const LOG_LIMIT = 1024 * 1024;

/** For appending, as a second supervisor writes into it too before it leaves. */
const openLog = (path: string): number => {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) truncateSync(path);
  return openForAppending(path);
};
