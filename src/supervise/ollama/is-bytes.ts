// A number of bytes that somebody else says. It counts none itself.

/** As a disk may have them: sums of thousands of such numbers are numbers still. */
export const isBytes = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
