// Builds the one executable, `dist/jig`, for this machine. It installs nothing and runs no test.

import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const target = join(root, "dist", "jig");
// Built beside and renamed over: a `jig` that is running keeps its file.
const fresh = `${target}.${process.pid}`;

mkdirSync(join(root, "dist"), { recursive: true });
const argv = [
  process.execPath,
  "build",
  "--compile",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--minify",
  // A compiled program would otherwise run the `preload` of a bunfig.toml in the folder it is started in.
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-dotenv",
  `--outfile=${fresh}`,
  "src/cli/main.ts",
];
const built = Bun.spawnSync(argv, { cwd: root, stdout: "pipe", stderr: "inherit" });
if (built.exitCode !== 0) {
  rmSync(fresh, { force: true });
  console.error(built.stdout.toString());
  process.exit(1);
}
renameSync(fresh, target);
console.log(`dist/jig: ${(statSync(target).size / 1024 / 1024).toFixed(0)} MiB`);
