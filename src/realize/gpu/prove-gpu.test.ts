import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import type { Ran } from "../../host/host.ts";
import { layoutOf } from "../../host/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { planOf, readFacts } from "../../../test/golden/plan/plan-text.ts";
import { sayGpuProof } from "../../show/environment/say-gpu-proof.ts";
import { keepProof, proofKey, proveGpu, readKeptProof } from "./prove-gpu.ts";

const TEXT = '[gpu]\ncuda = "auto"\n[python]\nversion = "3.11"\npackages = ["torch"]\n';
const gpu = {
  kind: "cuda",
  driver: "580.65.06",
  devices: [{ name: "NVIDIA L4", memory: 23034, capability: "8.9" }],
  libraries: ["/usr/lib64/libcuda.so.1"],
  strayLibrary: null,
} as const;
const plan = planOf(TEXT, { facts: { ...readFacts("debian-x64"), gpu } });

const said = JSON.stringify({
  library: "torch",
  version: "2.9.0+cu128",
  device: "cuda",
  name: "NVIDIA L4",
  memory: 22478,
  ms: 0.312,
  cpuMs: 31.7,
  why: null,
});

const prove = async (answer: string | Ran, planned: Plan = plan) => {
  const host = fakeHost({
    env: { PATH: "/usr/bin" },
    files: { "/p/jig.toml": "", "/p/.venv/bin/python": { executable: true, text: "" } },
    programs: { "/p/.venv/bin/python -I -c": answer },
  });
  const layout = layoutOf(host, { root: "/p", file: "jig.toml" });
  const { signal } = new AbortController();
  return { host, layout, proof: await proveGpu({ host, layout, plan: planned, signal }) };
};

test("what computed, where and how quickly is told in a line, and kept for this lock and this driver", async () => {
  const { host, layout, proof } = await prove(`${said}\n`);
  if (proof === null) throw new Error("nothing was computed");
  expect(sayGpuProof(proof, null)).toBe(
    "torch 2.9.0+cu128 computed on NVIDIA L4 (22 GB): a 1024 × 1024 product took 0.31 ms, and 32 ms on the processor",
  );
  expect(readKeptProof(host, layout)).toBeNull();
  keepProof({ host, layout, plan }, proof);
  expect(readKeptProof(host, layout)).toMatchObject({ key: proofKey(plan), planned: plan.gpu, proof });
  const other = planOf(TEXT, { facts: { ...readFacts("debian-x64"), gpu: { ...gpu, driver: "590.10" } } });
  expect(proofKey(other)).not.toBe(proofKey(plan));
  const [call] = host.calls;
  expect(call?.argv.at(-1)).toBe("cuda");
  // Nothing of the project's is imported from the folder that it runs in.
  expect([call?.cwd, call?.argv[1]]).toEqual(["/", "-I"]);
  expect(call?.env?.["TRITON_LIBCUDA_PATH"]).toBe(`${layout.state}/gpu/driver`);
});

const words = async (ran: Ran | string) => {
  const { proof } = await prove(ran);
  return proof === null ? null : sayGpuProof(proof, null);
};

test("a Python that dies, hangs or says something else is the answer, not a failure", async () => {
  const killed = { kind: "killed", stdout: "", stderr: "" } as const;
  expect(await words({ ...killed, signal: "SIGSEGV", timedOut: false })).toBe(
    "nothing was computed: Python was ended by SIGSEGV",
  );
  expect(await words({ ...killed, signal: "SIGKILL", timedOut: true })).toBe(
    "nothing was computed: it did not end within 60 s",
  );
  expect(await words("hello\n")).toBe("nothing was computed: Python ended with 0");
  expect(await words({ kind: "exited", code: 1, stdout: "", stderr: "no\nmemory\n" })).toBe(
    "nothing was computed: memory",
  );
});

test("the reason of the machine, or of the library, is told with a product on the processor", () => {
  const cpu = { ...JSON.parse(said), device: "cpu", name: null, memory: null, ms: 30, cpuMs: null };
  expect(sayGpuProof({ ...cpu, library: "numpy", version: "2.1.0" }, "no NVIDIA driver found")).toBe(
    "numpy 2.1.0 computed on the processor, because no NVIDIA driver found: a 1024 × 1024 product took 30 ms",
  );
  expect(sayGpuProof({ ...cpu, why: "this torch is built without CUDA" }, null)).toContain(
    "because this torch is built without CUDA",
  );
  expect(sayGpuProof({ ...cpu, ms: null, why: "ImportError: x" }, null)).toBe(
    "torch 2.9.0+cu128 computed nothing: ImportError: x",
  );
  expect(sayGpuProof({ ...cpu, library: null, ms: null }, null)).toContain(
    "none of torch, jax, cupy and numpy",
  );
});

test("without [gpu], or without Python, nothing is computed", async () => {
  expect((await prove(said, planOf('[python]\nversion = "3.11"\n'))).proof).toBeNull();
  expect((await prove(said, planOf('[gpu]\ncuda = "auto"\n'))).proof).toBeNull();
});
