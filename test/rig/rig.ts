// A temporary project with its own home, state and runtime folders, in which the built `jig` is run (after wireit's and
// just's rigs). Closing it brings the project down and fails when a process, a socket or a file is left.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { openServiceSocket, type ControlledService, type ServiceSocket } from "./controlled-service.ts";
import type { Outcome } from "./outcome.ts";
import { executable } from "./paths.ts";
import { isAlive, processesOf } from "./processes.ts";
import { startProgram, type Running, type StartOptions } from "./start-program.ts";
import { hostPython, scrubbedEnv } from "./scrubbed-env.ts";
import { waitFor } from "./wait-for.ts";

export interface RigOptions {
  /** The project's folder inside the rig's: with a space and an é unless a test says otherwise. */
  readonly folder?: string;
  /** The text of `jig.toml`; none is written without it. */
  readonly description?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Rig extends AsyncDisposable {
  /** The rig's own folder: everything below is in it. */
  readonly base: string;
  readonly root: string;
  readonly home: string;
  readonly state: string;
  readonly runtime: string;
  /** First on PATH: a program that a test puts here beats the machine's. */
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
  /** An interpreter of this machine, from 3.11 on. */
  readonly python: string;
  /** Runs `jig` in the project's folder until it ends. */
  jig(...args: string[]): Promise<Outcome>;
  /** The same with another folder, other variables, an input. */
  jigWith(options: StartOptions, ...args: string[]): Promise<Outcome>;
  /** Starts `jig` and comes back at once. */
  start(options: StartOptions, ...args: string[]): Running;
  /** Writes a file of the project; its folders are made. */
  write(path: string, text: string): string;
  read(path: string): string;
  /** Writes a program into `bin`. */
  program(name: string, script: string): string;
  /** A service that does what the test says. */
  service(name: string): ControlledService;
  /** `jig status --json`, as an object. */
  status(): Promise<Status>;
  /** The status of one service. */
  serviceStatus(name: string): Promise<Status["services"][number]>;
  /** What every jig said and the ends of all logs, for the message of a wait that was in vain. */
  readonly logs: () => string;
}

/** The contract of `status --json`, as a script would read it. */
export interface Status {
  readonly version: number;
  readonly project: { readonly name: string; readonly root: string; readonly id?: string };
  readonly supervisor: { readonly pid: number } | null;
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly ready: boolean;
    readonly pid: number | null;
    readonly port: number | null;
    readonly url: string | null;
    readonly startedAt: string | null;
    readonly restarts: number;
    readonly exit: { readonly code: number } | { readonly signal: string } | null;
    readonly reason: string | null;
    readonly exposed?: readonly string[];
    readonly models?: readonly {
      readonly name: string;
      readonly state: string;
      readonly bytes: number | null;
      readonly total: number | null;
      readonly digest: string | null;
      readonly reason: string | null;
    }[];
  }[];
}

/** Opens a rig; hold it with `await using`. */
export const openRig = async (options: RigOptions = {}): Promise<Rig> => {
  if (!existsSync(executable)) throw new Error(`there is no ${executable}: npm run build`);
  const base = realpathSync(mkdtempSync(join(realpathSync(tmpdir()), "jig-")));
  const folder = (name: string): string => {
    const path = join(base, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const root = folder(options.folder ?? "my projét");
  const [home, state, runtime, bin] = [folder("home"), folder("state"), folder("run"), folder("bin")];
  const python = hostPython();
  if (!python.startsWith("/usr/bin/")) symlinkSync(python, join(bin, "python3"));
  const env = {
    ...scrubbedEnv(bin),
    HOME: home,
    TMPDIR: folder("tmp"),
    JIG_STATE_DIR: state,
    JIG_RUNTIME_DIR: runtime,
    // A test that wants Nix says so: its packages would come from the network.
    JIG_NIX: "none",
    ...options.env,
  };
  const services = await openServiceSocket(join(base, "rig.sock"));
  const rig = makeRig({ base, root, home, state, runtime, bin, env, python }, services);
  if (options.description !== undefined) rig.write("jig.toml", options.description);
  return rig;
};

type Places = Pick<Rig, "base" | "root" | "home" | "state" | "runtime" | "bin" | "env" | "python">;

const makeRig = (places: Places, services: ServiceSocket): Rig => {
  const started: { readonly args: readonly string[]; readonly running: Running }[] = [];
  const start = (options: StartOptions, ...args: string[]): Running => {
    const running = startProgram([executable, ...args], {
      ...options,
      cwd: options.cwd ?? places.root,
      env: { ...places.env, ...options.env },
    });
    started.push({ args, running });
    return running;
  };
  const logs = (): string =>
    [
      ...started.map(
        ({ args, running }) => `--- jig ${args.join(" ")}\n${running.stdout()}${running.stderr()}`,
      ),
      readLogs(places.state),
    ].join("\n");
  const jigWith = (options: StartOptions, ...args: string[]) => start(options, ...args).ended;
  const jig = (...args: string[]) => jigWith({}, ...args);
  const write = (path: string, text: string): string => {
    const whole = join(places.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  const status = async (): Promise<Status> => {
    const { code, stdout, stderr } = await jig("status", "--json");
    if (code !== 0) throw new Error(`jig status --json ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  return {
    ...places,
    start,
    jig,
    jigWith,
    write,
    read: (path) => readFileSync(join(places.root, path), "utf8"),
    program: (name, script) => {
      const path = join(places.bin, name);
      writeFileSync(path, script);
      chmodSync(path, 0o755);
      return path;
    },
    service: (name) => services.service(name, { python: places.python, explain: logs }),
    status,
    serviceStatus: async (name) => {
      const { services: all } = await status();
      const found = all.find((service) => service.name === name);
      if (found === undefined) throw new Error(`no service \`${name}\` in ${JSON.stringify(all)}`);
      return found;
    },
    logs,
    [Symbol.asyncDispose]: () =>
      closeRig(places, { services, down: () => jigWith({ timeoutMs: 60_000 }, "down", "--yes") }),
  };
};

const closeRig = async (
  { base, root, runtime, state }: Places,
  { services, down }: { services: ServiceSocket; down: () => Promise<Outcome> },
): Promise<void> => {
  const problems: string[] = [];
  const hasDescription = existsSync(join(root, "jig.toml"));
  if (hasDescription && processesOf(base).length > 0) {
    const { code, stdout, stderr } = await down();
    // A description that a test broke on purpose cannot be read for `down` either; what is left is seen below.
    if (code !== 0 && code !== 2) problems.push(`jig down ended with ${code}\n${stdout}${stderr}`);
  }
  const gone = () => processesOf(base).length === 0;
  await waitFor("all processes to end", gone, { timeoutMs: 5_000 }).catch(() => {});
  const left = processesOf(base);
  if (left.length > 0) {
    problems.push(`processes left:\n${left.map(({ pid, argv }) => `  ${pid} ${argv}`).join("\n")}`);
    problems.push(readLogs(state));
  }
  for (const { pid } of left) {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
  services.close();
  const sockets = existsSync(runtime) ? listSockets(runtime) : [];
  if (sockets.length > 0) problems.push(`sockets left: ${sockets.join(", ")}`);
  const files = readdirSync(join(base, "tmp"));
  if (files.length > 0) problems.push(`temporary files left: ${files.join(", ")}`);
  rmSync(base, { recursive: true, force: true });
  if (problems.length > 0) throw new Error(problems.join("\n"));
};

const listSockets = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSocket())
    .map((entry) => join(entry.parentPath, entry.name));

const readLogs = (state: string): string =>
  readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".log"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `--- ${path}\n${readFileSync(path, "utf8").split("\n").slice(-40).join("\n")}`)
    .join("\n");
