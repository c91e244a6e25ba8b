// Builds the one executable, `dist/jig`, for this machine. It installs nothing and runs no test.

import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const target = join(root, "dist", "jig");
// Built beside and renamed over: a `jig` that is running keeps its file, and the source maps, which the executable
// holds itself, are not left lying about.
const workshop = join(root, "dist", `.build-${process.pid}`);
const fresh = join(workshop, "jig");

mkdirSync(workshop, { recursive: true });
const argv = [
  process.execPath,
  "build",
  "--compile",
  "--bytecode",
  "--format=esm",
  "--splitting",
  // Not the names: stack traces are read by people, and the command-line library tells its errors by class name.
  "--minify-whitespace",
  "--minify-syntax",
  "--sourcemap=linked",
  // A compiled program would otherwise run the `preload` of a bunfig.toml in the folder it is started in.
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-dotenv",
  `--outfile=${fresh}`,
  "src/cli/main.ts",
];
const built = Bun.spawnSync(argv, { cwd: root, stdout: "pipe", stderr: "inherit" });
if (built.exitCode === 0) renameSync(fresh, target);
rmSync(workshop, { recursive: true, force: true });
if (built.exitCode !== 0) {
  console.error(built.stdout.toString());
  process.exit(1);
}
console.log(`dist/jig: ${(statSync(target).size / 1024 / 1024).toFixed(0)} MiB`);
