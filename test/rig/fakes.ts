// Programs that stand in for the machine's at its outermost edge, and write down how they were called.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Rig } from "./rig.ts";

/** The calls of a recording program so far: the arguments of each. */
export type Calls = () => readonly (readonly string[])[];

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const record = (log: string): string =>
  // One call a line, arguments parted by a character that no argument holds; one write, so that calls do not mix.
  `line=\nfor word in "$@"; do line="$line$word\u001f"; done\nprintf '%s\\n' "$line" >>${quote(log)}\n`;

const callsIn =
  (log: string): Calls =>
  () =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => line.split("\u001f").slice(0, -1))
      : [];

/** Puts a program on PATH that opens no browser and remembers what it was asked to open. */
export const fakeOpener = (rig: Rig, name: string): Calls => {
  const log = join(rig.base, `${name}.calls`);
  rig.program(name, `#!/bin/sh\n${record(log)}`);
  return callsIn(log);
};

/** Wraps a uv: every call is remembered, then made. Hand `path` over as `JIG_UV`. */
export const recordingUv = (rig: Rig, uv: string): { readonly path: string; readonly calls: Calls } => {
  const log = join(rig.base, "uv.calls");
  const path = rig.program("recording-uv", `#!/bin/sh\n${record(log)}exec ${quote(uv)} "$@"\n`);
  return { path, calls: callsIn(log) };
};
