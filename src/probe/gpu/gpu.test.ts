import { describe, expect, test } from "bun:test";

import type { FakeEntry } from "../../host/files/fake-files.ts";
import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import type { Ran } from "../../host/host.ts";
import { sayDetected, sayGpu } from "../../plan/gpu/say-gpu.ts";
import { probeGpu, type GpuQuestion } from "./gpu.ts";

const program = { executable: true, text: "\u007fELF" } as const;

/** The beginning of a library. @param machine 62: x86_64, 183: aarch64 */
const library = (bits: 32 | 64, machine = 62): FakeEntry => {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1]);
  bytes[18] = machine;
  return { bytes };
};

const exited = (code: number, stdout: string, stderr = ""): Ran => ({ kind: "exited", code, stdout, stderr });

const USUAL = "/usr/lib/x86_64-linux-gnu";

const driver = {
  "/proc/driver/nvidia/version":
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.163.01  Tue Apr  8 12:41:17 UTC 2025\nGCC version:  gcc version 12.2.0\n",
  "/dev/nvidiactl": "",
  "/dev/nvidia0": "",
  "/usr/bin/nvidia-smi": program,
  [`${USUAL}/libcuda.so.1`]: library(64),
  [`${USUAL}/libcuda.so`]: { link: "libcuda.so.1" },
  [`${USUAL}/libnvidia-ptxjitcompiler.so.1`]: library(64),
  [`${USUAL}/libc.so.6`]: library(64),
  [`${USUAL}/libstdc++.so.6`]: library(64),
  [`${USUAL}/libcudart.so.12`]: library(64),
} satisfies Record<string, FakeEntry>;

const env = { PATH: "/usr/bin:/bin" };
const l4 = "550.163.01, 23034, NVIDIA L4, 8.9, [N/A]\n";

const linux = (smi: string | Ran | null, files: Record<string, FakeEntry> = driver): FakeHostOptions => ({
  env,
  files,
  programs: smi === null ? {} : { "/usr/bin/nvidia-smi": smi },
});

const without = (...paths: readonly string[]): Record<string, FakeEntry> =>
  Object.fromEntries(Object.entries(driver).filter(([path]) => !paths.includes(path)));

const ask = (options: FakeHostOptions, question: Partial<GpuQuestion> = {}) =>
  probeGpu(fakeHost(options), { wsl: null, pythons: [], quick: false, ...question });

const said = async (options: FakeHostOptions, question: Partial<GpuQuestion> = {}): Promise<string> =>
  sayGpu(await ask(options, question));

describe("on Linux", () => {
  test("no GPU: no program is started to find out", async () => {
    const host = fakeHost({ env, files: {} });
    const found = await probeGpu(host, { wsl: null, pythons: [], quick: false });
    expect(sayDetected(found)).toBe("No CUDA hardware detected: no NVIDIA driver found");
    expect(host.calls).toEqual([]);
  });

  test("one GPU: its name, memory, capability, driver, and the driver's libraries alone", async () => {
    expect(await ask(linux(l4))).toEqual({
      kind: "cuda",
      driver: "550.163.01",
      devices: [{ name: "NVIDIA L4", memory: 23034, capability: "8.9" }],
      libraries: ["libcuda.so", "libcuda.so.1", "libnvidia-ptxjitcompiler.so.1"].map(
        (name) => `${USUAL}/${name}`,
      ),
      strayLibrary: null,
    });
    expect(await said(linux(l4))).toBe("NVIDIA L4 (22 GB, compute 8.9), driver 550.163.01");
  });

  test("two GPUs, equal or different", async () => {
    expect(await said(linux(l4 + l4))).toBe("2 × NVIDIA L4 (22 GB, compute 8.9), driver 550.163.01");
    const other = "550.163.01, 8192, NVIDIA GeForce GTX 1080, 6.1, [N/A]\n";
    expect(await said(linux(l4 + other))).toBe(
      "NVIDIA L4 (22 GB, compute 8.9), NVIDIA GeForce GTX 1080 (8 GB, compute 6.1), driver 550.163.01",
    );
  });

  test("a warning between the cards is no card, and takes none away", async () => {
    const warning = "WARNING: infoROM is corrupted at gpu 0000:01:00.0\n";
    expect(await said(linux(warning + l4))).toBe("NVIDIA L4 (22 GB, compute 8.9), driver 550.163.01");
    expect(await said(linux(l4 + warning))).toBe("NVIDIA L4 (22 GB, compute 8.9), driver 550.163.01");
  });

  test("a memory that no card has is not told", async () => {
    const huge = l4.replace(/\d{5}/, "1".repeat(22));
    expect(await said(linux(huge))).toBe("NVIDIA L4 (compute 8.9), driver 550.163.01");
  });

  test("a driver that does not know all that is asked is asked for less", async () => {
    const refused = exited(2, 'Field "compute_cap" is not a valid field to query.\n');
    const old = {
      ...linux(null),
      programs: {
        "/usr/bin/nvidia-smi --query-gpu=driver_version,memory.total,name,compute_cap,mig.mode.current":
          refused,
        "/usr/bin/nvidia-smi --query-gpu=driver_version,memory.total,name": "418.87.00, 7611, Tesla M60\n",
      },
    };
    expect(await said(old)).toBe("Tesla M60 (7 GB), driver 418.87.00");
  });

  test("without `nvidia-smi`, or with one that prints garbage, the kernel's files are enough", async () => {
    const information = "/proc/driver/nvidia/gpus/0000:01:00.0/information";
    const files = { ...driver, [information]: "Model: \t\t NVIDIA GeForce RTX 3060\nIRQ: 40\n" };
    const expected = "NVIDIA GeForce RTX 3060, driver 550.163.01";
    const { "/usr/bin/nvidia-smi": _, ...noSmi } = files;
    expect(await said(linux(null, noSmi))).toBe(expected);
    expect(await said(linux("\u0000\u0001 what?\n", files))).toBe(expected);
    expect(await said(linux("what?\n", without("/proc/driver/nvidia/version")))).toBe(
      "none: the NVIDIA driver does not work (what nvidia-smi prints cannot be read)",
    );
  });

  test("an `nvidia-smi` that ends with 9 is quoted", async () => {
    const broken = exited(
      9,
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that it runs.\n",
    );
    expect(await said(linux(broken))).toBe(
      "none: the NVIDIA driver does not work (NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that it runs.)",
    );
  });

  test("of several cards, one that is cut into slices is told as that", async () => {
    expect(await said(linux(`550.163.01, 81920, NVIDIA A100, 8.0, Enabled\n${l4}`))).toBe(
      "NVIDIA A100 (80 GB, compute 8.0, cut into MIG slices), NVIDIA L4 (22 GB, compute 8.9), driver 550.163.01",
    );
  });

  test("an `nvidia-smi` that hangs is cut after five seconds", async () => {
    const host = fakeHost(
      linux({ kind: "killed", signal: "SIGKILL", timedOut: true, stdout: "", stderr: "" }),
    );
    const found = await probeGpu(host, { wsl: null, pythons: [], quick: false });
    expect(sayGpu(found)).toBe("none: `nvidia-smi` did not answer within 5 s");
    expect(host.calls.map(({ timeoutMs }) => timeoutMs)).toEqual([5000]);
  });

  test("a driver without a card, as in a container that was given none", async () => {
    expect(await said(linux(exited(6, "No devices were found\n")))).toBe(
      "none: there is an NVIDIA driver and no card",
    );
    const { "/usr/bin/nvidia-smi": _, "/dev/nvidia0": __, ...files } = driver;
    expect(await said(linux(null, files))).toBe("none: there is an NVIDIA driver and no card");
  });

  test("a 32-bit libcuda that stands first is passed over", async () => {
    const other = "/usr/lib/i386-linux-gnu";
    const files = {
      ...driver,
      "/sbin/ldconfig": program,
      [`${other}/libcuda.so.1`]: library(32, 3),
    };
    const listed = [
      "2 libs found in cache `/etc/ld.so.cache'",
      `\tlibcuda.so.1 (libc6) => ${other}/libcuda.so.1`,
      `\tlibcuda.so.1 (libc6,x86-64) => ${USUAL}/libcuda.so.1`,
      "",
    ].join("\n");
    const options = linux(l4, files);
    const found = await ask({
      ...options,
      programs: { ...options.programs, "/sbin/ldconfig -p": listed },
    });
    expect(found).toMatchObject({ kind: "cuda" });
    expect(found.kind === "cuda" ? found.libraries : []).toContain(`${USUAL}/libcuda.so.1`);
    expect(found.kind === "cuda" ? found.libraries.filter((path) => path.includes("i386")) : []).toEqual([]);
  });

  test("without a 64-bit libcuda the card cannot be used", async () => {
    const files = { ...driver, [`${USUAL}/libcuda.so.1`]: library(32, 3) };
    expect(await said(linux(l4, files))).toBe(
      "none: the driver's `libcuda.so.1` for this processor was not found (NVIDIA L4)",
    );
  });

  test("what jig does not know is the processor's work, with the reason: MIG, Jetson, AMD", async () => {
    expect(await said(linux("580.65.06, 81559, NVIDIA H100 80GB HBM3, 9.0, Enabled\n"))).toBe(
      "none: its card is cut into MIG slices, which jig does not know how to choose from (NVIDIA H100 80GB HBM3)",
    );
    const jetson = { "/proc/device-tree/compatible": "nvidia,p3768-0000\0nvidia,tegra234\0" };
    expect(await said({ env, files: jetson, machine: { arch: "arm64" } })).toContain("a Jetson needs");
    const amd = { "/sys/class/drm/card0/device/vendor": "0x1002\n", "/sys/class/drm/card0-HDMI-A-1": "" };
    expect(await said({ env, files: amd })).toContain("the graphics card is AMD's");
  });

  test("a quick look starts nothing", async () => {
    const host = fakeHost(linux(l4, { ...driver, "/sbin/ldconfig": program }));
    expect(await probeGpu(host, { wsl: null, pythons: [], quick: true })).toMatchObject({ kind: "cuda" });
    expect(host.calls).toEqual([]);
  });
});

describe("on WSL", () => {
  const injected = {
    "/dev/dxg": "",
    "/usr/lib/wsl/lib/libcuda.so.1": library(64),
    "/usr/lib/wsl/lib/libdxcore.so": library(64),
    "/usr/lib/wsl/lib/libnvidia-ml.so.1": library(64),
    "/usr/lib/wsl/lib/nvidia-smi": program,
  };
  const windows = { "/usr/lib/wsl/lib/nvidia-smi": "576.02, 24564, NVIDIA GeForce RTX 4090, 8.9, [N/A]\n" };

  test("Windows brings the driver, wherever PATH leads", async () => {
    const found = await ask({ env, files: injected, programs: windows }, { wsl: 2 });
    expect(found).toMatchObject({
      kind: "cuda",
      driver: "576.02",
      libraries: ["libcuda.so.1", "libdxcore.so", "libnvidia-ml.so.1"].map(
        (name) => `/usr/lib/wsl/lib/${name}`,
      ),
      strayLibrary: null,
    });
  });

  test("a Linux driver over the injected one is passed over, and named", async () => {
    const files = { ...injected, [`${USUAL}/libcuda.so.1`]: library(64), "/usr/bin/nvidia-smi": program };
    const programs = { ...windows, "/usr/bin/nvidia-smi": exited(9, "NVIDIA-SMI has failed\n") };
    const found = await ask({ env, files, programs }, { wsl: 2 });
    expect(found).toMatchObject({ kind: "cuda", strayLibrary: `${USUAL}/libcuda.so.1` });
  });

  test("a link to Windows' own is no other driver", async () => {
    const files = { ...injected, [`${USUAL}/libcuda.so.1`]: { link: "/usr/lib/wsl/lib/libcuda.so.1" } };
    expect(await ask({ env, files, programs: windows }, { wsl: 2 })).toMatchObject({ strayLibrary: null });
  });

  test("WSL 1, and WSL 2 without an NVIDIA card", async () => {
    expect(await said({ env, files: {} }, { wsl: 1 })).toBe("none: WSL 1 has no GPU");
    expect(await said({ env, files: { "/dev/dxg": "" } }, { wsl: 2 })).toBe(
      "none: no NVIDIA driver found (Windows has no NVIDIA card, or no driver for it)",
    );
    // A container there may lack only what is to be handed in.
    expect(await said({ env, files: { "/dev/dxg": "" } })).toContain("Windows brings no NVIDIA driver");
  });
});

describe("on a Mac", () => {
  const machine = { platform: "darwin", arch: "arm64" };
  const intel: FakeEntry = { bytes: new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 0x07, 0x00, 0x00, 0x01]) };
  const apple: FakeEntry = { bytes: new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0x00, 0x00, 0x01]) };

  test("Apple's GPU is a fact, and a Python that runs translated is named", async () => {
    const files = { "/usr/local/bin/python3.11": intel, "/opt/homebrew/bin/python3.11": apple };
    const pythons = Object.keys(files);
    expect(await ask({ machine, files }, { pythons })).toEqual({
      kind: "mps",
      translatedPythons: ["/usr/local/bin/python3.11"],
    });
  });

  test("an Intel Mac, and a jig that is translated itself", async () => {
    const asIntel = { platform: "darwin", arch: "x64" };
    expect(await said({ machine: asIntel })).toBe("none: an Intel Mac has no GPU that PyTorch uses");
    const files = { "/Library/Apple/usr/libexec/oah/libRosettaRuntime": intel };
    expect(await said({ machine: asIntel, files })).toBe("none: jig runs translated by Rosetta");
  });
});
