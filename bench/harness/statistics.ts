// What a row of samples says: pure arithmetic, no clock and no machine.

/** Of samples of one kind, in their unit. The spread is half the distance between the quartiles. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly spread: number;
}

/** The value below which the part `share` (0–1) of the samples lies, between neighbours by their distance. */
export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
};

/** Of no samples, everything is NaN. */
export const describeSamples = (samples: readonly number[]): Spread => ({
  minimum: samples.length === 0 ? Number.NaN : Math.min(...samples),
  median: quantile(samples, 0.5),
  spread: (quantile(samples, 0.75) - quantile(samples, 0.25)) / 2,
});

/** The ratios of two contenders that ran in pairs: what disturbed one of a pair disturbed its neighbour too. */
export const pairRatios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.slice(0, theirs.length).map((value, at) => value / (theirs[at] ?? Number.NaN));
