// The files of single runs: the pid and the ending that the keeper writes, and the log that the service writes.
// Whatever is cut off is taken as not written.

import { namesIn } from "./names-in.ts";
import { closeSync, fstatSync, mkdirSync, readSync, rmSync, writeSync } from "node:fs";

import { openForAppending, openRegular, readRegular } from "../../host/files/regular-file.ts";
import { hideLogged } from "../logs/hide-logged.ts";
import { type Ending } from "./records.ts";
import { statePaths } from "./state-paths.ts";

/** How many logs of former runs are kept for a service. */
const KEPT_RUNS = 10;

/** The pid of the service's main process, written just before it became the service; null when it is not there yet. */
export const readMainPid = (state: string, name: string, generation: number): number | null => {
  const number = readNumber(`${statePaths(state).run(name, generation)}.pid`);
  return number === null || number < 2 ? null : number;
};

/**
 * How a run ended; null when its keeper has not said. A shell tells a signal as 128 and its number, so an exit code of
 * 143 and the signal SIGTERM look the same: the signal is by far the likelier.
 */
export const readEnding = (state: string, name: string, generation: number): Ending | null => {
  const code = readNumber(`${statePaths(state).run(name, generation)}.exit`);
  if (code === null) return null;
  const signal = SIGNALS[code - 128];
  return signal === undefined ? { code } : { signal };
};

/** Opens a run's log for appending, with a first line that says which run this is. The caller closes it. */
export const openLog = (
  state: string,
  run: { name: string; generation: number; command: string; at: string },
): number => {
  mkdirSync(statePaths(state).logs, { recursive: true, mode: 0o700 });
  const descriptor = openForAppending(statePaths(state).log(run.name, run.generation));
  try {
    writeSync(descriptor, logHeader(run));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
};

const HEADER = /^--- run \d+ · /;

export const isLogHeader = (line: string): boolean => HEADER.test(line);

const logHeader = ({
  generation,
  at,
  command,
}: {
  generation: number;
  at: string;
  command: string;
}): string => `--- run ${generation} · ${at} · ${command.replaceAll(/\s+/g, " ")}\n`;

/** The last lines of one run's log, without its header. Reads no more than 64 KiB of it. */
export const readLogTail = (path: string, count: number): readonly string[] => {
  const text = readEnd(path, 64 * 1024);
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines
    .filter((line) => !isLogHeader(line))
    .slice(-count)
    .map(hideLogged);
};

/** The end of the latest run's log of a service, as text; empty without one. */
export const readLatestLog = (state: string, name: string): string => {
  const run = listRuns(state, name).at(-1);
  return run === undefined
    ? ""
    : readLogTail(statePaths(state).log(name, run), Number.POSITIVE_INFINITY).join("\n");
};

/** The runs of a service of which anything is left on disk, the oldest first. */
export const listRuns = (state: string, name: string): readonly number[] => {
  const paths = statePaths(state);
  const logs = namesIn(paths.logs).flatMap((file) => {
    const found = /^(.+)\.(\d+)\.log$/.exec(file);
    return found !== null && found[1] === name ? [Number(found[2])] : [];
  });
  const records = namesIn(paths.service(name)).flatMap((file) => {
    const found = /^(\d+)\.(?:pid|exit)$/.exec(file);
    return found === null ? [] : [Number(found[1])];
  });
  return [...new Set([...logs, ...records])].toSorted((left, right) => left - right);
};

/** Removes what is left of all but the latest runs. */
export const forgetOldRuns = (state: string, name: string): void => {
  const paths = statePaths(state);
  for (const generation of listRuns(state, name).slice(0, -KEPT_RUNS)) {
    rmSync(paths.log(name, generation), { force: true });
    for (const end of ["pid", "exit"]) rmSync(`${paths.run(name, generation)}.${end}`, { force: true });
  }
};

const readNumber = (path: string): number | null => {
  try {
    const text = readRegular(path).toString("latin1");
    // Without its line ending it may have been cut off in the middle.
    return /^\d{1,9}\n$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
};

/** Those whose numbers are the same everywhere, and likely. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

/** The end of a file as text, at most `bytes` of it, from the start of a line; empty when it cannot be read. */
const readEnd = (path: string, bytes: number): string => {
  let descriptor: number;
  try {
    descriptor = openRegular(path);
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    const count = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.toString("utf8", 0, count);
    return size > bytes ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    closeSync(descriptor);
  }
};
