// The hidden mode in which jig is a project's supervisor. Nothing of the command line is loaded here.

import { exitCodes } from "./answer/exit-codes.ts";
import { sayTrouble } from "./answer/say-trouble.ts";
import { runSupervisor } from "../supervise/run-supervisor.ts";

/** @param words STATE SOCKET ROOT, as `api/client.ts` writes them */
export const superviseProject = async ([state, socket, root]: readonly string[]): Promise<void> => {
  if (state === undefined || socket === undefined || root === undefined) {
    process.stderr.write("error: `__supervise` is not for people; see `jig --help`\n");
    process.exitCode = 2;
    return;
  }
  try {
    await runSupervisor({ state, socket, root });
  } catch (error) {
    // Standard error is the supervisor's log, whose end the client shows.
    process.stderr.write(`${sayTrouble(error)}\n`);
    process.exitCode = exitCodes.failed;
  }
};
