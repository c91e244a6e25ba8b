import { expect, test } from "bun:test";

import { admits } from "./python-range.ts";

test.each([
  [">=3.10", "3.12", true],
  [">=3.10", "3.9", false],
  [">=3.11.4", "3.11", true],
  [">3.11", "3.11", true],
  [">=3.10,<3.13", "3.13", false],
  ["<3.12", "3.12", false],
  ["<=3.12", "3.12", true],
  ["~=3.11", "3.14", true],
  ["~=3.11.2", "3.12", false],
  ["==3.11.*", "3.11", true],
  ["!=3.11.*,>=3.10", "3.11", false],
  ["=3.11", "3.11", true],
  ["=3.11.4", "3.11", true],
  ["3.11", "3.12", false],
  ["==2.7.*", "3.11", false],
  ["", "3.11", true],
  ["^3.11", "3.8", true],
] as const)("`%s` and Python %s: %p", (range, minor, expected) => {
  expect(admits(range, minor)).toBe(expected);
});
