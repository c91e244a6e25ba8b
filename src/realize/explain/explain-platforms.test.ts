// What uv 0.13.9 really wrote, recorded on a Linux machine with Python 3.11, and what a lock's check found.

import { expect, test } from "bun:test";
import * as fc from "fast-check";

import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import { checkLockPlatforms, type PlatformGap } from "../../plan/lock/check-lock-platforms.ts";
import { markerHolds } from "../../plan/platforms/marker.ts";
import { markerValuesOf, PLATFORMS, type Platform } from "../../plan/platforms/platforms.ts";
import { explainGaps, explainNoWheel, platformWarnings } from "./explain-platforms.ts";

const told = (text: string, build: "never" | "allow" = "allow"): string | null =>
  explainNoWheel(text.split("\n"), PLATFORMS, build)?.message ?? null;

const asked = new Set(["soupsieve"]);

test("what has no wheel for a platform is told with the platform", () => {
  expect(
    told(`error: No solution found when resolving dependencies for split (markers: platform_machine == 'x86_64' and sys_platform == 'darwin')
  cause: Because torch>=2.5.0 has no macOS-compatible wheels and your project depends on torch>=2.5, we can conclude that your project's requirements are unsatisfiable.

hint: The resolution failed for an environment that is not the current one, consider limiting the environments with \`tool.uv.environments\`.`),
  ).toBe("`torch>=2.5` has no wheel for macos-x64, nor a source archive");
  expect(
    told(`error: No solution found when resolving dependencies for split (markers: platform_machine == 'x86_64' and sys_platform == 'darwin')
  cause: Because torch{sys_platform == 'darwin'}>=2.5.0 has no macOS-compatible wheels and your project depends on torch{sys_platform == 'darwin'}>=2.5, we can conclude that your project's requirements are unsatisfiable.`),
  ).toBe("`torch>=2.5` has no wheel for macos-x64, nor a source archive");
  expect(
    told(`error: No solution found when resolving dependencies for split (markers: platform_machine != 'x86_64' and sys_platform == 'linux')
  cause: Because triton==2.1.0 has no Linux-compatible wheels and your project depends on triton==2.1.0, we can conclude that your project's requirements are unsatisfiable.`),
  ).toBe("`triton==2.1.0` has no wheel for linux-arm64, nor a source archive");
  expect(
    told(`error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because all versions of docopt have no usable wheels and your project depends on docopt, we can conclude that your project's requirements are unsatisfiable.

hint: Wheels are required for \`docopt\` because building from source is disabled for all packages (i.e., with \`--no-build\`)`),
  ).toBe(
    "`docopt` has no wheel for linux-arm64, linux-x64, macos-arm64 and macos-x64, and `build` allows no source archive",
  );
  expect(
    told(`error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because psycopg2<=2.9.4 has no usable wheels and only the following versions of psycopg2 are available:
             psycopg2<=2.9.4
             psycopg2>=2.9.5
         we can conclude that psycopg2<2.9.5 cannot be used.
         And because psycopg2>=2.9.5 has no Linux-compatible wheels and your project depends on psycopg2, we can conclude that your project's requirements are unsatisfiable.

hint: Wheels are required for \`psycopg2\` because building from source is disabled for all packages (i.e., with \`--no-build\`)`),
  ).toBe("`psycopg2` has no wheel for linux-arm64 and linux-x64, and `build` allows no source archive");
  // It has a source archive, of which uv does not speak.
  expect(
    told(
      `error: No solution found when resolving dependencies for split (markers: platform_machine != 'x86_64' and sys_platform == 'linux')
  cause: Because xformers==0.0.30 has no Linux-compatible wheels and your project depends on xformers==0.0.30, we can conclude that your project's requirements are unsatisfiable.

hint: The resolution failed for an environment that is not the current one, consider limiting the environments with \`tool.uv.environments\`.`,
      "never",
    ),
  ).toBe("`xformers==0.0.30` has no wheel for linux-arm64, and `build` allows no source archive");
  expect(
    told(
      "error: No solution found\n  cause: Because there is no version of numpy==99 and your project depends on numpy==99",
    ),
  ).toBeNull();
});

const pack = (
  name: string,
  version: string,
  { files, marker = null }: { readonly files: readonly string[]; readonly marker?: string | null },
): LockedPackage => ({
  name,
  version,
  index: "pypi",
  marker,
  files: files.map((file) => ({ name: file, size: 1, sha256: "ab".repeat(32) })),
});

const lockOf = (...packages: readonly LockedPackage[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: PLATFORMS,
  inputs: "sha256:0",
  packages,
});

const pure = pack("six", "1.0", { files: ["six-1.0-py3-none-any.whl"] });

test("a wheel beyond the baseline counts for nothing, and what it needs is told", () => {
  const young = pack("young", "2.0", {
    files: [
      "young-2.0-cp311-cp311-manylinux_2_34_x86_64.whl",
      "young-2.0-cp311-cp311-manylinux_2_28_aarch64.whl",
      "young-2.0-cp311-cp311-macosx_15_0_arm64.whl",
      "young-2.0-cp311-cp311-macosx_13_0_x86_64.whl",
    ],
  });
  const lock = lockOf(pure, young);
  const { gaps } = checkLockPlatforms(lock, "allow");
  expect(gaps).toEqual([
    {
      package: "young",
      version: "2.0",
      platforms: ["linux-x64"],
      hasSource: false,
      needs: "glibc 2.34",
    },
    { package: "young", version: "2.0", platforms: ["macos-arm64"], hasSource: false, needs: "macOS 15" },
  ]);
  expect(explainGaps(gaps)).toEqual({
    message: "`young 2.0` has no wheel for linux-x64 (glibc 2.28): its wheels there need glibc 2.34",
    detail: ["`young 2.0` has no wheel for macos-arm64 (macOS 14): its wheels there need macOS 15"],
    hint: "ask for another version of it; with a marker it is left out there (`; (sys_platform != 'linux' or platform_machine != 'x86_64') and (sys_platform != 'darwin' or platform_machine != 'arm64')`); or list `platforms` without those",
    about: "young",
  });
});

const markerFor = (where: readonly Platform[], all: readonly Platform[]): string | undefined =>
  /\(`; (.*)`\)/.exec(explainGaps([gapOn(where)], { platforms: all }).hint)?.[1];

test("the marker that is told leaves a package out where it cannot be had, and nowhere else", () => {
  expect(markerFor(["macos-x64"], PLATFORMS)).toBe(
    "sys_platform != 'darwin' or platform_machine != 'x86_64'",
  );
  expect(markerFor(["macos-x64"], ["macos-x64", "linux-x64"])).toBe("sys_platform == 'linux'");
  expect(markerFor(["linux-x64"], ["linux-x64"])).toBeUndefined();
  fc.assert(
    fc.property(fc.subarray([...PLATFORMS], { minLength: 2 }), fc.nat(), (all, seed) => {
      const where = all.filter((_, at) => at > 0 && ((seed >> at) & 1) === 1);
      if (where.length === 0) return;
      const marker = markerFor(where, all) ?? "";
      for (const platform of all)
        expect([marker, markerHolds(marker, markerValuesOf(platform, "3.11.0"))]).toEqual([
          marker,
          !where.includes(platform),
        ]);
    }),
  );
});

const gapOn = (platforms: readonly Platform[]): PlatformGap => ({
  package: "young",
  version: "2.0",
  platforms,
  hasSource: false,
  needs: null,
});

test("a source archive is enough where building is allowed, and is warned of", () => {
  const old = pack("old", "1.0", {
    files: ["old-1.0.tar.gz", "old-1.0-cp311-cp311-macosx_11_0_universal2.whl"],
  });
  const docopt = pack("docopt", "0.6.2", { files: ["docopt-0.6.2.tar.gz"] });
  const lock = lockOf(docopt, old, pure);
  expect(explainGaps(checkLockPlatforms(lock, "never").gaps)).toMatchObject({
    message:
      "`docopt 0.6.2` has no wheel for linux-arm64, linux-x64, macos-arm64 and macos-x64, and `build` allows no source archive",
    detail: ["`old 1.0` has no wheel for linux-arm64 and linux-x64, and `build` allows no source archive"],
  });
  const check = checkLockPlatforms(lock, "allow");
  expect(check.gaps).toEqual([]);
  expect(
    platformWarnings(check, { ...lock, isExact: false, asked }).map(({ message, detail }) => [
      message,
      ...detail,
    ]),
  ).toEqual([
    [
      "2 packages have no wheel for every platform: they are built where they are installed",
      "`docopt 0.6.2` has no wheel",
      "`old 1.0` has no wheel for linux-arm64 and linux-x64",
    ],
  ]);
});

test("a platform that gets another minor version is named, and one that gets another patch is not", () => {
  const intel = "platform_machine == 'x86_64' and sys_platform == 'darwin'";
  const rest = "platform_machine != 'x86_64' or sys_platform == 'linux'";
  const lock = lockOf(
    pack("near", "1.0.1", { files: ["near-1.0.1-py3-none-any.whl"], marker: intel }),
    pack("near", "1.0.2", { files: ["near-1.0.2-py3-none-any.whl"], marker: rest }),
    pack("torch", "2.15.0", { files: ["torch-2.15.0-py3-none-any.whl"], marker: rest }),
    pack("torch", "2.2.2", { files: ["torch-2.2.2-py3-none-any.whl"], marker: intel }),
  );
  expect(
    platformWarnings(checkLockPlatforms(lock, "allow"), { ...lock, isExact: false, asked }).map(
      ({ message }) => message,
    ),
  ).toEqual([
    "`torch` is not the same everywhere: 2.15.0 on linux-arm64, linux-x64 and macos-arm64; 2.2.2 on macos-x64",
  ]);
});

test("a package that another patch version of Python divides is named, unless that one is insisted on", () => {
  const lock = lockOf(
    pack("soupsieve", "2.10", {
      files: ["soupsieve-2.10-py3-none-any.whl"],
      marker: "python_full_version < '3.11.5'",
    }),
    pack("soupsieve", "4.1.2", {
      files: ["soupsieve-4.1.2-py3-none-any.whl"],
      marker: "python_full_version >= '3.11.5'",
    }),
    pure,
  );
  const check = checkLockPlatforms(lock, "allow");
  expect(platformWarnings(check, { ...lock, isExact: false, asked }).map(({ message }) => message)).toEqual([
    "`soupsieve` is 4.1.2 with Python 3.11.7, and 2.10 with some older 3.11",
  ]);
  expect(platformWarnings(check, { ...lock, isExact: true, asked })).toEqual([]);
  // What came with another package is nothing that anybody here has asked for.
  expect(platformWarnings(check, { ...lock, isExact: false, asked: new Set(["pure"]) })).toEqual([]);
});
