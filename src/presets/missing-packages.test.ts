import { describe, expect, test } from "bun:test";

import type { PackageManager } from "../plan/facts.ts";
import { sayLacks, sayMissing } from "./missing-packages.ts";
import { wantedFor } from "./system-package.ts";
import { systemPackages } from "./system-packages.ts";

const machine = (packageManager: PackageManager | null, uid = 1000) => ({
  packageManager,
  user: { uid, home: "/home/ada", shell: null },
});

describe("each system's package manager gets one command", () => {
  const missing = ["git", "ninja", "gcc", "zlib", "stdenv.cc.cc.lib"];
  const commands: readonly (readonly [PackageManager, string])[] = [
    ["apt", "sudo apt-get install git ninja-build build-essential zlib1g-dev libstdc++6"],
    ["dnf", "sudo dnf install git ninja-build gcc-c++ zlib-devel libstdc++"],
    ["pacman", "sudo pacman -S git ninja gcc zlib gcc-libs"],
    ["apk", "sudo apk add git samurai build-base zlib-dev libstdc++"],
    ["brew", "brew install git ninja gcc zlib"],
  ];
  test.each(commands)("%s", (manager, command) => {
    expect(sayMissing(missing, machine(manager))).toEqual({
      message: "`git`, `ninja`, `gcc`, `zlib` and `stdenv.cc.cc.lib` are not on this machine",
      hint: `\`${command}\` brings them`,
    });
  });
});

test("root needs no sudo, a guessed name has a command of its own, and no manager is no command", () => {
  expect(sayMissing(["git"], machine("apt", 0)).hint).toBe("`apt-get install git` brings it");
  expect(sayMissing(["frobnicate"], machine("apt", 0)).hint).toBe(
    "`frobnicate` may have another name in apt: try `apt-get install frobnicate`",
  );
  expect(sayMissing(["frobnicate", "redis", "unfrob", "htop"], machine("apt", 0)).hint).toBe(
    "`apt-get install redis-server htop` brings `redis` and `htop`; " +
      "`frobnicate` and `unfrob` may have another name in apt: try `apt-get install frobnicate` and `apt-get install unfrob`",
  );
  for (const name of ["foo'", "haskellPackages.foldl'"])
    expect(sayMissing([name], machine("apt")).hint).toBe(
      "install it in the way of this system, or install Nix",
    );
  expect(sayMissing(["git", "foo'"], machine("apt", 0)).hint).toBe("`apt-get install git` brings `git`");
  expect(sayMissing(["git"], machine(null)).hint).toBe(
    "install it in the way of this system, or install Nix",
  );
});

test("what belongs to one Python is not asked of the system", () => {
  expect(sayMissing(["python311Packages.numpy"], machine("apt")).hint).toBe(
    "`numpy` can be had without Nix as `packages` of `[python]`",
  );
  expect(sayLacks(["redis", "python3Packages.pip"], machine("apt"))).toBe(
    "it needs `redis` and `python3Packages.pip`, which are not on this machine; `sudo apt-get install redis-server` brings it; `pip` can be had without Nix as `packages` of `[python]`",
  );
});

test("a version in a name is looked through, and Python's is kept", () => {
  expect(wantedFor("nodejs_22").commands).toEqual(wantedFor("nodejs").commands);
  expect(wantedFor("postgresql_16").isKnown).toBe(true);
  expect(wantedFor("python311").commands).toEqual(["python3.11"]);
  expect(wantedFor("python3").names.brew).toBe("python");
  expect(wantedFor("constructor").isKnown).toBe(false);
});

test("every name in the table can be typed into a shell as it is", () => {
  for (const [attribute, { names }] of Object.entries(systemPackages)) {
    for (const name of Object.values(names)) {
      expect(name === null || /^[A-Za-z0-9][\w.+@-]*$/.test(name), `${attribute}: ${name}`).toBe(true);
    }
  }
});
