import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { chooseVariant, type VariantQuestion } from "./choose-variant.ts";
import { buildOfSeries, cudaBuild, CUDA_BUILDS } from "./cuda-builds.ts";
import { isAtLeast } from "../../base/compare-numbers.ts";
import { readAssumedGpu } from "./assumed-gpu.ts";
import type { GpuFact } from "./gpu-fact.ts";
import type { Lock, LockedPackage } from "../lock/lock.ts";

const torch = (variant: string, machines: readonly string[]): LockedPackage => ({
  name: "torch",
  version: `2.9.0+${variant}`,
  index: `pytorch-${variant}`,
  marker: null,
  variants: [variant],
  files: machines.map((machine) => ({ name: `torch-${machine}.whl`, size: null, sha256: "0".repeat(64) })),
});

const runtime = (version: string): LockedPackage => ({
  ...torch("pypi", ["x86_64"]),
  name: "nvidia-cuda-runtime",
  version,
});

const lockOf = (variants: readonly string[], packages: readonly LockedPackage[] = []): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64"],
  inputs: "sha256:0",
  variants,
  packages,
});

const x64 = ["x86_64"];
const both = ["x86_64", "aarch64"];
const whole = lockOf(
  ["cpu", "cu118", "cu126", "cu128", "cu130", "pypi"],
  [torch("cpu", both), torch("cu118", x64), torch("cu126", x64), torch("cu128", both), torch("cu130", both)],
);

const gpu = (text: string): GpuFact => {
  const read = readAssumedGpu(text);
  if (read === null) throw new Error(text);
  return read;
};

const ask = (
  question: Partial<VariantQuestion> & { readonly on?: Partial<VariantQuestion["facts"]> } = {},
) => {
  const facts = { os: "linux", arch: "x64", gpu: gpu("none"), ...question.on } as const;
  const { variant, because, isCpu } = chooseVariant({ lock: whole, wish: "auto", facts, ...question });
  return `${variant}${isCpu ? " (processor)" : ""}: ${because}`;
};

/** Facts → variant → reason. */
const table: readonly (readonly [string, string, string])[] = [
  ["none", "cpu (processor)", "it is supposed to have no GPU"],
  ["cuda:590.44", "cu130", "driver 590.44 runs it (580.65.06 or newer does)"],
  ["cuda:580.65.06:8.9", "cu130", "driver 580.65.06 runs it (580.65.06 or newer does)"],
  ["cuda:580.65.06:12.0", "cu130", "driver 580.65.06 runs it (580.65.06 or newer does)"],
  ["cuda:580.65.05:8.9", "cu128", "driver 580.65.05 runs it (525.60.13 or newer does)"],
  ["cuda:550.163.01:8.9", "cu128", "driver 550.163.01 runs it (525.60.13 or newer does)"],
  [
    "cuda:580.65.06:7.0",
    "cu126",
    "the newer ones that driver 580.65.06 runs are not for an NVIDIA GPU (compute 7.0)",
  ],
  [
    "cuda:580.65.06:6.1",
    "cu126",
    "the newer ones that driver 580.65.06 runs are not for an NVIDIA GPU (compute 6.1)",
  ],
  ["cuda:470.82.01:8.0", "cu118", "driver 470.82.01 runs it (450.80.02 or newer does)"],
  [
    "cuda:440.33.01:7.5",
    "cpu (processor)",
    "driver 440.33.01 is older than every build in `jig.lock` needs (450.80.02)",
  ],
  [
    "cuda:580.65.06:3.5",
    "cpu (processor)",
    "no build in `jig.lock` is for an NVIDIA GPU (compute 3.5) with driver 580.65.06",
  ],
  [
    "cuda:470.82.01:12.0",
    "cpu (processor)",
    "no build in `jig.lock` is for an NVIDIA GPU (compute 12.0) with driver 470.82.01",
  ],
];

test.each(table)("%s → %s, because %s", (text, variant, because) => {
  expect(ask({ on: { gpu: gpu(text) } })).toBe(`${variant}: ${because}`);
});

test("two different cards need a build that is for both", () => {
  const first = gpu("cuda:580.65.06:12.0");
  const second = gpu("cuda:580.65.06:6.1");
  if (first.kind !== "cuda" || second.kind !== "cuda") throw new Error("no cards");
  const devices = [...first.devices, ...second.devices];
  expect(ask({ on: { gpu: { ...first, devices } } })).toContain(
    "cpu (processor): no build in `jig.lock` is for",
  );
});

test("a card that is cut into slices counts beside a whole one: a program sees either", () => {
  const whole6 = gpu("cuda:580.65.06:6.1");
  if (whole6.kind !== "cuda") throw new Error("no card");
  const sliced = { name: "NVIDIA A100", memory: 81920, capability: "8.0", isSliced: true } as const;
  const on = (capability: string) => ({
    gpu: { ...whole6, devices: [{ ...sliced, capability }, ...whole6.devices] },
  });
  expect(ask({ on: on("8.0") })).toStartWith("cu126: ");
  expect(ask({ on: on("10.0") })).toStartWith("cpu (processor): no build in `jig.lock` is for NVIDIA A100");
});

test("a Mac has one build; `off` is without CUDA; `require` without a card takes the newest", () => {
  expect(ask({ on: { os: "macos", arch: "arm64", gpu: gpu("mps") } })).toBe("pypi: Macs have one build");
  expect(ask({ wish: "off", on: { gpu: gpu("cuda:580.65.06") } })).toBe("cpu (processor): `cuda` is `off`");
  expect(ask({ wish: "require" })).toBe("cu130: CUDA is required, and no GPU is here to choose by");
});

test("a build without wheels for the processor is none", () => {
  expect(ask({ on: { arch: "arm64", gpu: gpu("cuda:580.65.06:6.1") } })).toContain("cpu (processor)");
  expect(ask({ on: { arch: "arm64", gpu: gpu("cuda:550.54.15:8.7") } })).toStartWith("cu128: ");
});

test("the usual index's torch is for the CUDA that it brings along", () => {
  const own = torch("pypi", both);
  const lock = lockOf(["pypi"], [own, runtime("13.2.86")]);
  expect(ask({ lock, on: { gpu: gpu("cuda:580.65.06:8.9") } })).toStartWith("pypi: driver 580.65.06 runs it");
  expect(ask({ lock, on: { gpu: gpu("cuda:550.54.15:8.9") } })).toBe(
    "pypi (processor): driver 550.54.15 is older than every build in `jig.lock` needs (580.65.06)",
  );
  expect(ask({ lock, on: { gpu: gpu("none") } })).toBe("pypi (processor): it is supposed to have no GPU");
  const withToolkit = lockOf(["pypi", "pypi-cuda"], [own, runtime("13.2.86")]);
  expect(ask({ lock: withToolkit, on: { gpu: gpu("cuda:580.65.06") } })).toStartWith("pypi-cuda: ");
  const bare = lockOf(["pypi"], [own]);
  expect(ask({ lock: bare, on: { gpu: gpu("cuda:580.65.06") } })).toBe(
    "pypi (processor): `jig.lock` has no build for CUDA on this platform",
  );
});

test("jax alone has a build a series: the newest that the driver takes, whichever order they are named in", () => {
  for (const variants of [
    ["cpu", "cu12", "cu13"],
    ["cpu", "cu13", "cu12"],
  ]) {
    const lock = lockOf(variants, [{ ...torch("cu13", x64), name: "jax", variants }]);
    expect(ask({ lock, on: { gpu: gpu("cuda:580.65.06:8.9") } })).toStartWith("cu13: ");
    expect(ask({ lock, on: { gpu: gpu("cuda:550.54.15:8.9") } })).toStartWith("cu12: ");
    expect(ask({ lock, on: { gpu: gpu("cuda:580.65.06:7.0") } })).toStartWith("cu12: ");
  }
});

test("CUDA's compiler alone decides nothing about the card", () => {
  const lock = lockOf(["cpu", "cu13"], [{ ...torch("cu13", x64), name: "nvidia-cuda-nvcc" }]);
  expect(ask({ lock, on: { gpu: gpu("cuda:580.65.06:8.9") } })).toStartWith("cu13: ");
  expect(ask({ lock, on: { gpu: gpu("cuda:550.54.15:8.9") } })).toBe(
    "cpu: driver 550.54.15 is older than every build in `jig.lock` needs (580.65.06); it lacks CUDA's compiler alone, and what computes is the same",
  );
});

test("a lock without builds leaves nothing to choose", () => {
  const { variants: _, ...bare } = whole;
  expect(ask({ lock: bare })).toBe("null: null");
  expect(ask({ lock: null })).toBe("null: null");
});

test("the table is in order, and each build has a driver and a card", () => {
  const names = CUDA_BUILDS.map(({ name }) => Number(name.slice(2)));
  expect(names).toEqual(names.toSorted((left, right) => right - left));
  for (const { driver, from } of CUDA_BUILDS)
    expect([driver, from].every((text) => /^\d+\.\d/.test(text))).toBe(true);
  expect([cudaBuild("cpu"), cudaBuild("cu999"), buildOfSeries(9)]).toEqual([null, null, null]);
});

test("versions are compared as numbers, part by part", () => {
  expect(isAtLeast("580.65.06", "580.65.6")).toBe(true);
  expect(isAtLeast("580", "580.65.06")).toBe(false);
  expect(isAtLeast("12.0", "7.5")).toBe(true);
  const version = fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  fc.assert(
    fc.property(version, version, (left, right) => {
      expect(isAtLeast(left, left)).toBe(true);
      expect(isAtLeast(left, right) || isAtLeast(right, left)).toBe(true);
    }),
  );
});
