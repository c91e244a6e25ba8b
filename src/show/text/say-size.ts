// A number of bytes for people: three figures and a unit, as file managers and package indexes have them.

/** `900 B`, `4.2 kB`, `135 kB`, `1.9 MB`; a thousand of each is one of the next. */
export const saySize = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  for (const [at, unit] of UNITS.entries()) {
    const count = bytes / 1000 ** (at + 1);
    // What would be rounded up to a thousand is one of the next.
    if (count >= 999.5 && at + 1 < UNITS.length) continue;
    return `${count < 9.95 ? count.toFixed(1) : count.toFixed(0)} ${unit}`;
  }
  return `${bytes} B`;
};

const UNITS = ["kB", "MB", "GB", "TB"];
