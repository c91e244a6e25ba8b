// Builds `dist/PLATFORM/jig` for every platform, or for those of `--only PLATFORM`. A platform whose runtime cannot be had
// is named and left out; the others are built all the same. Exit 1 when one is missing.
//
//   bun script/build-all.ts [--only PLATFORM]... [--dist FOLDER]

import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { compile } from "./compile.ts";
import { fetchRuntime } from "./fetch-runtime.ts";
import { choosePlatforms, type Platform } from "./platforms.ts";
import { signFile } from "./sign-mach-o.ts";

const build = (dist: string, platform: Platform): void => {
  const target = join(dist, platform.name, "jig");
  // An older one would be packed in its place.
  rmSync(target, { force: true });
  compile({
    target,
    platform: { target: platform.target, runtime: fetchRuntime(platform) },
    isRelease: true,
  });
  if (platform.npm.os === "darwin") signFile(target, "jig");
  console.log(`dist/${platform.name}/jig: ${(statSync(target).size / 1024 / 1024).toFixed(0)} MiB`);
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    dist: { type: "string", default: join(import.meta.dir, "..", "dist") },
  },
});
for (const platform of choosePlatforms(values.only)) {
  try {
    build(values.dist, platform);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${platform.name} is not built: ${error instanceof Error ? error.message : String(error)}`);
  }
}
