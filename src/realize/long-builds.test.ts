import { expect, test } from "bun:test";

import { followBuilds, sayLongBuild, type Builds } from "./long-builds.ts";

const after = (lines: readonly (readonly [string, number])[]): Builds => {
  let builds: Builds = new Map();
  for (const [line, at] of lines) builds = followBuilds(builds, line, at);
  return builds;
};

test("a build is told after a quarter of a minute, whatever else went on since", () => {
  const builds = after([
    ["building six==1.0", 0],
    ["building numpy==1.26.4", 1000],
    ["downloading torch (1.0GiB)", 2000],
    ["built six==1.0", 3000],
    ["building numpy==1.26.4", 9000],
  ]);
  expect(sayLongBuild(builds, 15_999, { python: "3.13.1" })).toBeNull();
  expect(sayLongBuild(builds, 16_000, { python: "3.13.1" })).toBe(
    "building numpy 1.26.4 here: there is no ready-made one for Python 3.13",
  );
  expect(sayLongBuild(builds, 16_000, { python: null })).toContain("for this Python");
  expect(sayLongBuild(followBuilds(new Map(), "building git-2.39", 0), 15_000, "nix")).toBe(
    "git-2.39 is built here: there is no ready-made one",
  );
});

test("a build that is done is not told", () => {
  expect(
    sayLongBuild(
      after([
        ["building a==1", 0],
        ["built a==1", 1],
      ]),
      90_000,
      { python: "3.12.1" },
    ),
  ).toBeNull();
});
