// Builds the one executable, `dist/jig`, for this machine. It installs nothing and runs no test.

import { statSync } from "node:fs";
import { join } from "node:path";

import { compile } from "./compile.ts";

const target = join(import.meta.dir, "..", "dist", "jig");
try {
  compile({ target, platform: null, isRelease: false });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(`dist/jig: ${(statSync(target).size / 1024 / 1024).toFixed(0)} MiB`);
