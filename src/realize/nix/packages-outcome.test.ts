import { expect, test } from "bun:test";

import { isTimeToAsk, PATIENCE_MS } from "./packages-outcome.ts";

test("a Nix that was of no use is asked again in time, whatever clock wrote that down", () => {
  const now = 1_700_000_000_000;
  const host = { now: () => new Date(now) };
  const at = (milliseconds: number): boolean => isTimeToAsk(host, now + milliseconds);
  expect(isTimeToAsk(host, null)).toBe(false);
  expect([at(-1), at(0), at(1), at(PATIENCE_MS.complete), at(PATIENCE_MS.complete + 1)]).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});
