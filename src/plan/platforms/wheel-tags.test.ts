import { createHash } from "node:crypto";

import { expect, test } from "bun:test";

import { PLATFORMS } from "./platforms.ts";
import { buildNumber, wheelRank, wheelTags } from "./wheel-tags.ts";

const digest = (lines: Iterable<string>): string =>
  createHash("sha256")
    .update([...lines].join("\n"))
    .digest("hex")
    .slice(0, 16);

// Of the lists that `packaging` 23 (in pip 23.2.1) gives: `cpython_tags` and `compatible_tags`, with `mac_platforms((14, 0))`
// for macOS, and every manylinux from 2.28 down with its former name.
const recorded: Readonly<Record<string, string>> = {
  "3.9 linux-arm64": "306 52e253daf0b75281",
  "3.9 linux-x64": "600 2b7e0ca7dbaad479",
  "3.9 macos-arm64": "453 b8a520d164a2bf48",
  "3.9 macos-x64": "2154 f2d6bf076315d04e",
  "3.11 linux-arm64": "364 8f658f629008dece",
  "3.11 linux-x64": "714 d4b8df81c19ae364",
  "3.11 macos-arm64": "539 f25a8499609abf81",
  "3.11 macos-x64": "2564 a8afe775c15caef5",
  "3.13 linux-arm64": "422 fad28c849454a8b3",
  "3.13 linux-x64": "828 617d67755839b504",
  "3.13 macos-arm64": "625 3d380bbf1c669654",
  "3.13 macos-x64": "2974 0ecf9886ee9627bb",
};

test("the tags of every platform are those of pip, in pip's order", () => {
  const ours: readonly (readonly [string, string])[] = ["3.9", "3.11", "3.13"].flatMap((minor) =>
    PLATFORMS.map((platform) => {
      const tags = [...wheelTags(platform, minor).keys()];
      return [`${minor} ${platform}`, `${tags.length} ${digest(tags)}`];
    }),
  );
  expect(Object.fromEntries(ours)).toEqual(recorded);
});

test("a wheel fits by the best of its tags, and not at all beyond the baseline", () => {
  const linux = wheelTags("linux-x64", "3.11");
  const ranks = [
    "a-1-cp311-cp311-manylinux_2_28_x86_64.whl",
    "a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "a-1-cp38-abi3-manylinux1_x86_64.whl",
    "a-1-py2.py3-none-any.whl",
  ].map((name) => wheelRank(name, linux) ?? -1);
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  expect(ranks).not.toContain(-1);
  for (const name of [
    "a-1-cp311-cp311-manylinux_2_34_x86_64.whl",
    "a-1-cp311-cp311-manylinux_2_28_aarch64.whl",
    "a-1-cp311-cp311-musllinux_1_2_x86_64.whl",
    "a-1-cp311-cp311-win_amd64.whl",
    "a-1-cp312-cp312-manylinux_2_28_x86_64.whl",
    "a-1-cp311-cp311t-manylinux_2_28_x86_64.whl",
    "a-1-py2-none-any.whl",
    "a-1.tar.gz",
  ]) {
    expect([name, wheelRank(name, linux)]).toEqual([name, null]);
  }
  expect(wheelRank("a-1-cp311-cp311-macosx_15_0_arm64.whl", wheelTags("macos-arm64", "3.11"))).toBeNull();
});

test("of two builds the later one is known by its number", () => {
  expect(
    ["a-1-py3-none-any.whl", "a-1-1-py3-none-any.whl", "a-1-10_x-py3-none-any.whl"].map(buildNumber),
  ).toEqual([-1, 1, 10]);
});
