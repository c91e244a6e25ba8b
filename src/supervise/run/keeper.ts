// The small shell that stands between the supervisor and a service. It outlives the supervisor, and writes down what
// only a parent can know: how the service ended. It keeps nothing else, and never touches the service's output.

import { closeSync, mkdirSync } from "node:fs";

import { readProcess } from "../../host/processes/process-table.ts";
import { type Identity } from "../records/records.ts";
import { COOKIE_NAME, cookieOf } from "../processes/cookie.ts";
import { statePaths } from "../records/state-paths.ts";
import { openLog } from "../records/run-files.ts";

/** Words of the inner shell's text, by which it is told from the service that it becomes. */
export const KEEPER_MARK = `echo $$ >"$0.pid"`;

/**
 * `$1` is the path of the run's files without ending, the rest is the service's command. What matters here:
 * - `trap :` and not `trap ''`: an ignored signal would be inherited, a caught one goes back to its default.
 * - The command runs in the foreground: a background job of a shell has SIGINT ignored.
 * - The inner shell writes its pid and becomes the service, so that pid is the service's own.
 * - The keeper's own remarks ("Terminated") stay out of the service's log. dash writes them while the command's
 *   redirections hold, so it is the inner shell that gives the service its stderr back.
 * - Each file is one short line, written at once, and its reader insists on the line's end: no `mv` is needed, whose
 *   start would cost more than all the rest. The ending's time is the file's own.
 */
const KEEPER = `trap : HUP INT QUIT TERM USR1 USR2
run=$1; shift
exec 3>&2 2>/dev/null
/bin/sh -c '${KEEPER_MARK}; exec "$@" 2>&3 3>&-' "$run" "$@"
echo $? >"$run.exit"`;

export interface KeeperRequest {
  readonly state: string;
  readonly name: string;
  readonly generation: number;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The command as a person may read it, for the log's first line. */
  readonly command: string;
  readonly at: string;
  /** Called once when the keeper has ended, after it wrote down how the service did. */
  readonly onEnd: () => void;
}

/**
 * Starts a run under a keeper, in a session of its own, output straight to the run's log file. Gives the keeper, or
 * null when it ended before it could be looked at. Throws when the system refuses to start a shell.
 */
export const startKeeper = (request: KeeperRequest): Identity | null => {
  const { state, name, generation, argv, cwd, env } = request;
  mkdirSync(statePaths(state).service(name), { recursive: true, mode: 0o700 });
  const log = openLog(state, request);
  try {
    const run = statePaths(state).run(name, generation);
    const child = Bun.spawn(["/bin/sh", "-c", KEEPER, "jig-keeper", run, ...argv], {
      cwd,
      // Without the mark of a service that an emitted flake started: its `stop` would end this one as well.
      env: { ...env, FLAKE_SERVICE: undefined, [COOKIE_NAME]: cookieOf(state, name, generation) },
      stdio: ["ignore", log, log],
      // A session of its own, away from every terminal.
      detached: true,
      onExit: request.onEnd,
    });
    // The supervisor may end before it.
    child.unref();
    const found = readProcess(child.pid);
    return found === null ? null : { pid: found.pid, startTime: found.startTime };
  } finally {
    closeSync(log);
  }
};
