import { describe, expect, test } from "bun:test";

import { planOf, problemsOf, readFacts } from "../../../test/golden/plan/plan-text.ts";
import { readAssumedGpu } from "./assumed-gpu.ts";
import type { CudaFact, GpuFact } from "./gpu-fact.ts";
import type { Lock, LockedPackage } from "../lock/lock.ts";
import { sayPlannedGpu } from "./say-gpu.ts";

const l4: CudaFact = {
  kind: "cuda",
  driver: "580.65.06",
  devices: [{ name: "NVIDIA L4", memory: 23034, capability: "8.9" }],
  libraries: ["/usr/lib64/libcuda.so.1", "/usr/lib64/libnvidia-ml.so.1"],
  strayLibrary: null,
};
const none: GpuFact = { kind: "none", why: "no-driver", detail: null };
const mps: GpuFact = { kind: "mps", translatedPythons: [] };

const withGpu = (gpu: GpuFact) => ({ facts: { ...readFacts("debian-x64"), gpu } });
const plan = (wish: string, gpu: GpuFact) => planOf(`[gpu]\ncuda = "${wish}"\n`, withGpu(gpu));
const said = (wish: string, gpu: GpuFact) => {
  const { gpu: planned } = plan(wish, gpu);
  return planned === undefined ? null : `${planned.device}: ${sayPlannedGpu(planned)}`;
};

describe("what is computed on", () => {
  test("is nobody's business without [gpu]", () => {
    const { gpu, steps } = planOf("", withGpu(l4));
    expect([gpu, steps]).toEqual([undefined, []]);
  });

  test("is the GPU where there is one that works, else the processor, with the reason", () => {
    const detected = "CUDA hardware detected: NVIDIA L4 (22 GB, compute 8.9), driver 580.65.06";
    expect(said("auto", l4)).toBe(`cuda: ${detected}`);
    expect(said("require", l4)).toBe(`cuda: ${detected}`);
    expect(said("off", l4)).toBe(`cpu: ${detected}; not used: \`cuda\` is \`off\``);
    expect(said("auto", none)).toBe("cpu: No CUDA hardware detected: no NVIDIA driver found");
    expect(said("auto", mps)).toBe("mps: Apple's GPU (MPS) detected");
  });

  test("that a GPU is required stops who starts services, and nobody else", () => {
    const text = '[gpu]\ncuda = "require"\n';
    expect(problemsOf(text, withGpu(none))).toEqual([]);
    expect(problemsOf(text, { ...withGpu(none), startsServices: true })).toEqual([
      'jig.toml:2:8 gpu-missing: `cuda` is `require`, and no CUDA can be used here: no NVIDIA driver found; `cuda = "auto"` starts on the processor, too',
    ]);
    expect(problemsOf(text, { ...withGpu(mps), startsServices: true })).toHaveLength(1);
    expect(problemsOf(text, { ...withGpu(l4), startsServices: true })).toEqual([]);
    expect(problemsOf('[gpu]\ncuda = "auto"\n', { ...withGpu(none), startsServices: true })).toEqual([]);
  });
});

const item = (name: string, variants: readonly string[]): LockedPackage => ({
  name,
  version: "1.0",
  index: "",
  marker: null,
  variants,
  files: [{ name: `${name}-1.0-py3-none-manylinux_2_28_x86_64.whl`, size: null, sha256: "0".repeat(64) }],
});
const lockOf = (variants: readonly string[], packages: readonly LockedPackage[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64"],
  inputs: "sha256:0",
  variants,
  packages,
});
const described = (keys: string): string => `[python]\nversion = "3.11"\n[gpu]\n${keys}\n`;
const on = (lock: Lock, gpu: GpuFact) => ({ ...withGpu(gpu), lock, locking: "frozen" as const });

describe("on a lock with builds", () => {
  const older = { ...l4, driver: "550.54.15" };

  test("a GPU that is required stops who starts services where no build is for its driver or its card", () => {
    const lock = lockOf(["cpu", "cu126"], [item("torch", ["cpu"]), item("torch", ["cu126"])]);
    const required = described('cuda = "require"');
    const problems = (gpu: GpuFact) => problemsOf(required, { ...on(lock, gpu), startsServices: true });
    expect(problems(l4)).toEqual([]);
    expect(problems({ ...l4, driver: "418.87.00" })).toEqual([
      'jig.toml:4:8 gpu-missing: `cuda` is `require`, and no CUDA can be used here: driver 418.87.00 is older than every build in `jig.lock` needs (525.60.13); `cuda = "auto"` starts on the processor, too',
    ]);
    const k40 = { name: "Tesla K40", memory: 11441, capability: "3.5" };
    expect(problems({ ...l4, driver: "470.82.01", devices: [k40] })[0]).toContain("older than every build");
    expect(problems({ ...l4, devices: [k40] })[0]).toContain("is for Tesla K40 (compute 3.5)");
    expect(problemsOf(required, on(lock, { ...l4, driver: "418.87.00" }))).toEqual([]);
  });

  test("a compiler that the driver does not take leaves the GPU to what computes, and is told for itself", () => {
    const lock = lockOf(["cpu", "cu13"], [item("nvidia-cuda-nvcc", ["cu13"])]);
    const both = described('cuda = "require"\ntoolkit = true');
    expect(problemsOf(both, { ...on(lock, older), startsServices: true })).toEqual([]);
    const { gpu, steps } = planOf(both, on(lock, older));
    expect(steps.map(({ kind }) => kind)).toContain("driver");
    expect(gpu?.device).toBe("cuda");
    expect(gpu === undefined ? "" : sayPlannedGpu(gpu)).toBe(
      "CUDA hardware detected: NVIDIA L4 (22 GB, compute 8.9), driver 550.54.15; no `toolkit`: CUDA 13's compiler needs driver 580.65.06 or newer",
    );
    expect(planOf(both, on(lock, l4)).gpu).not.toHaveProperty("toolkitLimit");
    const volta = { ...l4, devices: [{ name: "V100", memory: null, capability: "7.0" }] };
    expect(planOf(both, on(lock, volta)).gpu?.toolkitLimit).toBe(
      "CUDA 13's compiler is for cards from compute capability 7.5 on",
    );
  });
});

describe("the driver's libraries", () => {
  test("are linked where the driver is used", () => {
    const steps = (wish: string, gpu: GpuFact) => plan(wish, gpu).steps.map(({ kind }) => kind);
    expect(steps("auto", l4)).toEqual(["driver"]);
    expect(steps("off", l4)).toEqual([]);
    expect(steps("auto", none)).toEqual([]);
    expect(steps("auto", mps)).toEqual([]);
    expect(plan("auto", l4).steps).toMatchObject([{ libraries: l4.libraries, why: { line: 2 } }]);
  });

  test("of another driver are another step's work", () => {
    const [first] = plan("auto", l4).steps;
    const [second] = plan("auto", { ...l4, driver: "590.1" }).steps;
    expect(first?.digest).not.toBe(second?.digest);
  });
});

test("a GPU can be supposed", () => {
  expect(readAssumedGpu("none")).toEqual({ kind: "none", why: "supposed", detail: null });
  expect(readAssumedGpu("mps")).toEqual(mps);
  expect(readAssumedGpu("cuda:525.60.13:7.0")).toMatchObject({
    driver: "525.60.13",
    devices: [{ capability: "7.0" }],
    libraries: [],
  });
  expect(readAssumedGpu("cuda:580")).toMatchObject({ driver: "580" });
  for (const text of ["", "cuda", "cuda:", "cuda:x", "cuda:12.4", "rocm"])
    expect(readAssumedGpu(text)).toBeNull();
});
