// A project of its own for each test: real supervisor, real services, real files. It removes what it has started, and
// says what it has found when something is left.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { connectSupervisor, type SupervisorClient, type TalkMessage } from "../../../src/api/client.ts";
import type { ServiceStatus } from "../../../src/api/contract.ts";
import {
  isAlive,
  isSameAlive,
  listPids,
  readCommandLine,
  readEnvironment,
  readProcess,
} from "../../../src/host/processes/process-table.ts";
import { errorCode } from "../../../src/host/files/file-error.ts";
import type { Layout } from "../../../src/plan/layout.ts";
import type { ServiceSpec } from "../../../src/plan/services/service-spec.ts";
import { readFolderId } from "../../../src/supervise/processes/cookie.ts";
import { readHolder } from "../../../src/api/start-supervisor.ts";
import { readOlder } from "../../../src/supervise/records/read-older.ts";

export type SpecOptions = Partial<Omit<ServiceSpec, "command">> & {
  readonly command?: ServiceSpec["command"];
};

/** Why a service failed, as it was told. */
type Failure = Omit<Extract<TalkMessage, { kind: "failure" }>, "kind" | "at" | "service">;

/** The whole of `settled`, and what came before it. */
export interface Answer {
  readonly messages: readonly TalkMessage[];
  readonly services: Readonly<Record<string, ServiceStatus>>;
  readonly changed: readonly string[];
  readonly older: readonly string[];
  readonly failures: Readonly<Record<string, Failure>>;
}

export const createBench = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jig bench é-")));
  const state = join(root, "state", `bench-${root.slice(-6)}`);
  const layout: Layout = {
    root,
    file: "jig.toml",
    state,
    cache: join(root, "cache"),
    socket: join(root, "run", "s.sock"),
    venv: join(root, ".venv"),
    lock: join(root, "jig.lock"),
  };
  mkdirSync(join(root, "work"));
  const env = { PATH: process.env["PATH"] ?? "", HOME: root };
  const argv = [process.execPath, join(import.meta.dir, "supervise-entry.ts")] as const;

  const connect = async (): Promise<SupervisorClient> => {
    const connected = await connectSupervisor({
      layout,
      start: { argv, env: process.env, isOnItsWay: false },
    });
    if (!connected.ok) throw new Error(`${JSON.stringify(connected.failure)}\n${allLogs(layout)}`);
    return connected.value;
  };

  const spec = (name: string, options: SpecOptions = {}): ServiceSpec => ({
    name,
    preset: "command",
    why: { file: "jig.toml", line: 1, column: 1 },
    digest: "first",
    command: { kind: "argv", words: [["sleep"], ["1000"]] },
    cwd: join(root, "work"),
    env: {},
    port: null,
    ready: { probe: { kind: "started" }, timeoutMs: 10_000 },
    stop: { http: null, signal: "TERM", timeoutMs: 5000 },
    open: false,
    page: null,
    after: [],
    require: true,
    oneshot: false,
    files: [],
    token: null,
    live: null,
    ...options,
  });

  const up = async (services: readonly ServiceSpec[], start?: readonly string[]): Promise<Answer> => {
    const client = await connect();
    const names = start ?? services.map(({ name }) => name);
    return gather(client.up({ services: [...services], start: [...names], env }), layout);
  };
  const down = async (services: readonly string[] | null = null): Promise<Answer> =>
    gather((await connect()).down({ services: services === null ? null : [...services] }), layout);
  const restart = async (
    services: readonly ServiceSpec[],
    names: readonly string[] | null = null,
  ): Promise<Answer> =>
    gather(
      (await connect()).restart({
        services: [...services],
        names: [...(names ?? readOlder(layout, services))],
        env,
      }),
      layout,
    );

  return {
    root,
    layout,
    env,
    argv,
    spec,
    connect,
    up,
    down,
    restart,
    /** The live supervisor; null when there is none. */
    supervisor: () => {
      const holder = readHolder(layout);
      return holder !== null && isSameAlive(holder) ? holder : null;
    },
    /** Ends the supervisor, and any that waits for its place, without a chance to do anything. */
    killSupervisor: () => killSupervisors(layout),
    waitFor: (what: string, condition: () => unknown) => waitFor(layout, what, condition),
    /** The pids that carry the cookie of this project. */
    carriers: () => findCarriers(layout),
    log: (service: string, run: number) => readFileSync(join(state, "logs", `${service}.${run}.log`), "utf8"),
    /** Stops everything, and fails when something is left. */
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await killSupervisors(layout);
      const left = findCarriers(layout).filter((pid) => isAlive(readProcess(pid)));
      for (const pid of left) killIfThere(pid);
      await waitFor(layout, "all is gone", () => left.every((pid) => !isAlive(readProcess(pid))));
      rmSync(root, { recursive: true, force: true });
    },
  };
};

export type Bench = ReturnType<typeof createBench>;

/** It may have ended since it was seen. */
const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
};

/** Waits until it is true. @throws with all logs when it is not within ten seconds */
const waitFor = async (layout: Layout, what: string, condition: () => unknown): Promise<void> => {
  const start = performance.now();
  while (!(await condition())) {
    if (performance.now() - start > 10_000) throw new Error(`not within 10 s: ${what}\n${allLogs(layout)}`);
    await Bun.sleep(5);
  }
};

const gather = async (talk: AsyncIterable<TalkMessage>, layout: Layout): Promise<Answer> => {
  const messages: TalkMessage[] = [];
  const failures: Record<string, Failure> = {};
  const late = setTimeout(() => {
    process.stderr.write(`a talk hangs: ${JSON.stringify(messages, null, 1)}\n${allLogs(layout)}\n`);
  }, 20_000);
  for await (const message of talk) {
    messages.push(message);
    if (message.kind === "failure") {
      const { kind: _, at: __, service, ...failure } = message;
      failures[service] = failure;
    }
    if (message.kind === "lost") throw new Error(`${message.failure.message}\n${allLogs(layout)}`);
    if (message.kind !== "settled") continue;
    clearTimeout(late);
    const { changed, older } = message;
    const services = Object.fromEntries(message.services.map((service) => [service.name, service]));
    return { messages, services, changed, older, failures };
  }
  throw new Error(`no last message: ${JSON.stringify(messages)}`);
};

const killSupervisors = async (layout: Layout): Promise<void> => {
  const find = (): readonly number[] =>
    listPids().filter((pid) => {
      const words = readCommandLine(pid);
      return words?.includes("__supervise") === true && words.includes(layout.state);
    });
  await waitFor(layout, "no supervisor lives", () => {
    const found = find();
    for (const pid of found) killIfThere(pid);
    return found.length === 0;
  });
};

const findCarriers = (layout: Layout): readonly number[] => {
  const folder = readFolderId(layout.state);
  if (folder === null) return [];
  const prefix = `${folder}/`;
  return listPids().filter((pid) => readEnvironment(pid)?.["JIG_ID"]?.startsWith(prefix) === true);
};

const allLogs = ({ state }: Layout): string => {
  const folder = join(state, "logs");
  const files = [join(state, "supervisor.log")];
  try {
    files.push(...readdirSync(folder).map((name) => join(folder, name)));
  } catch {
    // There are no logs yet.
  }
  return files.map((file) => `== ${file}\n${readOrNothing(file)}`).join("\n");
};

const readOrNothing = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};
