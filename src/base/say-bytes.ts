// A number of bytes for people. Disks and registries count in powers of ten, and so does this.

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `485 kB`, `5.2 GB`: three digits at most. */
export const sayBytes = (bytes: number): string => {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
};
