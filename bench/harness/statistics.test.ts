import { expect, test } from "bun:test";

import { describeSamples, pairRatios, quantile } from "./statistics.ts";

test("a median is the middle one, or lies between the two in the middle", () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 2, 3], 0.5)).toBe(2.5);
});

test("one sample that took long moves neither minimum nor median", () => {
  expect(describeSamples([10, 11, 12, 13, 900])).toEqual({ minimum: 10, median: 12, spread: 1 });
});

test("ratios are taken pair by pair, and an unpaired sample is left out", () => {
  expect(pairRatios([2, 6, 9], [1, 2])).toEqual([2, 3]);
});

test("of no samples nothing is said", () => {
  expect(describeSamples([]).median).toBeNaN();
});
