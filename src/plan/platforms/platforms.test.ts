import { expect, test } from "bun:test";

import { readFacts } from "../../../test/golden/plan/plan-text.ts";
import { meetsBaseline } from "./platforms.ts";
import type { Facts } from "../facts.ts";

const glibc = (version: string | null): Facts => ({
  ...readFacts("debian-x64"),
  libc: { kind: "glibc", version },
});

const macos = (version: string | null): Facts => ({
  ...readFacts("macos-arm64"),
  distribution: { id: "macos", version, title: "macOS" },
});

test("a machine is as good as its platform's oldest when its glibc or macOS is not older", () => {
  expect(["2.28", "2.36", "2.100"].map((version) => meetsBaseline(glibc(version)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(["2.27", "2.5", "1.99", null].map((version) => meetsBaseline(glibc(version)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["14.0", "15.1.2", "26"].map((version) => meetsBaseline(macos(version)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(["13.7", "10.15", "", null].map((version) => meetsBaseline(macos(version)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(meetsBaseline(readFacts("alpine-x64"))).toBe(false);
});
