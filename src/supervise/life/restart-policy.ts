// Whether and when a service that failed is started again. Pure: times are handed in, from a clock that never goes back.

export type RestartDecision =
  | { readonly kind: "retry"; readonly afterMs: number }
  | { readonly kind: "give-up"; readonly failures: number };

/** A run at least this long is healthy: what failed before it is forgotten. */
export const HEALTHY_MS = 60_000;
/** This many failures within the window are enough. */
export const FAILURE_LIMIT = 5;
const FAILURE_WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

/**
 * @param failures when the runs since the last healthy one failed, in milliseconds, the latest last
 * @param jitter from 0 to 1: spreads the delays of services that failed together by up to a fifth
 */
export const decideRestart = (failures: readonly number[], jitter: number): RestartDecision => {
  const latest = failures.at(-1) ?? 0;
  const recent = failures.filter((at) => latest - at < FAILURE_WINDOW_MS);
  if (recent.length >= FAILURE_LIMIT) return { kind: "give-up", failures: recent.length };
  if (failures.length <= 1) return { kind: "retry", afterMs: 0 };
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures.length - 2));
  return { kind: "retry", afterMs: Math.round(delay * (1 - 0.2 * jitter)) };
};

/** The failures to go on with after one more, at `at`, of a run that lasted `lastedMs`. */
export const countFailure = (failures: readonly number[], at: number, lastedMs: number): readonly number[] =>
  lastedMs >= HEALTHY_MS ? [at] : [...failures, at];
