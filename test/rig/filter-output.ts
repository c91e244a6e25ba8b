// Takes out of a text what differs from run to run, so that it can be compared as a whole.

import type { Rig } from "./rig.ts";

/** Paths of the rig, times, durations, pids and ports of a text become names in brackets. */
export const filterOutput = (text: string, rig: Pick<Rig, "root" | "home" | "base">): string =>
  text
    .replaceAll(rig.root, "[ROOT]")
    .replaceAll(rig.home, "[HOME]")
    .replaceAll(rig.base, "[RIG]")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "[TIME]")
    .replaceAll(/\b\d+(\.\d+)? ?(ms|s)\b/g, "[DURATION]")
    .replaceAll(/\bpid \d+/g, "pid [PID]")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:[PORT]");
