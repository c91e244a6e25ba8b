import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { judgeLoads } from "./judge-load.ts";

const at = "time=2026-11-23T13:41:17.104Z level=INFO source=types.go:130 ";
const cpu = `${at}msg="inference compute" id=0 library=cpu variant="" compute="" driver=0.0 name="" total="23.5 GiB" available="22.7 GiB"`;
const cuda = `${at}msg="inference compute" id=GPU-4f library=cuda variant=v12 compute=8.6 driver=12.7 name="NVIDIA GeForce RTX 3070 Laptop GPU" total="8.0 GiB" available="7.0 GiB"`;
const onCpu = "load_tensors:          CPU model buffer size =     0.45 MiB";
const onGpu = "load_tensors:        CUDA0 model buffer size =   511.43 MiB";
const [one, other] = ["a1".repeat(32), "b2".repeat(32)];
const start = (digest: string, how = 'msg="starting llama server" cmd="/usr/local/bin/ollama runner') =>
  `${at}${how} --model /home/my models/blobs/sha256-${digest} --ctx-size 512 --port 4468"`;
const log = (...lines: readonly string[]): string => `[GIN-debug] x\n${lines.join("\n")}\n`;

/** Of a single model, loaded once. */
const judge = (compute: string, lines: readonly string[], hasGpu: boolean) =>
  judgeLoads(log(compute, start(one), ...lines), hasGpu).get(one);

/** What Ollama 0.9.6 wrote on a machine without a card for its programs; the paths are changed. */
const recorded = readFileSync(join(import.meta.dir, "../../../test/fixtures/ollama/load-on-cpu.log"), "utf8");
const recordedModel = "79b48d7e13b7697e9a38d577f8fb63515da7294a6483fb8a3b5919e936307f51";

test("a machine without a GPU has nothing to be told", () => {
  expect(judge(cpu, [onCpu], false)).toBeNull();
  expect(judgeLoads(recorded, false).get(recordedModel)).toBeNull();
});

test("a model that is on the GPU is as it should be", () => {
  const mapped = "load_tensors:   CPU_Mapped model buffer size =  3565.00 MiB";
  expect(judge(cuda, ["load_tensors: offloaded 37/37 layers to GPU", onGpu, mapped], true)).toBeNull();
  expect(judge(cuda, [onGpu, mapped], false)).toBeNull();
  expect(judge(`${at}msg="inference compute" id=0 library=Metal`, [onGpu], true)).toBeNull();
  const newer = [`${at}msg="model weights" device=CUDA0 size="2 GiB"`, `${at}msg="model weights" device=CPU`];
  expect(judge(cuda, newer, true)).toBeNull();
});

test("a GPU that the server does not see, or sees and does not use, is told with the line that shows it", () => {
  const seen =
    'there is a GPU, and the model is on the CPU: `msg="inference compute" id=0 library=cpu variant="" compute="" driver=0.0 name="" total="23.5 GiB" available="22.';
  expect(judge(cpu, [onCpu], true)).toStartWith(seen);
  expect(judgeLoads(recorded, true).get(recordedModel)).toStartWith(seen);
  expect(judge(cuda, [onCpu], true)).toBe(
    "there is a GPU, and the model is on the CPU: `load_tensors:          CPU model buffer size =     0.45 MiB`",
  );
  expect(judge(cuda, ["load_tensors: offloaded 0/37 layers to GPU", onCpu], true)).toBe(
    "there is a GPU, and the model is on the CPU: `load_tensors: offloaded 0/37 layers to GPU`",
  );
  expect(judge(cuda, [`${at}msg="offloaded 5/25 layers to GPU"`], true)).toBe(
    'only 5 of 25 layers are on the GPU: `msg="offloaded 5/25 layers to GPU"`',
  );
  expect(judge(cuda, [`${at}msg="model weights" device=CPU size="12.8 GiB"`], false)).toContain(
    "is on the CPU",
  );
});

test("each model is told of its own, latest load; one that is not loaded yet of none", () => {
  const first = [start(one), "load_tensors: offloaded 0/3 layers to GPU"];
  const second = [start(other, 'msg="starting runner" cmd="/usr/bin/ollama runner --ollama-engine'), onGpu];
  const both = judgeLoads(log(cuda, ...first, ...second), true);
  expect([both.get(one), both.get(other)]).toEqual([expect.stringContaining("is on the CPU"), null]);
  expect(judgeLoads(log(cuda, ...first, start(one), onGpu), true).get(one)).toBeNull();
  expect(judge(cuda, [], true)).toBeUndefined();
  expect(judgeLoads(log(cuda, ...first, start(one)), true).get(one)).toContain("is on the CPU");
  expect(judgeLoads("", true).size).toBe(0);
});
