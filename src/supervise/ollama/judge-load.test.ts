import { expect, test } from "bun:test";

import { judgeLoad } from "./judge-load.ts";

const at = "time=2026-11-23T13:41:17.104Z level=INFO source=types.go:130 ";
const cpu = `${at}msg="inference compute" id=0 library=cpu variant="" compute="" driver=0.0 name="" total="23.5 GiB" available="22.7 GiB"`;
const cuda = `${at}msg="inference compute" id=GPU-4f library=cuda variant=v12 compute=8.6 driver=12.7 name="NVIDIA GeForce RTX 3070 Laptop GPU" total="8.0 GiB" available="7.0 GiB"`;
const onCpu = "load_tensors:          CPU model buffer size =     0.45 MiB";
const log = (...lines: readonly string[]): string => `[GIN-debug] x\n${lines.join("\n")}\n`;

test("a machine without a GPU has nothing to be told", () => {
  expect(judgeLoad(log(cpu, onCpu), false)).toBeNull();
  expect(judgeLoad("", false)).toBeNull();
});

test("a model that is on the GPU is as it should be", () => {
  const buffer = "load_tensors:        CUDA0 model buffer size =   511.43 MiB";
  expect(judgeLoad(log(cuda, "load_tensors: offloaded 37/37 layers to GPU", buffer), true)).toBeNull();
  expect(judgeLoad(log(cuda, buffer), false)).toBeNull();
  expect(judgeLoad(log(`${at}msg="inference compute" id=0 library=Metal`, buffer), true)).toBeNull();
});

test("a GPU that the server does not see, or sees and does not use, is told with the line that shows it", () => {
  expect(judgeLoad(log(cpu, onCpu), true)).toBe(
    'there is a GPU, and the model is on the CPU: `msg="inference compute" id=0 library=cpu variant="" compute="" driver=0.0 name="" total="23.5 GiB" available="22.7 GiB"`',
  );
  expect(judgeLoad(log(cuda, onCpu), true)).toBe(
    "there is a GPU, and the model is on the CPU: `load_tensors:          CPU model buffer size =     0.45 MiB`",
  );
  expect(judgeLoad(log(cuda, "load_tensors: offloaded 0/37 layers to GPU", onCpu), true)).toBe(
    "there is a GPU, and the model is on the CPU: `load_tensors: offloaded 0/37 layers to GPU`",
  );
  expect(judgeLoad(log(cuda, "load_tensors: offloaded 5/37 layers to GPU", onCpu), true)).toBe(
    "only 5 of 37 layers are on the GPU: `load_tensors: offloaded 5/37 layers to GPU`",
  );
});

test("a log without any such line proves nothing", () => {
  expect(judgeLoad(log("x"), true)).toBeNull();
});
