import { expect, test } from "bun:test";

import { sayBytes } from "./say-bytes.ts";

test("bytes are said in the unit that people would take", () => {
  expect([0, 512, 485_000, 999_499, 999_600, 5_200_000_000, 523_000_000, 1e15].map(sayBytes)).toEqual([
    "0 B",
    "512 B",
    "485 kB",
    "999 kB",
    "1.0 MB",
    "5.2 GB",
    "523 MB",
    "1000 TB",
  ]);
});
