import { expect, test } from "bun:test";

import { fail, ok } from "../../base/result.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import { lockBuilds, type BuildRequest, type ResolveBuild } from "./lock-builds.ts";

const item = (name: string, version: string, index = "pypi"): LockedPackage => ({
  name,
  version,
  index,
  marker: null,
  files: [{ name: `${name}-any.whl`, size: null, sha256: "0".repeat(64) }],
});

/** Answers as an index would that has what the test says, and notes what it was asked. */
const index = (has: Readonly<Record<string, readonly LockedPackage[] | "unreachable">>) => {
  const asked: BuildRequest[] = [];
  const resolve: ResolveBuild = async (request) => {
    asked.push(request);
    const found = has[request.name] ?? null;
    return await Promise.resolve(
      found === null ? fail("impossible") : found === "unreachable" ? fail("unreachable") : ok(found),
    );
  };
  return { asked, resolve };
};

const none = { toolkit: false };
const torch = item("torch", "2.9.0");

test("a project without torch, jax and toolkit has no builds, and no index is asked", async () => {
  const { asked, resolve } = index({});
  expect(await lockBuilds([item("numpy", "2.1.0")], none, resolve)).toBeNull();
  expect(asked).toEqual([]);
});

test("torch's builds have its version and its kin from their index; those that are not there are left out", async () => {
  const { asked, resolve } = index({
    cpu: [item("torch", "2.9.0+cpu", "pytorch-cpu")],
    cu130: [item("torch", "2.9.0+cu130", "pytorch-cu130")],
  });
  const builds = await lockBuilds([torch, item("torchvision", "0.24.0")], none, resolve);
  expect(builds).toMatchObject({ variants: ["pypi", "cpu", "cu130"], isUnreachable: false });
  expect(asked[0]).toEqual({
    name: "cpu",
    requirements: ["torch==2.9.0", "torchvision==0.24.0"],
    fromIndex: ["torch", "torchvision"],
  });
  expect(asked.map(({ name }) => name)).toContain("cu118");
});

test("an index that does not answer is not asked for each build", async () => {
  const { asked, resolve } = index({ cpu: "unreachable" });
  expect(await lockBuilds([torch], none, resolve)).toMatchObject({ variants: ["pypi"], isUnreachable: true });
  expect(asked.map(({ name }) => name)).toEqual(["cpu"]);
});

test("the toolkit comes with CUDA 13, its compiler of the series that torch's runtime is of", async () => {
  const { asked, resolve } = index({
    cu130: [item("torch", "2.9.0+cu130", "pytorch-cu130"), item("nvidia-cuda-runtime", "13.0.96")],
    cu128: [item("torch", "2.9.0+cu128", "pytorch-cu128")],
    "pypi-cuda": [torch],
  });
  const builds = await lockBuilds(
    [torch, item("nvidia-cuda-runtime", "13.2.86")],
    { toolkit: true },
    resolve,
  );
  expect(builds?.variants).toEqual(["pypi", "cu130", "cu128", "pypi-cuda"]);
  const nvcc = asked.flatMap(({ name, requirements }) =>
    requirements.filter((text) => text.startsWith("nvidia-cuda-nvcc")).map((text) => `${name}: ${text}`),
  );
  expect(nvcc).toEqual(["cu130: nvidia-cuda-nvcc==13.0.*", "pypi-cuda: nvidia-cuda-nvcc==13.2.*"]);
});

test("jax's builds are of the usual index; the toolkit alone is a build, too", async () => {
  const jax = item("jax", "0.8.0");
  const both = index({ cu13: [jax], cu12: [jax] });
  expect(await lockBuilds([jax], none, both.resolve)).toMatchObject({ variants: ["cpu", "cu13", "cu12"] });
  expect(both.asked.map(({ requirements }) => requirements)).toEqual([
    ["jax[cuda13]==0.8.0"],
    ["jax[cuda12]==0.8.0"],
  ]);
  const alone = index({ cu13: [item("nvidia-cuda-nvcc", "13.2.86")] });
  expect(await lockBuilds([], { toolkit: true }, alone.resolve)).toMatchObject({ variants: ["cpu", "cu13"] });
});

test("jax beside torch gets the CUDA of each build, and none where the two cannot stand together", async () => {
  const jax = item("jax", "0.8.0");
  const runtime = item("nvidia-cuda-runtime", "13.2.86");
  const asked: BuildRequest[] = [];
  const resolve: ResolveBuild = async (request) => {
    asked.push(request);
    const { name, requirements } = request;
    // PyTorch has three builds of this version; what CUDA 12.6 pins is not what jax takes.
    if (name !== "pypi-cuda" && !["cpu", "cu130", "cu126"].includes(name)) return fail("impossible");
    if (name === "cu126" && requirements.some((text) => text.startsWith("jax["))) return fail("impossible");
    return await Promise.resolve(ok([item("torch", `2.9.0+${name}`, `pytorch-${name}`), jax]));
  };
  const builds = await lockBuilds([torch, jax, runtime], none, resolve);
  expect(builds?.variants).toEqual(["pypi", "cpu", "cu130", "cu126", "pypi-cuda"]);
  const told = asked
    .filter(({ name }) => ["cpu", "cu130", "cu126", "pypi-cuda"].includes(name))
    .map(({ name, requirements }) => `${name}: ${requirements.join(" ")}`);
  expect(told).toEqual([
    "cpu: torch==2.9.0",
    "cu130: torch==2.9.0",
    "cu130: torch==2.9.0 jax[cuda13]==0.8.0",
    "cu126: torch==2.9.0",
    "cu126: torch==2.9.0 jax[cuda12]==0.8.0",
    "pypi-cuda: jax[cuda13]==0.8.0",
  ]);
  // A build that PyTorch has not is asked for once.
  expect(asked.filter(({ name }) => name === "cu129")).toHaveLength(1);
  // Where the usual index's torch is for CUDA 12, so is its jax.
  const older: BuildRequest[] = [];
  await lockBuilds([torch, jax, item("nvidia-cuda-runtime-cu12", "12.8.90")], none, async (request) => {
    older.push(request);
    return await Promise.resolve(fail("impossible"));
  });
  expect(older.find(({ name }) => name === "pypi-cuda")?.requirements).toEqual(["jax[cuda12]==0.8.0"]);
});
