// Random moments that can be had again: a test prints its seed, and `JIG_TEST_SEED` repeats it.

export interface Moments {
  readonly seed: number;
  /** The next number from 0 up to, and without, `below`. */
  next(below: number): number;
}

/** Numbers from a seed: the given one, that of `JIG_TEST_SEED`, or one of this moment. */
export const randomMoments = (
  given = Number(process.env["JIG_TEST_SEED"] ?? Date.now() % 1_000_000),
): Moments => {
  let state = given;
  return {
    seed: given,
    next: (below) => {
      // mulberry32: small, and good enough to be everywhere once.
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below;
    },
  };
};
