import { expect, test } from "bun:test";

import { activateEnvironment } from "./activate-environment.ts";
import { gpuEnvironment, joinEnvironments } from "./gpu-environment.ts";

const driver = "/state/gpu/driver";
const gpu = gpuEnvironment({ driver, toolkit: null, isHidden: false });
const bench = { venv: null, env: {}, system: gpu };

test("without a GPU nothing is added", () => {
  expect(gpuEnvironment({ driver: null, toolkit: null, isHidden: false })).toBeNull();
  expect(joinEnvironments(null, null)).toBeNull();
});

test("the driver's folder comes before the user's own, once, and Triton is told of it", () => {
  expect(activateEnvironment({}, bench)).toEqual({ LD_LIBRARY_PATH: driver, TRITON_LIBCUDA_PATH: driver });
  const users = { LD_LIBRARY_PATH: `/opt/lib::${driver}:/usr/local/lib` };
  expect(activateEnvironment(users, bench)["LD_LIBRARY_PATH"]).toBe(`${driver}:/opt/lib:/usr/local/lib`);
});

test("a shell gets no loader's path", () => {
  expect(activateEnvironment({ LD_LIBRARY_PATH: "/opt/lib" }, { ...bench, isShell: true })).toEqual({
    LD_LIBRARY_PATH: "/opt/lib",
    TRITON_LIBCUDA_PATH: driver,
  });
});

test("a GPU that is not wanted is hidden, unless the description says otherwise", () => {
  const hidden = gpuEnvironment({ driver: null, toolkit: null, isHidden: true });
  expect(activateEnvironment({}, { ...bench, system: hidden })).toEqual({ CUDA_VISIBLE_DEVICES: "-1" });
  expect(
    activateEnvironment({}, { venv: null, env: { CUDA_VISIBLE_DEVICES: ["0"] }, system: hidden }),
  ).toEqual({ CUDA_VISIBLE_DEVICES: "0" });
});

test("what packages bring and what a GPU brings are joined", () => {
  const packages = { path: ["/nix/bin"], set: { A: "1" }, build: { CPATH: "/nix/include" } };
  expect(joinEnvironments(packages, null)).toEqual(packages);
  expect(joinEnvironments(packages, gpu)).toEqual({
    path: ["/nix/bin"],
    set: { A: "1", TRITON_LIBCUDA_PATH: driver },
    build: { CPATH: "/nix/include" },
    libraries: [driver],
  });
});

test("CUDA's toolkit is found by CUDA_HOME and on PATH, in a shell too", () => {
  const toolkit = "/p/.venv/lib/python3.11/site-packages/nvidia/cu13";
  const system = gpuEnvironment({ driver: null, toolkit, isHidden: false });
  expect(activateEnvironment({ PATH: "/usr/bin" }, { venv: null, env: {}, system, isShell: true })).toEqual({
    PATH: `${toolkit}/bin:/usr/bin`,
    CUDA_HOME: toolkit,
    CUDA_PATH: toolkit,
  });
});
