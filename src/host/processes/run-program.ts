// Runs one program to its end, in a process group of its own so that a timeout leaves nothing of it behind.
// Never a shell; never for services, which must outlive us.

import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

import type { Ran, RunRequest } from "../host.ts";
import { realFiles } from "../files/real-files.ts";
import { findProgram } from "./find-program.ts";

/** How long output may still come after the program itself ended: something it left behind may hold the pipes. */
const DRAIN_MS = 1000;

/** More of stdout is no answer to a question: the program's group is killed. */
const MOST_STDOUT = 64 * 1024 * 1024;

/** As much of stderr is kept at least, and as much of a line that does not end. */
const MOST_STDERR = 1024 * 1024;

/** Promises what `Host.run` promises. `env` is the environment when the request brings none. */
export const runProgram = (
  request: RunRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Ran> => {
  const [program, ...args] = request.argv;
  const environment = definedOnly(request.env ?? env);
  const path = findProgram(realFiles, program, environment["PATH"]);
  if (path === null) return Promise.resolve(notStarted(`no program \`${program}\` can be found`));
  if (request.cwd !== undefined && realFiles.stat(request.cwd)?.kind !== "folder") {
    return Promise.resolve(notStarted(`the folder \`${request.cwd}\` is not there`));
  }
  if (request.signal?.aborted === true) {
    return Promise.resolve({ kind: "killed", signal: "SIGKILL", timedOut: false, stdout: "", stderr: "" });
  }
  try {
    const child = spawn(path, args, {
      argv0: program,
      detached: true,
      stdio: ["pipe", "pipe", "pipe", ...(request.sharesLock === undefined ? [] : [request.sharesLock])],
      env: environment,
      ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    });
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error("it got no pipes");
    return follow({ child, stdin, stdout, stderr }, request);
  } catch (error) {
    return Promise.resolve(notStarted(error instanceof Error ? error.message : String(error)));
  }
};

const notStarted = (message: string): Ran => ({ kind: "failed-to-start", message });

const definedOnly = (env: Readonly<Record<string, string | undefined>>): Record<string, string> => {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) defined[name] = value;
  return defined;
};

interface Started {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

const follow = (started: Started, request: RunRequest): Promise<Ran> => {
  const { child } = started;
  const stdout = startKeeper(request);
  const stderr = endKeeper();
  const lines = lineSplitter(request.onStderrLine);
  started.stdout.on("data", (bytes: Buffer) => {
    // It would go on for ever.
    if (!stdout.push(bytes)) signalTree(child.pid, "SIGKILL");
  });
  started.stderr.on("data", (bytes: Buffer) => {
    stderr.push(bytes);
    lines.push(bytes);
  });
  // A program that does not read its input closes it: that is its right, not our error.
  started.stdin.on("error", () => {});
  started.stdin.end(request.input ?? "");

  let timedOut = false;
  let killing: ReturnType<typeof setTimeout> | undefined;
  const killGroup = (): void => {
    if (request.graceMs === undefined) return signalTree(child.pid, "SIGKILL");
    signalTree(child.pid, "SIGTERM");
    killing ??= setTimeout(() => signalTree(child.pid, "SIGKILL"), request.graceMs);
  };
  const deadline =
    request.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          killGroup();
        }, request.timeoutMs);
  request.signal?.addEventListener("abort", killGroup, { once: true });

  return new Promise<Ran>((resolve) => {
    let drain: ReturnType<typeof setTimeout> | undefined;
    const settle = (ran: Ran): void => {
      clearTimeout(deadline);
      clearTimeout(drain);
      clearTimeout(killing);
      request.signal?.removeEventListener("abort", killGroup);
      resolve(ran);
    };
    const end = (code: number | null, signal: string | null): void => {
      lines.end();
      const output = { stdout: stdout.text(), stderr: stderr.text() };
      settle(
        code === null
          ? { kind: "killed", signal: signal ?? "SIGKILL", timedOut, ...output }
          : { kind: "exited", code, ...output },
      );
    };
    child.on("error", (error) => settle(notStarted(error.message)));
    child.on("close", end);
    child.on("exit", (code, signal) => {
      // It was asked to end, and what it started was not.
      if (killing !== undefined) signalTree(child.pid, "SIGKILL");
      drain = setTimeout(() => {
        started.stdout.destroy();
        started.stderr.destroy();
        end(code, signal);
      }, DRAIN_MS);
    });
  });
};

const textOf = (chunks: readonly Buffer[], encoding: "utf8" | "latin1" = "utf8"): string =>
  Buffer.concat(chunks).toString(encoding);

/** Keeps what is pushed until it is too much; `push` gives whether it is not. */
const startKeeper = ({ mostStdout: most = MOST_STDOUT, isBinary = false }: RunRequest) => {
  const kept: Buffer[] = [];
  let length = 0;
  return {
    push: (bytes: Buffer): boolean => {
      length += bytes.length;
      if (length > most) return false;
      kept.push(bytes);
      return true;
    },
    text: (): string => textOf(kept, isBinary ? "latin1" : "utf8"),
  };
};

/** Keeps the end of what is pushed: a flood of any length takes a few megabytes. */
const endKeeper = () => {
  let kept: Buffer[] = [];
  let length = 0;
  return {
    push: (bytes: Buffer): void => {
      kept.push(bytes);
      length += bytes.length;
      if (length < 2 * MOST_STDERR) return;
      kept = [Buffer.from(Buffer.concat(kept).subarray(-MOST_STDERR))];
      length = MOST_STDERR;
    },
    text: (): string => textOf(kept),
  };
};

/** Signals a program that was started here, or one proven to be such, with all of its group. */
export const signalTree = (pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended by itself between the decision and the signal.
  }
};

/** Hands over whole lines, one without an end in pieces; what comes after the last line ending is handed over by `end`. */
const lineSplitter = (onLine: ((line: string) => void) | undefined) => {
  if (onLine === undefined) return { push: () => {}, end: () => {} };
  const decoder = new TextDecoder();
  let rest = "";
  const cut = (): void => {
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(/\r$/, ""));
    if (rest.length < MOST_STDERR) return;
    onLine(rest);
    rest = "";
  };
  return {
    push: (bytes: Uint8Array): void => {
      rest += decoder.decode(bytes, { stream: true });
      cut();
    },
    end: (): void => {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
};
