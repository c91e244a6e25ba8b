// Versions of numbers and dots (`3.11.7`), compared number by number; a number that is not there counts as zero. What else
// a version may have (`rc1`, `+cpu`) is not known here.

/** `3.11` → 3, 11. */
export const numbersOf = (version: string): readonly number[] => version.split(".").map(Number);

/** Below zero when the first is less, above when it is more, zero when they are the same. */
export const compareNumbers = (left: readonly number[], right: readonly number[]): number => {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Whether a version is this one or a later one: `0.13.9` is at least `0.9.17`. */
export const isAtLeast = (version: string, least: string): boolean =>
  compareNumbers(numbersOf(version), numbersOf(least)) >= 0;
