// Starts a program and gathers what it says: through pipes, or on a terminal of its own. It asserts nothing.

import type { Outcome } from "./outcome.ts";
import { isAlive } from "./processes.ts";

export interface StartOptions {
  readonly cwd?: string;
  /** Added to the rig's environment; an empty text unsets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** On a terminal of 100 × 30: everything it says is `stdout` then. */
  readonly terminal?: boolean;
  /** Of that terminal. */
  readonly columns?: number;
  /** Killed after this long. */
  readonly timeoutMs?: number;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  kill(signal: NodeJS.Signals): void;
  /** Types on its terminal. */
  type(text: string): void;
  /** Closes its terminal, as when a window is closed. */
  hangUp(): void;
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The shell's way of telling how a process ended. */
const codeOf = (exitCode: number | null, signal: string | number | null): number =>
  exitCode ?? 128 + (typeof signal === "number" ? signal : (signalNumbers[signal ?? ""] ?? 0));

const withoutEmpty = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));

export const startProgram = (argv: readonly string[], options: StartOptions): Running => {
  const settings = { cwd: options.cwd ?? "/", env: withoutEmpty(options.env ?? {}) };
  return options.terminal === true
    ? startOnTerminal(argv, settings, options)
    : startWithPipes(argv, settings, options);
};

interface Settings {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

const startWithPipes = (argv: readonly string[], settings: Settings, options: StartOptions): Running => {
  const child = Bun.spawn([...argv], {
    ...settings,
    stdin: options.input === undefined ? "ignore" : new TextEncoder().encode(options.input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  const timer = killLater(child.pid, options.timeoutMs);
  const ended = Promise.all([child.exited, stdout.done, stderr.done]).then(() => {
    clearTimeout(timer);
    return { code: codeOf(child.exitCode, child.signalCode), stdout: stdout.text(), stderr: stderr.text() };
  });
  return {
    pid: child.pid,
    ended,
    stdout: stdout.text,
    stderr: stderr.text,
    kill: (signal) => child.kill(signal),
    type: noTerminal,
    hangUp: noTerminal,
  };
};

const noTerminal = (): never => {
  throw new Error("this program has no terminal");
};

const startOnTerminal = (argv: readonly string[], settings: Settings, options: StartOptions): Running => {
  const decoder = new TextDecoder();
  let said = "";
  const child = Bun.spawn([...argv], {
    cwd: settings.cwd,
    env: { TERM: "xterm-256color", ...settings.env },
    // Made here and not before: only so is it the child's controlling terminal, where Ctrl-C and hanging up are signals.
    terminal: {
      cols: options.columns ?? 100,
      rows: 30,
      data: (_: unknown, bytes: Uint8Array) => {
        said += decoder.decode(bytes, { stream: true });
      },
    },
  });
  const { terminal } = child;
  const timer = killLater(child.pid, options.timeoutMs);
  const ended = child.exited.then(() => {
    clearTimeout(timer);
    terminal?.close();
    return { code: codeOf(child.exitCode, child.signalCode), stdout: said, stderr: "" };
  });
  return {
    pid: child.pid,
    ended,
    stdout: () => said,
    stderr: () => "",
    kill: (signal) => child.kill(signal),
    type: (text) => void terminal?.write(text),
    hangUp: () => terminal?.close(),
  };
};

const gather = (stream: ReadableStream<Uint8Array>) => {
  const decoder = new TextDecoder();
  let said = "";
  const done = (async () => {
    for await (const chunk of stream) said += decoder.decode(chunk, { stream: true });
  })();
  return { done, text: () => said };
};

const killLater = (pid: number, timeoutMs = 120_000) =>
  setTimeout(() => {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }, timeoutMs);
