// What services write from now on, across restarts, after the last lines that are there. It reads the files alone, so it
// works whether a supervisor lives or not.

import { watch } from "node:fs";

import type { Layout } from "../../plan/layout.ts";
import { endOfLastLine, readAt } from "./log-file.ts";
import { readLinesBefore, toLogged, type LoggedLine } from "./read-logs.ts";
import { listRuns } from "../records/run-files.ts";
import { statePaths } from "../records/state-paths.ts";

/** A line that is longer is given in pieces: a service may write a gigabyte without an ending. */
const LONGEST_LINE = 1024 * 1024;
/** Of one service before the others, and whoever wants to end this, have their turn. */
const CHUNKS_A_LOOK = 16;
/** How often it is looked once more at the end, should there be more each time. */
const LAST_LOOKS = 64;

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

const watchLogs = (folder: string, onChange: () => void): { close(): void } | null => {
  try {
    const watcher = watch(folder, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
};
