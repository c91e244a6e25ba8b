import { readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "bun:test";

import { inputFor } from "../../test/golden/plan/plan-text.ts";
import { jsonOfPlanOn } from "../show/plans/json-of-plan-on.ts";
import { MACHINE_NAMES, machineNamed } from "./platforms/facts-on.ts";
import { parseLock } from "./lock/parse-lock.ts";
import type { Lock } from "./lock/lock.ts";
import { comparePlatforms, planOn, type PlanOn } from "./plan-on.ts";
import { DEFAULT_PLATFORMS, meantPlatform, PLATFORMS } from "./platforms/platforms.ts";

const text = `
name = "workbench"

[python]
version = "3.11"
packages = ["torch", "docopt", "ipykernel"]
import-check = ["torch"]

[packages]
common = ["git"]
linux = ["gcc"]

[services.train]
run = "python train.py --port \${port}"
packages = ["cmake"]
port = 6006
ready = "/"
`;

const golden = (name: string): URL => new URL(`../../test/golden/plan/${name}`, import.meta.url);

/** What uv resolved for these three packages on 2026-11-23, as far as it is of interest. */
const lock = (): Lock => {
  const read = parseLock(readFileSync(golden("platforms.lock"), "utf8"));
  if (!read.ok) throw new Error(read.failure.reason);
  return read.value;
};

const here = { user: { uid: 1000, home: "/home/ada", shell: null }, variables: [] };

const planFor = (name: string, description = text): PlanOn => {
  const machine = machineNamed(name);
  if (machine === null) throw new Error(`no machine ${name}`);
  const planned = planOn({ ...inputFor(description), lock: lock() }, machine, here);
  if (!planned.ok) throw new Error(planned.failure.map(({ message }) => message).join("\n"));
  return planned.value;
};

for (const name of MACHINE_NAMES) {
  test(`the plan on ${name} is the one that was looked at`, () => {
    const path = golden(`on-${name}.json`);
    const printed = `${JSON.stringify(jsonOfPlanOn(planFor(name)), null, 2)}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, printed);
    expect(printed).toBe(readFileSync(path, "utf8"));
  });
}

const files = (name: string): Readonly<Record<string, string | null>> =>
  Object.fromEntries(planFor(name).files.map((each) => [each.package, each.file?.name ?? null]));

test("a platform takes the best wheel of its baseline, else the source archive, else nothing", () => {
  expect(files("macos-x64")).toMatchObject({
    appnope: "appnope-1.0.0-py3-none-any.whl",
    docopt: "docopt-0.6.2.tar.gz",
    torch: "torch-2.2.2-cp311-none-macosx_10_9_x86_64.whl",
  });
  expect(files("wsl")).toEqual(files("linux-x64"));
  expect(files("linux-x64")["appnope"]).toBeUndefined();
  const item = lock().packages.find(({ name }) => name === "triton");
  if (item === undefined) throw new Error("no triton");
  const future = {
    ...item,
    files: [{ name: "triton-4-cp311-cp311-manylinux_2_99_x86_64.whl", size: 1, sha256: "00" }],
  };
  const planned = planOn(
    { ...inputFor(text), lock: { ...lock(), packages: [future] } },
    { name: "linux-x64", platform: "linux-x64", isWsl: false },
    here,
  );
  expect(planned.ok ? planned.value.files : planned.failure).toEqual([
    { package: "triton", version: "3.9.0", file: null, isSource: false },
  ]);
});

test("what is not the same on all platforms is marked", () => {
  const compared = comparePlatforms(PLATFORMS.map((name) => planFor(name)));
  expect(compared.packages.filter(({ differs }) => differs).map((each) => each.package)).toEqual([
    "appnope",
    "nvidia-cublas",
    "torch",
    "triton",
  ]);
  const torch = compared.packages.find((each) => each.package === "torch")?.on ?? {};
  expect(Object.entries(torch).map(([name, file]) => `${name} ${file?.version}`)).toEqual([
    "linux-arm64 2.15.0",
    "linux-x64 2.15.0",
    "macos-arm64 2.15.0",
    "macos-x64 2.2.2",
  ]);
});

test("what is wanted besides Python is told of each platform, and marked where it is not for all", () => {
  const plans = PLATFORMS.map((name) => planFor(name));
  expect(Object.fromEntries(plans.map(({ machine, system }) => [machine.name, system]))).toEqual({
    "linux-arm64": ["git", "gcc", "cmake"],
    "linux-x64": ["git", "gcc", "cmake"],
    "macos-arm64": ["git", "cmake"],
    "macos-x64": ["git", "cmake"],
  });
  expect(comparePlatforms(plans).system.filter(({ differs }) => differs)).toEqual([
    {
      package: "gcc",
      on: { "linux-arm64": true, "linux-x64": true, "macos-arm64": false, "macos-x64": false },
      differs: true,
    },
  ]);
});

test("a description without a Python needs no lock", () => {
  const machine = machineNamed("linux-x64");
  const planned = machine === null ? null : planOn(inputFor('name = "x"\n'), machine, here);
  expect(planned?.ok === true ? planned.value : null).toMatchObject({ python: null, files: [], system: [] });
});

test("the platforms of other tools are known by their words", () => {
  const words = {
    "x86_64-linux": "linux-x64",
    "aarch64-darwin": "macos-arm64",
    "osx-64": "macos-x64",
    "linux/amd64": "linux-x64",
    "linux-aarch64": "linux-arm64",
    macosx_14_0_arm64: "macos-arm64",
    macos: "macos-arm64",
    Linux: "linux-x64",
    "win-64": "wsl",
    freebsd: null,
  };
  expect(Object.fromEntries(Object.keys(words).map((word) => [word, meantPlatform(word)]))).toEqual(words);
  expect(DEFAULT_PLATFORMS.every((platform) => PLATFORMS.includes(platform))).toBe(true);
});
