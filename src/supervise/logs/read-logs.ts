// The logs of services as people read them: the last lines across runs. It reads the files alone, so it works whether a
// supervisor lives or not.

import type { Layout } from "../../plan/layout.ts";
import { hideLogged } from "./hide-logged.ts";
import { modifiedAt, readLastLines } from "./log-file.ts";
import { statePaths } from "../records/state-paths.ts";
import { isLogHeader, listRuns } from "../records/run-files.ts";

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

/** Those that end before a place, the latest, the oldest first. */
export const readLinesBefore = (
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

/** As it is shown to people: what is secret is hidden. */
export const toLogged = (service: string, run: number, line: string): LoggedLine => ({
  service,
  run,
  line: hideLogged(line.replace(/\r$/, "")),
  isHeader: isLogHeader(line),
});
