// Starts a supervisor that belongs to nobody: no terminal, no inherited descriptor, almost no environment. Whether one
// lives is told by its lock alone, never by a file or a slow answer.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";

import * as v from "valibot";

import { lockFile, readLockText } from "../host/libc.ts";
import type { Layout } from "../plan/layout.ts";
import { statePaths } from "../supervise/records.ts";
import { hello } from "./contract.ts";

export interface StartOptions {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Starter {
  /** Starts one, unless the one started before is still on its way. */
  readonly startUnlessStarting: () => void;
}

/** What the supervisor is given of the user's environment: the rest is for services, and comes with each request. */
const PASSED = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"];
const AGAIN_MS = 300;

export const createStarter = (layout: Layout, { argv, env }: StartOptions): Starter => {
  let isStarting = false;
  let startedAt = Number.NEGATIVE_INFINITY;
  return {
    startUnlessStarting: () => {
      if (isStarting || performance.now() - startedAt < AGAIN_MS) return;
      isStarting = true;
      startedAt = performance.now();
      startSupervisor(layout, { argv, env }, () => {
        isStarting = false;
      });
    },
  };
};

const startSupervisor = (layout: Layout, { argv, env }: StartOptions, onEnd: () => void): void => {
  mkdirSync(layout.state, { recursive: true, mode: 0o700 });
  const log = openSync(statePaths(layout.state).supervisorLog, "a", 0o600);
  try {
    const child = Bun.spawn([...argv, "__supervise", layout.state, layout.socket, layout.root], {
      cwd: "/",
      detached: true,
      stdio: ["ignore", log, log],
      env: Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      onExit: onEnd,
    });
    child.unref();
  } finally {
    closeSync(log);
  }
};

/** Whether a supervisor of this project lives: its lock is held. */
export const isSupervisorAlive = (layout: Layout): boolean => {
  const path = statePaths(layout.state).supervisorLock;
  if (!existsSync(path)) return false;
  const lock = lockFile(path);
  lock?.release();
  return lock === null;
};

const holder = v.object({ ...hello.entries, socket: v.string() });

/** What a supervisor writes into its lock file: who it is, and where it listens. */
export type Holder = v.InferOutput<typeof holder>;

/** Who held the lock last, in its own words; null when nobody has or it cannot be read. */
export const readHolder = (layout: Layout): Holder | null => {
  try {
    const text = readLockText(statePaths(layout.state).supervisorLock);
    const parsed = v.safeParse(holder, JSON.parse(text ?? "null"));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/** The end of the supervisor's own log. */
export const readStartLog = (layout: Layout): readonly string[] => {
  try {
    const text = readFileSync(statePaths(layout.state).supervisorLog, "utf8");
    return text.trimEnd().split("\n").slice(-20);
  } catch {
    return [];
  }
};
