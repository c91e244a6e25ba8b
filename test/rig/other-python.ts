// A second Python of this machine, of another minor version than the one that tests use. It starts candidates to ask them.

import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { hostPython } from "./scrubbed-env.ts";

export interface OtherPython {
  readonly path: string;
  /** `3.12`. */
  readonly version: string;
}

/** Null where there is none from 3.11 on: on PATH, or among pyenv's. */
export const findOtherPython = (): OtherPython | null => {
  const own = askVersion(hostPython());
  for (const path of [
    ...["3.12", "3.13", "3.14", "3.11"].flatMap((minor) => Bun.which(`python${minor}`) ?? []),
    ...ofPyenv(),
  ]) {
    const version = askVersion(path);
    if (version !== null && version !== own) return { path, version };
  }
  return null;
};

const askVersion = (path: string): string | null => {
  const ran = Bun.spawnSync([
    path,
    "-c",
    "import sys; print('%d.%d' % sys.version_info[:2]) if sys.version_info >= (3, 11) else 0",
  ]);
  return /^\d+\.\d+$/.exec(ran.stdout.toString().trim())?.[0] ?? null;
};

const ofPyenv = (): readonly string[] => {
  const versions = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  try {
    return readdirSync(versions).map((name) => join(versions, name, "bin", "python"));
  } catch {
    return [];
  }
};
