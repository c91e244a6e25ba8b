import { expect, test } from "bun:test";

import { compareVersions } from "./compare-versions.ts";

// From the oldest to the newest, after PEP 440.
const sorted = [
  "0.9",
  "1.0.dev1",
  "1.0a1.dev2",
  "1.0a1",
  "1.0a2",
  "1.0b1",
  "1.0rc1",
  "1.0",
  "1.0+abc",
  "1.0+5",
  "1.0.post1.dev1",
  "1.0.post1",
  "1.0.1",
  "1.9",
  "1.10",
  "2!0.1",
];

test("versions are ordered as resolvers order them", () => {
  for (const [at, older] of sorted.entries()) {
    for (const newer of sorted.slice(at + 1)) {
      expect([older, newer, compareVersions(older, newer)]).toEqual([older, newer, -1]);
      expect(compareVersions(newer, older)).toBe(1);
    }
  }
});

test("spellings of one version are the same, and what is none is compared as text", () => {
  expect(compareVersions("1.0", "1.0.0")).toBe(0);
  expect(compareVersions("v1.0-1", "1.0.post1")).toBe(0);
  expect(compareVersions("1.0RC1", "1.0c1")).toBe(0);
  expect(compareVersions("what", "what")).toBe(0);
  expect(compareVersions("what", "1.0")).toBe(1);
});
