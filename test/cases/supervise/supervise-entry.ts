// A supervisor and nothing else, as the hidden mode of the executable starts it: the tests need no built jig.

import { runSupervisor } from "../../../src/supervise/run-supervisor.ts";

const [state = "", socket = "", root = ""] = process.argv.slice(3);
process.exitCode = await runSupervisor({ state, socket, root });
