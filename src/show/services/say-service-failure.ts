// What to do about a service that failed, from the last lines that it wrote. It sees no more than those lines.

/** The hint below a failed service; null when it has written nothing that could be read on. */
export const hintForService = (service: string, detail: readonly string[]): string | null => {
  if (detail.length === 0) return null;
  const log = `the whole log: \`jig logs ${service}\``;
  const module = detail
    .map((line) => /^ModuleNotFoundError: No module named '([A-Za-z_]\w*)/.exec(line.trim())?.[1])
    .findLast((name) => name !== undefined);
  if (module !== undefined) {
    return `if \`${module}\` comes with a package, \`jig add\` that, then \`jig up\`; ${log}`;
  }
  const isPython = detail.some((line) => line.startsWith("Traceback (most recent call last)"));
  return isPython ? `mend what the last line says, then \`jig up\`; ${log}` : log;
};
