// A stand-in for an NVIDIA driver, at the outermost edge: an `nvidia-smi` on PATH that says what a test wants, and a folder
// with libraries that have the first bytes of real ones.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Rig } from "./rig.ts";

export interface FakeDriver {
  /** The folder of the libraries. */
  readonly folder: string;
  /** For `jig`: it finds the driver. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param answer what `nvidia-smi` prints, or the text of a script in its place */
export const fakeDriver = (rig: Rig, answer: string | { readonly script: string }): FakeDriver => {
  const folder = join(rig.base, "driver");
  mkdirSync(folder, { recursive: true });
  const start = new Uint8Array(64);
  start.set([0x7f, 0x45, 0x4c, 0x46, 2]);
  start[18] = process.arch === "arm64" ? 183 : 62;
  for (const name of ["libcuda.so.1", "libnvidia-ml.so.1", "libcudart.so.12", "libother.so.1"])
    writeFileSync(join(folder, name), start);
  rig.program(
    "nvidia-smi",
    typeof answer === "string" ? `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n` : answer.script,
  );
  return { folder, env: { LD_LIBRARY_PATH: folder } };
};
