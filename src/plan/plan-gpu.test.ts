import { describe, expect, test } from "bun:test";

import { planOf, problemsOf, readFacts } from "../../test/golden/plan/plan-text.ts";
import { readAssumedGpu } from "./assumed-gpu.ts";
import type { CudaFact, GpuFact } from "./gpu-fact.ts";
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
