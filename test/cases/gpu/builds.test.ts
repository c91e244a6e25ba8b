import { existsSync } from "node:fs";

import { expect, test } from "bun:test";

import { fakeDriver } from "../../rig/fake-driver.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { servePytorchIndex } from "../../rig/pytorch-index.ts";
import type { Rig } from "../../rig/rig.ts";

const both = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64"];
const DESCRIPTION = '[gpu]\ncuda = "auto"\n[python]\nversion = "3.11"\npackages = ["alder", "torch"]\n';

const buildOn = async (rig: Rig, ...flags: readonly string[]): Promise<string | undefined> => {
  const { stdout } = await rig.jig("plan", ...flags);
  return stdout.split("\n").find((line) => line.startsWith("build: "));
};

const runTorch = ["run", "--", "python", "-c", "import torch; print(torch.version)"] as const;

test.skipIf(process.platform !== "linux")(
  "a lock holds torch's builds, and each machine gets the newest that its driver, card and processor take (Linux only)",
  async () => {
    await using index = await servePackageIndex();
    await using pytorch = await servePytorchIndex({
      cpu: both,
      cu126: ["manylinux_2_28_x86_64"],
      cu130: both,
    });
    const env = { JIG_PYTORCH_INDEX: pytorch.url };
    await using rig = await openIndexedRig(index, { description: DESCRIPTION, env });
    expectOutcome(await rig.jig("lock"), {
      stdout: anything,
      stderr: ["✓ jig.lock: 3 packages, builds: cpu, cu126, cu130, pypi"],
    });
    const lock = rig.read("jig.lock");
    expect(lock).toContain('\nvariants = "cpu cu126 cu130 pypi"\n');
    expect(lock.match(/name = "alder"/g)).toHaveLength(1);
    expect(lock).not.toContain("127.0.0.1");

    const linux = ["--on", "linux-x64", "--gpu"] as const;
    const shown = async (...flags: readonly string[]) => {
      const { stdout } = await rig.jig("plan", "--json", ...flags);
      return /"torch-2\.0[^"]*"/.exec(stdout)?.[0] ?? null;
    };
    expect(await shown(...linux, "none")).toBe('"torch-2.0+cpu-py3-none-manylinux_2_28_x86_64.whl"');
    expect(await shown(...linux, "cuda:580.65.06")).toContain("+cu130");
    expect(await shown(...linux, "cuda:550.54.15")).toContain("+cu126");
    expect(await shown("--on", "linux-arm64", "--gpu", "cuda:550.54.15")).toContain("+cpu");
    expectOutcome(await rig.jig("plan", "--on", "all", "--gpu", "cuda:550.54.15"), {
      stdout: [
        /^linux-x64 computes on: .*driver 550\.54\.15.*\n {2}build: cu126, because driver 550/m,
        /^linux-arm64 computes on: CPU, because .*\n {2}build: cpu, because/m,
        /^macos-arm64 computes on: Apple's GPU.*\n {2}build: pypi, because Macs have one build/m,
      ],
    });
    expect(await shown("--on", "macos-arm64")).toBe('"torch-2.0-py3-none-any.whl"');
    expect(await buildOn(rig, "--gpu", "cuda:580.65.06:6.1")).toBe(
      "build: cu126, because the newer ones that driver 580.65.06 runs are not for an NVIDIA GPU (compute 6.1)",
    );
    expect(await buildOn(rig, "--gpu", "cuda:450.80.02")).toBe(
      "build: cpu, because driver 450.80.02 is older than every build in `jig.lock` needs (525.60.13)",
    );

    rig.write("jig.toml", DESCRIPTION.replace("auto", "off"));
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig(...runTorch), { stdout: "2.0+cpu\n" });
    // Another build of the same version takes its place, and nothing else changes.
    rig.write("jig.toml", DESCRIPTION.replace("auto", "require"));
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /✓ 1 package installed/ });
    expect((await rig.jig(...runTorch)).stdout).toMatch(/^2\.0\+cu1\d\d\n$/);
    expect(rig.read("jig.lock")).toBe(lock);
    expectOutcome(await rig.jig("sync", "--check"), { stdout: anything });
  },
);

const hasOwn = process.platform !== "linux" || existsSync("/dev/nvidiactl") || existsSync("/dev/dxg");
const skipped = hasOwn ? " (not run: it stands a driver in, and this is a Mac or has an NVIDIA card)" : "";

test.skipIf(hasOwn)(
  `a driver that comes, or goes, gives \`sync\` and \`run\` another build by itself${skipped}`,
  async () => {
    await using index = await servePackageIndex();
    await using pytorch = await servePytorchIndex({ cpu: both, cu126: both, cu130: both });
    const outer = { JIG_PYTORCH_INDEX: pytorch.url };
    await using rig = await openIndexedRig(index, { description: DESCRIPTION, env: outer });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig(...runTorch), { stdout: "2.0+cpu\n" });
    const { env } = fakeDriver(rig, "580.65.06, 23034, NVIDIA L4, 8.9, [N/A]");
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: /✓ 1 package installed/ });
    expectOutcome(await rig.jigWith({ env }, ...runTorch), { stdout: "2.0+cu130\n" });
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything });
    // An older driver, and with it another build of the same length: nothing of the former one is loaded.
    fakeDriver(rig, "550.54.15, 23034, NVIDIA L4, 8.9, [N/A]");
    expectOutcome(await rig.jigWith({ env }, ...runTorch), { stdout: "2.0+cu126\n", stderr: anything });
    // Nobody answers where it is to come from.
    fakeDriver(rig, "580.65.06, 23034, NVIDIA L4, 8.9, [N/A]");
    expectOutcome(
      await rig.jigWith({ env: { ...env, JIG_PYTORCH_INDEX: "http://127.0.0.1:9/whl" } }, "sync"),
      {
        code: 1,
        stdout: anything,
        stderr: [/hint: PyTorch's own index does not answer: .*`JIG_PYTORCH_INDEX`/s],
      },
    );
    fakeDriver(rig, "450.80.02, 23034, NVIDIA L4, 8.9, [N/A]");
    expectOutcome(await rig.jigWith({ env }, ...runTorch), { stdout: "2.0+cpu\n", stderr: anything });
  },
);

test.skipIf(process.platform !== "linux")(
  "where PyTorch's indexes do not answer, the usual index's torch is locked, and that is said (Linux only)",
  async () => {
    await using index = await servePackageIndex();
    const env = { JIG_PYTORCH_INDEX: "http://127.0.0.1:9/whl" };
    await using rig = await openIndexedRig(index, { description: DESCRIPTION, env });
    expectOutcome(await rig.jig("sync"), {
      stdout: anything,
      stderr: [
        "warning: PyTorch's own indexes do not answer: `jig.lock` has torch as the usual index has it, and no other build",
        "✓ jig.lock: 3 packages, builds: pypi",
      ],
    });
    expect(rig.read("jig.lock")).toContain('\nvariants = "pypi"\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything });
    expectOutcome(await rig.jig(...runTorch), { stdout: "2.0\n" });
  },
);
