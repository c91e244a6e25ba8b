import { describe, expect, test } from "bun:test";

import type { PackageManager } from "../plan/facts.ts";
import { sayLacks, sayMissing } from "./missing-packages.ts";
import { wantedFor } from "./system-package.ts";
import { systemLibraries } from "./system-libraries.ts";
import { systemPrograms } from "./system-programs.ts";

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
    // The C++ runtime is macOS's own.
    const asked = manager === "brew" ? missing.slice(0, -1) : missing;
    expect(sayMissing(asked, machine(manager)).hint).toBe(`\`${command}\` brings them`);
  });

  test("and what is missing is listed", () => {
    expect(sayMissing(missing, machine("apt"))).toEqual({
      message: "`git`, `ninja`, `gcc`, `zlib` and `stdenv.cc.cc.lib` are not on this machine",
      hint: "`sudo apt-get install git ninja-build build-essential zlib1g-dev libstdc++6` brings them",
    });
  });
});

test("root needs no sudo, and no manager is no command", () => {
  expect(sayMissing(["git"], machine("apt", 0)).hint).toBe("`apt-get install git` brings it");
  expect(sayMissing(["git"], machine(null)).hint).toBe(
    "install it in the way of this system, or install Nix",
  );
  // What a system has no package for is not said to come with the others.
  expect(sayMissing(["git", "ollama"], machine("apt", 0)).hint).toBe(
    "`apt-get install git` brings `git`; install `ollama` in the way of this system, or install Nix",
  );
});

const hintFor = (name: string, manager: PackageManager): string | null =>
  sayMissing([name], machine(manager, 0)).hint;

test("a name that a system has for something else, or not in its own repositories, is not in the command", () => {
  expect(hintFor("ffmpeg", "dnf")).toStartWith("`dnf install ffmpeg-free`");
  expect(hintFor("file", "brew")).toStartWith("`brew install file-formula`");
  expect(hintFor("unrar", "apt")).toStartWith("`apt-get install unrar-free`");
  expect(hintFor("unrar", "dnf")).not.toContain("dnf install");
});

test("of a name that nobody wrote down no command is made up that would install it", () => {
  expect(sayMissing(["frobnicate"], machine("apt", 0))).toEqual({
    message: "`frobnicate` is not on this machine by that name",
    hint: "jig does not know `frobnicate`: where it is here under another name all is well, else `apt-cache search frobnicate` looks for what it is called in apt",
  });
  expect(sayMissing(["frobnicate", "redis", "un_Frob", "htop"], machine("apt", 0))).toEqual({
    message: "`redis` and `htop` are not on this machine, nor `frobnicate` and `un_Frob` by those names",
    hint:
      "`apt-get install redis-server htop` brings them; " +
      "jig does not know `frobnicate` and `un_Frob`: where they are here under another name all is well, else `apt-cache search NAME` looks for what they are called in apt",
  });
  for (const name of ["foo'", "haskellPackages.foldl'"])
    expect(sayMissing([name], machine("dnf")).hint).toEndWith(
      "else `dnf search NAME` looks for what it is called in dnf",
    );
  expect(sayMissing(["frobnicate"], machine(null)).hint).toBe(
    "jig does not know `frobnicate`: where it is here under another name all is well",
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
  for (const name of ["jdk21_headless", "openjdk17", "zulu8"])
    expect(wantedFor(name).commands).toEqual(["java", "javac"]);
  expect(wantedFor("go_1_23").commands).toEqual(["go"]);
  expect(wantedFor("llvmPackages_18.openmp").libraries).toEqual(["omp"]);
});

test("a part of a package is looked for as the package is", () => {
  for (const [part, whole] of [
    ["zlib.dev", "zlib"],
    ["openssl.out", "openssl"],
    ["nodejs_22.dev", "nodejs"],
  ] as const)
    expect(wantedFor(part)).toEqual(wantedFor(whole));
  expect(wantedFor("frobnicate.lib").commands).toEqual(["frobnicate"]);
  expect(wantedFor("stdenv.cc.cc.lib").libraries).toEqual(["stdc++"]);
});

test("no name is in both tables, and apt's have neither capitals nor `_`", () => {
  for (const name of Object.keys(systemLibraries)) expect(Object.hasOwn(systemPrograms, name)).toBe(false);
  for (const [attribute, { names }] of Object.entries({ ...systemPrograms, ...systemLibraries })) {
    expect(names.apt === null || /^[a-z0-9][a-z0-9.+-]+$/.test(names.apt), attribute).toBe(true);
  }
});

test("every name in the tables can be typed into a shell as it is", () => {
  for (const [attribute, { names }] of Object.entries({ ...systemPrograms, ...systemLibraries })) {
    for (const name of Object.values(names)) {
      expect(name === null || /^[A-Za-z0-9][\w.+@-]*$/.test(name), `${attribute}: ${name}`).toBe(true);
    }
  }
});
