// Runs a program to its end, as quickly as this machine can, and refuses to measure one that failed.

export interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @returns what it wrote to stdout. @throws when it did not end with 0, with what it said. */
export const execute = (argv: readonly string[], options: ExecuteOptions = {}): string => {
  const ran = Bun.spawnSync([...argv], {
    cwd: options.cwd ?? "/",
    ...(options.env === undefined ? {} : { env: options.env }),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  if (ran.exitCode !== 0) {
    const said = `${ran.stdout.toString()}${ran.stderr.toString()}`;
    throw new Error(`\`${argv.join(" ")}\` ended with ${ran.exitCode ?? ran.signalCode}\n${said}`);
  }
  return ran.stdout.toString();
};
