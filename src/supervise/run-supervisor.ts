// The supervisor's process from start to end: takes the project's lock, adopts what lives, serves the socket, and ends
// when nothing is left to do. Its end, however it comes, touches no service.

import { chmodSync, mkdirSync } from "node:fs";

import { serveSupervisor, type Answering, type Serving } from "../api/serve.ts";
import { JIG_VERSION, PROTOCOL_VERSION } from "../base/version.ts";
import type { Hello } from "../api/contract.ts";
import { lockFile, type FileLock } from "../host/files/file-lock.ts";
import { bootId, readProcess } from "../host/processes/process-table.ts";
import { adoptServices } from "./adopt.ts";
import { isIdle, listStatus } from "./bench.ts";
import { keepFolderId } from "./processes/cookie.ts";
import { keepPlace } from "./records/former-places.ts";
import { LOCKED_EXIT_CODE, statePaths } from "./records/state-paths.ts";
import { releaseProgramPages } from "./release-memory.ts";
import { endOwnProcess, onTermination, ownPid, ownProgram } from "./processes/signal-process.ts";
import { watchServices } from "./watch-services.ts";
import { createSupervisor, down, pump, restart, takeModels, up } from "./supervisor.ts";

export interface RunSupervisorOptions {
  /** The project's own state folder. */
  readonly state: string;
  readonly socket: string;
  readonly root: string;
}

/** How long a supervisor that does not answer any more may take to let go of the lock. */
const LOCK_PATIENCE_MS = 500;
const FIRST_REQUEST_MS = 5000;
/** How often it is looked whether the socket is still there: a logout deletes the runtime folder. */
const SOCKET_LOOK_MS = 2500;
/** After this many looks at which nothing had happened, memory is given back. */
const QUIET_LOOKS = 1;

/**
 * Runs until there is nothing left to do, or until SIGTERM, and then ends the process.
 * @returns only when another supervisor has the lock: the exit code of the process
 */
export const runSupervisor = async ({ state, socket, root }: RunSupervisorOptions): Promise<number> => {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
  const lock = await takeLock(statePaths(state).supervisorLock, socket);
  if (lock === null) return LOCKED_EXIT_CODE;
  const folder = keepFolderId(state);
  keepPlace(state, root);
  const hello = introduce(root);
  // A client of another session may look for the socket elsewhere: this tells it where.
  lock.write(`${JSON.stringify({ ...hello, socket, folder })}\n`);
  const ending = Promise.withResolvers<void>();
  onTermination(ending.resolve);
  // A client may ask between being answered and our end: so we end only after it had the time to.
  let quietUntil = performance.now() + FIRST_REQUEST_MS;
  let mustStay = true;
  const supervisor = createSupervisor({
    state,
    bootId: hello.bootId,
    log,
    onIdle: () => {
      if (!mustStay) ending.resolve();
    },
  });
  await adoptServices(supervisor);
  const greet = (): Hello => {
    mustStay = true;
    quietUntil = performance.now() + FIRST_REQUEST_MS;
    return hello;
  };
  const serving = createServing(socket, {
    hello: greet,
    status: () => listStatus(supervisor),
    up: (request, emit) => up(supervisor, request, emit),
    down: (request, emit) => down(supervisor, request, emit),
    restart: (request, emit) => restart(supervisor, request, emit),
    models: (request) => takeModels(supervisor, request),
    watch: (emit) => watchServices(supervisor, emit),
    onAnswered: () => {
      mustStay = false;
      queueMicrotask(() => {
        if (isIdle(supervisor)) ending.resolve();
      });
    },
  });
  pump(supervisor);
  const rest = createRest();
  const look = setInterval(() => {
    serving.look();
    rest.look(supervisor.activity);
    if (performance.now() < quietUntil) return;
    mustStay = false;
    if (isIdle(supervisor)) ending.resolve();
  }, SOCKET_LOOK_MS);
  await ending.promise;
  clearInterval(look);
  await serving.stop();
  // Something may still be on its way (a stop that SIGTERM cut short): it must not go on without the lock.
  return endOwnProcess(0);
};

/** Gives memory back once whenever nothing has happened for a while. */
const createRest = (): { readonly look: (activity: number) => void } => {
  let known = -1;
  let quietLooks = 0;
  return {
    look: (activity) => {
      quietLooks = activity === known ? quietLooks + 1 : 0;
      known = activity;
      if (quietLooks === QUIET_LOOKS) releaseProgramPages(ownProgram());
    },
  };
};

/** Null as soon as another supervisor answers; one that is about to end gets the time to let go. */
const takeLock = async (path: string, socket: string): Promise<FileLock | null> => {
  const start = performance.now();
  for (;;) {
    const lock = lockFile(path);
    if (lock !== null || performance.now() - start > LOCK_PATIENCE_MS) return lock;
    if (await isAnswering(socket)) return null;
    await Bun.sleep(10);
  }
};

const isAnswering = async (socket: string): Promise<boolean> => {
  try {
    const connection = await Bun.connect({ unix: socket, socket: { data: () => {} } });
    connection.terminate();
    return true;
  } catch {
    return false;
  }
};

const introduce = (root: string): Hello => ({
  protocol: PROTOCOL_VERSION,
  jig: JIG_VERSION,
  root,
  pid: ownPid(),
  startTime: readProcess(ownPid())?.startTime ?? "",
  bootId: bootId(),
});

/** A served socket that is made again when it has vanished. */
const createServing = (socket: string, answering: Answering): Serving & { readonly look: () => void } => {
  let serving = serveSupervisor(socket, answering);
  return {
    isReachable: () => serving.isReachable(),
    stop: () => serving.stop(),
    look: () => {
      if (serving.isReachable()) return;
      log("the socket has vanished and is made again");
      void serving.stop();
      serving = serveSupervisor(socket, answering);
    },
  };
};

/** stderr is the supervisor's log file. */
const log = (line: string): void => {
  void Bun.write(Bun.stderr, `${new Date().toISOString()} ${line}\n`);
};
