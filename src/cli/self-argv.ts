// How to start this very jig again: the supervisor is another copy of it.

/** The compiled executable, or the runtime and the entry file when jig runs from its source. */
export const selfArgv = (): readonly [string, ...string[]] => {
  const entry = process.argv[1] ?? "";
  // A compiled executable's entry lies in the bundle's own file system.
  return entry.startsWith("/$bunfs/") ? [process.execPath] : [process.execPath, entry];
};
