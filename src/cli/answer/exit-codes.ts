// The exit codes that scripts may rely on. `run` passes the command's own.

export const exitCodes = {
  ok: 0,
  /** The user's thing failed: a package, a service, a check. */
  failed: 1,
  /** The command line, or the description. */
  usage: 2,
  /** Ours. */
  bug: 70,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
