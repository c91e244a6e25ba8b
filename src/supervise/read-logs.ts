// The logs of services as people read them: the last lines across runs, and what comes, across restarts. It reads the
// files alone, so it works whether a supervisor lives or not.

import { closeSync, fstatSync, readSync, watch } from "node:fs";

import { openRegular } from "../host/regular-file.ts";
import type { Layout } from "../plan/layout.ts";
import { hideLogged } from "./hide-logged.ts";
import { statePaths } from "./state-paths.ts";
import { isLogHeader, listRuns } from "./run-files.ts";

export interface LoggedLine {
  readonly service: string;
  /** 1 is the service's first. */
  readonly run: number;
  readonly line: string;
  /** The line that jig wrote at the run's start, not the service. */
  readonly isHeader: boolean;
}

export interface ReadLogsOptions {
  readonly layout: Layout;
  readonly service: string;
  /** How many lines at most; all that is kept when absent. */
  readonly last?: number;
  /** The first run to look at; all that are kept when absent. */
  readonly firstRun?: number;
}

const CHUNK = 64 * 1024;
/** A line that is longer is given in pieces: a service may write a gigabyte without an ending. */
const LONGEST_LINE = 1024 * 1024;
/** Of one service before the others, and whoever wants to end this, have their turn. */
const CHUNKS_A_LOOK = 16;
/** How often it is looked once more at the end, should there be more each time. */
const LAST_LOOKS = 64;

/** The latest lines of a service across its kept runs, the oldest first. Headers count as lines. */
export const readLogs = ({ layout, service, last, firstRun }: ReadLogsOptions): readonly LoggedLine[] =>
  readLinesBefore(layout.state, {
    service,
    last: last ?? Number.POSITIVE_INFINITY,
    firstRun: firstRun ?? 1,
    end: null,
  });

/** The latest run of a service; 0 when it has none. */
export const latestRun = ({ state }: Layout, service: string): number => listRuns(state, service).at(-1) ?? 0;

/**
 * The first run that wrote something since then, its header counted; infinity when none did. Services write to their files
 * by themselves, so nobody knows the time of a single line.
 */
export const firstRunSince = ({ state }: Layout, service: string, since: Date): number =>
  listRuns(state, service).find(
    (run) => modifiedAt(statePaths(state).log(service, run)) >= since.getTime(),
  ) ?? Number.POSITIVE_INFINITY;

/** A place in a service's logs: a run, and bytes from its log's start. */
interface Cursor {
  readonly run: number;
  readonly offset: number;
}

interface LinesBefore {
  readonly service: string;
  readonly last: number;
  readonly firstRun: number;
  /** Null: the present end, with a last line that has no ending yet. */
  readonly end: Cursor | null;
}

const readLinesBefore = (
  state: string,
  { service, last, firstRun, end }: LinesBefore,
): readonly LoggedLine[] => {
  const lines: LoggedLine[] = [];
  for (const run of listRuns(state, service).toReversed()) {
    const wanted = last - lines.length;
    if (wanted <= 0 || run < firstRun) break;
    if (end !== null && run > end.run) continue;
    const upTo = end !== null && run === end.run ? end.offset : null;
    const found = readLastLines(statePaths(state).log(service, run), wanted, upTo);
    lines.unshift(...found.map((line) => toLogged(service, run, line)));
  }
  return lines;
};

export interface FollowLogsOptions {
  readonly layout: Layout;
  readonly services: readonly string[];
  /** How many of the lines that are there already are told first, a service. */
  readonly last: number;
  /** From which run on those are taken; from all that are kept when absent. */
  readonly firstRun?: (service: string) => number;
  /** Ends the following. */
  readonly signal: AbortSignal;
  /** Called with every whole line, run by run: none is left out or told twice where the past meets the present. */
  readonly onLine: (line: LoggedLine) => void;
}

/** Tells the latest lines of services, then follows them across restarts until it is aborted. */
export const followLogs = async (options: FollowLogsOptions): Promise<void> => {
  const { layout, services, signal } = options;
  const followers = services.map((service) => createFollower(options, service));
  let again: ReturnType<typeof setTimeout> | undefined;
  const look = (): boolean => {
    const hasMore = followers.map((follow) => follow()).includes(true);
    clearTimeout(again);
    if (hasMore && !signal.aborted) again = setTimeout(look, 0);
    return hasMore;
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watchLogs(statePaths(layout.state).logs, look);
  // Not every file system tells of changes, and the folder may not be there yet.
  const timer = setInterval(look, watcher === null ? 100 : 1000);
  const end = (): void => {
    clearInterval(timer);
    watcher?.close();
    for (let round = 0; look() && round < LAST_LOOKS; round += 1);
    resolve();
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  await promise;
};

/**
 * Tells the latest lines now, and at each call what has been written since the one before. A service may write faster than
 * anybody reads, so a call tells only so much; it gives whether there is more.
 */
const createFollower = (
  { layout: { state }, last, firstRun = () => 1, onLine }: FollowLogsOptions,
  service: string,
): (() => boolean) => {
  let run = listRuns(state, service).at(-1) ?? 0;
  // Looked for once: the lines before it are told here, and what is behind it by the calls.
  let offset = endOfLastLine(statePaths(state).log(service, run));
  const before = { service, last, firstRun: firstRun(service), end: { run, offset } };
  for (const line of readLinesBefore(state, before)) onLine(line);
  let rest = "";
  let decoder = new TextDecoder();
  const drain = (): boolean => {
    const path = statePaths(state).log(service, run);
    for (let chunks = 0; chunks < CHUNKS_A_LOOK; chunks += 1) {
      const chunk = readAt(path, offset);
      if (chunk.length === 0) return false;
      offset += chunk.length;
      const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = pieces.pop() ?? "";
      for (const line of pieces) onLine(toLogged(service, run, line));
      if (rest.length > LONGEST_LINE) {
        onLine(toLogged(service, run, rest));
        rest = "";
      }
    }
    return true;
  };
  return () => {
    if (drain()) return true;
    for (const later of listRuns(state, service).filter((candidate) => candidate > run)) {
      // The former run is over: what it wrote last needs no line's end any more.
      if (rest !== "") onLine(toLogged(service, run, rest));
      run = later;
      offset = 0;
      rest = "";
      decoder = new TextDecoder();
      if (drain()) return true;
    }
    return false;
  };
};

const toLogged = (service: string, run: number, line: string): LoggedLine => ({
  service,
  run,
  line: hideLogged(line.replace(/\r$/, "")),
  isHeader: isLogHeader(line),
});

const watchLogs = (folder: string, onChange: () => void): { close(): void } | null => {
  try {
    const watcher = watch(folder, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
};

/** Where the last line that has an ending ends; 0 when there is none. */
const endOfLastLine = (path: string): number => {
  for (let end = sizeOf(path); end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const at = readAt(path, start)
      .subarray(0, end - start)
      .lastIndexOf(10);
    if (at !== -1) return start + at + 1;
    end = start;
  }
  return 0;
};

/** Reads backwards, and no further than needed. @param upTo in bytes; null is the present size */
const readLastLines = (path: string, count: number, upTo: number | null): readonly string[] => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return [];
  try {
    const chunks: Buffer[] = [];
    let breaks = 0;
    for (let end = upTo ?? fstatSync(descriptor).size; end > 0 && breaks <= count;) {
      const chunk = Buffer.alloc(Math.min(CHUNK, end));
      readSync(descriptor, chunk, 0, chunk.length, end - chunk.length);
      breaks += chunk.reduce((sum, byte) => (byte === 10 ? sum + 1 : sum), 0);
      chunks.unshift(chunk);
      end -= chunk.length;
    }
    const lines = Buffer.concat(chunks).toString("utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return count === Number.POSITIVE_INFINITY ? lines : lines.slice(-count);
  } finally {
    closeSync(descriptor);
  }
};

const readAt = (path: string, offset: number): Uint8Array => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return new Uint8Array();
  try {
    const chunk = new Uint8Array(CHUNK);
    return chunk.subarray(0, readSync(descriptor, chunk, 0, CHUNK, offset));
  } finally {
    closeSync(descriptor);
  }
};

/** Milliseconds since the epoch; before everything when there is no such file. */
const modifiedAt = (path: string): number => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return Number.NEGATIVE_INFINITY;
  try {
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
  }
};

const sizeOf = (path: string): number => {
  const descriptor = openQuietly(path);
  if (descriptor === null) return 0;
  try {
    return fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
};

/** Null when there is no such file, or something else in its place. */
const openQuietly = (path: string): number | null => {
  try {
    return openRegular(path);
  } catch {
    return null;
  }
};
