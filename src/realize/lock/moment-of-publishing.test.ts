import { expect, test } from "bun:test";

import { momentOfPublishing } from "./moment-of-publishing.ts";

test("an age is counted back from now, and a day counts whole, in UTC", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const moments = ["14 days", "1 week", "36 hours", "2026-01-31", "2026-01-31T10:00:00Z"].map((text) =>
    momentOfPublishing(text, now).toISOString().slice(0, 16),
  );
  expect(moments).toEqual([
    "2026-11-09T12:00",
    "2026-11-16T12:00",
    "2026-11-22T00:00",
    "2026-02-01T00:00",
    "2026-01-31T10:00",
  ]);
});
