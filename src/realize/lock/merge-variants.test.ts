import { expect, test } from "bun:test";

import type { LockedPackage } from "../../plan/lock/lock.ts";
import { lockFor } from "../../plan/lock/lock-variants.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import { printLock } from "../../plan/lock/print-lock.ts";
import { mergeVariants } from "./merge-variants.ts";

const hash = (text: string): string => Bun.SHA256.hash(text, "hex");

const item = (
  name: string,
  version: string,
  { files, ...more }: Partial<Omit<LockedPackage, "files">> & { readonly files: readonly string[] },
): LockedPackage => ({
  name,
  version,
  index: "pypi",
  marker: null,
  files: files.map((file) => ({ name: file, size: null, sha256: hash(`${name}${version}${file}`) })),
  ...more,
});

const numpy = item("numpy", "2.1.0", { files: ["linux.whl", "macos.whl"] });
const numpyOnLinux = item("numpy", "2.1.0", { files: ["linux.whl"], marker: "sys_platform == 'linux'" });
const appnope = item("appnope", "0.1", { files: ["any.whl"], marker: "sys_platform == 'darwin'" });
const torch = item("torch", "2.9.0", { files: ["linux_x86_64.whl", "macos.whl"] });
const build = (name: string, ...machines: readonly string[]) =>
  item("torch", `2.9.0+${name}`, {
    files: machines.map((machine) => `linux_${machine}.whl`),
    index: `pytorch-${name}`,
  });
const cublas = item("nvidia-cublas", "13.0", {
  files: ["linux.whl"],
  marker: "platform_machine == 'x86_64' or extra == 'x'",
});

const merged = mergeVariants({
  base: "pypi",
  packages: [numpy, appnope, torch],
  resolved: new Map([
    ["cpu", [numpyOnLinux, build("cpu", "aarch64", "x86_64")]],
    ["cu130", [numpyOnLinux, build("cu130", "x86_64"), cublas]],
  ]),
});

const rows = (packages: readonly LockedPackage[]) =>
  packages.map(({ name, version, marker, variants }) =>
    [name, version, variants?.join("+") ?? "all", marker ?? ""].join(" ").trim(),
  );

test("what all builds share stands there once, and the rest says to which it belongs", () => {
  expect(rows(merged)).toEqual([
    "appnope 0.1 all sys_platform == 'darwin'",
    "numpy 2.1.0 all",
    "nvidia-cublas 13.0 cu130 (platform_machine == 'x86_64' or extra == 'x') and sys_platform == 'linux'",
    "torch 2.9.0 pypi",
    "torch 2.9.0+cpu cpu sys_platform == 'linux'",
    "torch 2.9.0+cu130 cu130 sys_platform == 'linux' and platform_machine == 'x86_64'",
  ]);
});

test("a lock with builds reads as it was printed, and gives one build at a time", () => {
  const lock = {
    version: 1,
    python: "3.11.7",
    requiresPython: "==3.11.*",
    platforms: ["linux-x64", "macos-arm64"],
    inputs: "sha256:0",
    variants: ["cpu", "cu130", "pypi"],
    packages: merged,
  } as const;
  const parsed = parseLock(printLock(lock));
  expect(parsed).toEqual({ ok: true, value: lock });
  const versions = (variant: string | null) =>
    lockFor(lock, variant)
      .packages.filter(({ name }) => name === "torch")
      .map(({ version, variants }) => [version, variants]);
  expect(versions("cpu")).toEqual([["2.9.0+cpu", undefined]]);
  expect(versions("cu130")).toEqual([["2.9.0+cu130", undefined]]);
  // Whoever does not choose gets the usual index's.
  expect(versions(null)).toEqual([["2.9.0", undefined]]);
  expect(lockFor(lock, "cpu").variants).toBeUndefined();
});
