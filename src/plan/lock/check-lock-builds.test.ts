import { expect, test } from "bun:test";

import { checkLockBuilds } from "./check-lock-builds.ts";
import type { Lock, LockedPackage } from "./lock.ts";

const item = (name: string, tags: readonly string[], variants?: readonly string[]): LockedPackage => ({
  name,
  version: "2.0",
  index: "pypi",
  marker: null,
  files: tags.map((tag) => ({
    name: `${name}-2.0-cp311-cp311-${tag}.whl`,
    size: 1,
    sha256: "ab".repeat(32),
  })),
  ...(variants === undefined ? {} : { variants }),
});

const lockOf = (...packages: readonly LockedPackage[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64", "linux-arm64", "macos-arm64"],
  inputs: "sha256:0",
  variants: ["cpu", "cu126", "cu130"],
  packages: [...packages],
});

const everywhere = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "macosx_14_0_arm64"];

test("a build that needs a newer Linux than the lock promises is found, and one that is not for a processor is none", () => {
  const lock = lockOf(
    item("torch", everywhere, ["cpu"]),
    item("torch", ["manylinux_2_28_x86_64"], ["cu126"]),
    item("torch", ["manylinux_2_34_x86_64", "manylinux_2_34_aarch64"], ["cu130"]),
  );
  expect(checkLockBuilds(lock, "allow")).toEqual([
    {
      variant: "cu130",
      package: "torch",
      version: "2.0",
      platforms: ["linux-x64", "linux-arm64"],
      hasSource: false,
      needs: "glibc 2.34",
    },
  ]);
  const { variants: _, ...plain } = lockOf(item("six", everywhere));
  expect(checkLockBuilds(plain, "allow")).toEqual([]);
  // The toolkit has no torch.
  expect(checkLockBuilds(lockOf(item("nvcc", ["manylinux_2_17_x86_64"], ["cu130"])), "allow")).toMatchObject([
    { variant: "cu130", package: "nvcc", platforms: ["linux-arm64"] },
  ]);
});
