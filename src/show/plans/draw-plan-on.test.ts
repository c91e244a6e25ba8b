import { expect, test } from "bun:test";

import type { FileOn } from "../../plan/platforms/files-on.ts";
import { comparePlatforms, type PlanOn } from "../../plan/plan-on.ts";
import type { Platform } from "../../plan/platforms/platforms.ts";
import { drawPlanOn } from "./draw-plan-on.ts";
import { drawPlansOn } from "./draw-plans-on.ts";
import { saySize } from "../text/say-size.ts";
import { styleFor } from "../text/style.ts";

const wheel = (name: string, version: string, size: number): FileOn => ({
  package: name,
  version,
  file: { name: `${name}-${version}-py3-none-any.whl`, size, sha256: "ab".repeat(32) },
  isSource: false,
});

const planOn = (platform: Platform, files: readonly FileOn[], system: readonly string[] = []): PlanOn => ({
  machine: { name: platform, platform, isWsl: false },
  plan: {
    version: 1,
    project: { name: "bench", root: "/bench", id: "0a1b2c3d" },
    platform,
    steps: [],
    env: {},
    services: [],
  },
  python: "3.11.7",
  files,
  system,
});

const paper = { style: styleFor(false), columns: null };

const source: FileOn = {
  package: "docopt",
  version: "0.6.2",
  file: { name: "docopt-0.6.2.tar.gz", size: 900, sha256: "cd".repeat(32) },
  isSource: true,
};
const none: FileOn = { package: "torch", version: "2.15.0", file: null, isSource: false };

test("every file of a machine is named in full, and what cannot be had as well", () => {
  expect(drawPlanOn(planOn("macos-arm64", [source, wheel("six", "1.17.0", 11_050), none]), paper)).toBe(
    `bench on macos-arm64 (macOS 14 or newer), Python 3.11.7

package  version  size   file                                           sha256
docopt   0.6.2    900 B  docopt-0.6.2.tar.gz (built there)              ${"cd".repeat(32)}
six      1.17.0   11 kB  six-1.17.0-py3-none-any.whl                    ${"ab".repeat(32)}
torch    2.15.0          nothing fits: no wheel, and no source archive

3 packages, 12 kB, 1 built there from source, 1 cannot be had`,
  );
});

test("platforms stand side by side, and what differs is marked", () => {
  const plans = [
    planOn("linux-x64", [wheel("six", "1.17.0", 11_050), wheel("torch", "2.15.0", 800_000_000)]),
    planOn("macos-x64", [
      wheel("appnope", "1.0", 4158),
      wheel("six", "1.17.0", 11_050),
      wheel("torch", "2.2.2", 150_000_000),
    ]),
  ];
  expect(drawPlansOn(plans, comparePlatforms(plans), paper)).toBe(
    `bench on linux-x64, macos-x64, Python 3.11.7

   package  version  linux-x64      macos-x64
≠  appnope  1.0      –              4.2 kB
   six      1.17.0   11 kB          11 kB
≠  torch             2.15.0 800 MB  2.2.2 150 MB

linux-x64: 2 packages, 800 MB
macos-x64: 3 packages, 150 MB
≠ 2 of 3 differ: not on all of them, in another version, or built from source on some
Windows: in WSL, as Linux`,
  );
});

test("what a machine wants besides Python is named, and what is not for all platforms is marked", () => {
  const linux = planOn("linux-x64", [], ["git", "stdenv.cc.cc.lib"]);
  expect(drawPlanOn(linux, paper)).toBe(
    `bench on linux-x64 (glibc 2.28 or newer), Python 3.11.7

besides Python: git, stdenv.cc.cc.lib`,
  );
  const plans = [linux, planOn("macos-arm64", [], ["git"])];
  expect(drawPlansOn(plans, comparePlatforms(plans), paper)).toBe(
    `bench on linux-x64, macos-arm64, Python 3.11.7

   besides Python    linux-x64  macos-arm64
   git               yes        yes
≠  stdenv.cc.cc.lib  yes        –

linux-x64: 0 packages, 0 B
macos-arm64: 0 packages, 0 B
every package is on all of them, in one version
≠ 1 of 2 besides Python: not for all of them
Windows: in WSL, as Linux`,
  );
});

test("a size has two or three figures", () => {
  const sizes = [0, 999, 1000, 9949, 9951, 999_499, 999_500, 1_950_000_000, 3e15];
  expect(sizes.map(saySize)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "9.9 kB",
    "10 kB",
    "999 kB",
    "1.0 MB",
    "1.9 GB",
    "3000 TB",
  ]);
});

test("where an index tells no sizes, that is said", () => {
  const file = wheel("six", "1.17.0", 0);
  const unsized: FileOn = { ...file, file: { name: "six.whl", sha256: "ab".repeat(32), size: null } };
  const plan = planOn("linux-x64", [unsized, wheel("idna", "3.20", 1000)]);
  expect(drawPlanOn(plan, paper)).toContain("six      1.17.0   unknown  six.whl");
  expect(drawPlanOn(plan, paper)).toEndWith("2 packages, 1.0 kB and 1 of unknown size");
  expect(drawPlansOn([plan], comparePlatforms([plan]), paper)).toContain("size unknown");
});
