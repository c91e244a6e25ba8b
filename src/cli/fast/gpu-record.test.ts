import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import { seeGpu } from "./gpu-record.ts";

const see = (files: Readonly<Record<string, string>>): string =>
  seeGpu(fakeHost({ files, env: { PATH: "/usr/bin" } }));

test("a card, a driver's version and a library that come or go are seen, and other files are not", () => {
  const before = { "/dev/nvidia0": "", "/dev/null": "", "/proc/driver/nvidia/version": "NVRM 580.65.06" };
  const all = [
    before,
    {},
    { ...before, "/dev/nvidia1": "" },
    { ...before, "/dev/nvidiactl": "" },
    { ...before, "/proc/driver/nvidia/version": "NVRM 550.54.15" },
    { ...before, "/usr/lib64/libcuda.so.1": "" },
    // The device stays where a card goes, or another takes its slot.
    { ...before, "/proc/driver/nvidia/gpus/0000:01:00.0/information": "Model: \t NVIDIA L4\nIRQ: \t 7\n" },
    { ...before, "/proc/driver/nvidia/gpus/0000:01:00.0/information": "Model: \t NVIDIA T4\nIRQ: \t 7\n" },
  ];
  expect(new Set(all.map((files) => see(files))).size).toBe(all.length);
  expect(see({ ...before, "/dev/sda": "", "/usr/lib64/libz.so": "" })).toBe(see(before));
});
