// The host of this machine. It is on the path of every command, so what is slow to load is loaded on use.

import { isAbsolute } from "node:path";

import { findProgram } from "./processes/find-program.ts";
import type { Host } from "./host.ts";
import { isTerminal } from "./libc/is-terminal.ts";
import { realFiles } from "./files/real-files.ts";

export const realHost = (): Host => {
  const uid = process.getuid?.() ?? 0;
  return {
    env: process.env,
    machine: {
      platform: process.platform,
      arch: process.arch,
      uid,
      pid: process.pid,
      home: homeOf(process.env["HOME"], uid),
      // Asked when somebody wants to know: `jig run` does not.
      tty: {
        get stdin() {
          return isTerminal(0);
        },
        get stdout() {
          return isTerminal(1);
        },
        get stderr() {
          return isTerminal(2);
        },
      },
    },
    files: realFiles,
    run: async (request) => {
      const { runProgram } = await import("./processes/run-program.ts");
      return runProgram(request, process.env);
    },
    which: (program) => findProgram(realFiles, program, process.env["PATH"]),
    now: () => new Date(),
    monotonic: () => performance.now(),
  };
};

/** HOME, or what the user database says; a uid that it does not know (common in containers) lives in `/`. */
const homeOf = (fromEnv: string | undefined, uid: number): string => {
  if (fromEnv !== undefined && isAbsolute(fromEnv)) return fromEnv;
  const users = (realFiles.readText("/etc/passwd") ?? "").split("\n").map((line) => line.split(":"));
  const listed = users.find(([, , id]) => id === String(uid))?.[5];
  if (listed !== undefined && isAbsolute(listed)) return listed;
  try {
    // Knows directories and macOS's accounts, but believes HOME.
    const { homedir } = process.getBuiltinModule("node:os").userInfo();
    return isAbsolute(homedir) ? homedir : "/";
  } catch {
    return "/";
  }
};
