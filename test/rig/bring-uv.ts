// The real uv, for tests that put something of their own in front of it.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Rig } from "./rig.ts";

const findUv = (cache: string): string | undefined => {
  if (!existsSync(cache)) return undefined;
  const entry = readdirSync(cache, { recursive: true, withFileTypes: true }).find(
    (candidate) => candidate.isFile() && candidate.name === "uv",
  );
  return entry === undefined ? undefined : join(entry.parentPath, entry.name);
};

/** The path of the uv that jig brings by itself: kept between tests, brought by a `jig sync` when there is none yet. */
export const bringUv = async (rig: Rig): Promise<string> => {
  const cache = rig.env["JIG_CACHE_DIR"] ?? "";
  const known = findUv(cache);
  if (known !== undefined) return known;
  const folder = join(rig.base, "bring-uv");
  mkdirSync(folder);
  writeFileSync(join(folder, "jig.toml"), '[python]\nversion = "3.11"\npackages = ["six"]\n');
  const { code, stderr } = await rig.jigWith({ cwd: folder }, "sync");
  rmSync(folder, { recursive: true, force: true });
  const brought = findUv(cache);
  if (code !== 0 || brought === undefined)
    throw new Error(`jig sync brought no uv (code ${code}): ${stderr}`);
  return brought;
};
