// Which places in a project are git's or the environment's, and nobody else's to write to.

/** Git's own folder anywhere, and the environment, however a disk that knows no capitals takes it. */
export const isKeptByTools = (parts: readonly string[]): boolean => {
  const names = parts.filter((part) => part !== "." && part !== "").map((part) => part.toLowerCase());
  return names.includes(".git") || names[0] === ".venv";
};
