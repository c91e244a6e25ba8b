// Compiles jig into one executable, for this machine or another one. It installs nothing and runs no test.

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dir, "..");

export interface Compilation {
  /** The executable: replaced whole, or left as it is when the compilation fails. */
  readonly target: string;
  /** Null: this machine's. */
  readonly platform: { readonly target: string; readonly runtime: string } | null;
  /** One that is to be packed, and can tell by which installer it came. */
  readonly isRelease: boolean;
}

/**
 * Builds the executable.
 * @throws when the compiler does not end well, with what it said
 */
export const compile = ({ target, platform, isRelease }: Compilation): void => {
  // Built beside and renamed over: a `jig` that is running keeps its file, and the source maps, which the executable
  // holds itself, are not left lying about.
  const workshop = join(dirname(target), `.build-${process.pid}`);
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
    `--define=JIG_IS_RELEASE=${isRelease}`,
    ...(platform === null
      ? []
      : [`--target=${platform.target}`, `--compile-executable-path=${platform.runtime}`]),
    `--outfile=${fresh}`,
    "src/cli/main.ts",
  ];
  try {
    const built = Bun.spawnSync(argv, { cwd: root, stdout: "pipe", stderr: "inherit" });
    if (built.exitCode !== 0) throw new Error(`the build failed\n${built.stdout.toString()}`);
    renameSync(fresh, target);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
};
