// Becomes another program. It is on the path of `jig run`: nothing else is loaded with it.

/**
 * Becomes another program: same pid, same terminal, no signal ignored. Does not come back; throws when the program cannot
 * be executed.
 * @param env the new program's whole environment
 */
export const replaceProcess = (
  path: string,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): never => {
  if (process.execve === undefined) throw new Error("this runtime has no execve");
  // The runtime ignores these two, and `execve` passes ignored signals on. One with a handler gets its default back.
  for (const signal of IGNORED) process.on(signal, nothing);
  return process.execve(path, [...argv], { ...env });
};

const IGNORED = ["SIGPIPE", "SIGXFSZ"] as const;

const nothing = (): void => {};
