// What a program of the system prints, at once, for the few questions that macOS answers in no other way.

import { spawnSync } from "node:child_process";

/** Its standard output; empty when it cannot run or finds nothing. At most 5 s. */
export const readOutput = ([program, ...args]: readonly [string, ...string[]]): string => {
  const { stdout } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 5000,
    maxBuffer: 64 * 1024 * 1024,
    // The parsers know the C locale's dates.
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return stdout ?? "";
};
