import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { countFailure, decideRestart, FAILURE_LIMIT, HEALTHY_MS } from "./restart-policy.ts";

test("the first retry is immediate, the next ones wait ever longer", () => {
  expect(decideRestart([0], 0)).toEqual({ kind: "retry", afterMs: 0 });
  expect(decideRestart([0, 70_000], 0)).toEqual({ kind: "retry", afterMs: 200 });
  expect(decideRestart([0, 70_000, 140_000, 210_000], 0)).toEqual({ kind: "retry", afterMs: 800 });
});

test("five failures within a minute are enough", () => {
  expect(decideRestart([0, 1, 2, 3, 59_999], 0)).toEqual({ kind: "give-up", failures: 5 });
  expect(decideRestart([0, 1, 2, 3, 60_000], 0).kind).toBe("retry");
});

test("a healthy run makes the former failures forgotten", () => {
  expect(HEALTHY_MS).toBe(60_000);
  expect(countFailure([1, 2, 3], 100_000, 60_000)).toEqual([100_000]);
  expect(countFailure([1, 2, 3], 100_000, 59_999)).toEqual([1, 2, 3, 100_000]);
  expect(countFailure([1, 2], 3, 1)).toEqual([1, 2, 3]);
});

test("no delay is longer than half a minute, and a service that fails at once is started five times at most", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (gaps, jitter) => {
        let at = 0;
        const failures = gaps.map((gap) => (at += gap));
        const decision = decideRestart(failures, jitter);
        if (decision.kind === "retry") expect(decision.afterMs).toBeLessThanOrEqual(30_000);
      },
    ),
  );
  const rapid = Array.from({ length: FAILURE_LIMIT }, (_, index) => index);
  expect(decideRestart(rapid, 0).kind).toBe("give-up");
});
