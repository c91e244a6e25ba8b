import {
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "bun:test";

import { fakeDriver } from "../../rig/fake-driver.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { openRig } from "../../rig/rig.ts";

const hasOwn = process.platform !== "linux" || existsSync("/dev/nvidiactl") || existsSync("/dev/dxg");
const skipped = hasOwn ? " (not run: it stands a driver in, and this is a Mac or has an NVIDIA card)" : "";

const L4 = "580.65.06, 23034, NVIDIA L4, 8.9, [N/A]";
const described = (wish: string): string =>
  `[gpu]\ncuda = "${wish}"\n[services.a]\nrun = "env > seen; exec sleep 1000"\n`;

test.skipIf(hasOwn)(
  `the driver reaches services and commands by a folder of links alone, and a shell by a name${skipped}`,
  async () => {
    await using rig = await openRig({ description: described("auto") });
    const { env, folder } = fakeDriver(rig, L4);
    const up = await rig.jigWith({ env }, "up");
    expectOutcome(up, {
      stdout: /\n {2}CUDA hardware detected: NVIDIA L4 \(22 GB, compute 8\.9\), driver 580\.65\.06\n/,
      stderr: ["✓ 2 libraries of the NVIDIA driver", "✓ a ready"],
    });
    const seen = new Map(
      rig
        .read("seen")
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    const links = seen.get("TRITON_LIBCUDA_PATH") ?? "";
    expect(links).toStartWith(rig.state);
    expect(readdirSync(links).toSorted()).toEqual(["libcuda.so.1", "libnvidia-ml.so.1"]);
    expect(seen.get("LD_LIBRARY_PATH")).toBe(`${links}:${folder}`);
    // A command in a command finds the driver, and not the links to it.
    const inner = ["sh", "-c", 'echo "$LD_LIBRARY_PATH"'];
    expectOutcome(await rig.jigWith({ env }, "run", "--", ...inner), { stdout: `${links}:${folder}\n` });
    expectOutcome(await rig.jigWith({ env: Object.fromEntries(seen) }, "sync"), { stdout: anything });
    expect(readdirSync(links).toSorted()).toEqual(["libcuda.so.1", "libnvidia-ml.so.1"]);
    const shell = {
      env: { ...env, SHELL: "/bin/sh" },
      input: 'echo "<$LD_LIBRARY_PATH> <$TRITON_LIBCUDA_PATH>"\n',
    };
    expectOutcome(await rig.jigWith(shell, "shell"), { stdout: `<${folder}> <${links}>\n` });
  },
);

test.skipIf(hasOwn)(
  `a card that died behind the same files is not called detected, and \`doctor\` asks it${skipped}`,
  async () => {
    await using rig = await openRig({ description: described("auto") });
    const failing = join(rig.base, "failing");
    const script = `#!/bin/sh\nif [ -e ${failing} ]; then exit 18; fi\necho '${L4}'\n`;
    const { env } = fakeDriver(rig, { script });
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /CUDA hardware detected/, stderr: anything });
    writeFileSync(failing, "");
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /^(?!.*detected)/s, stderr: anything });
    expectOutcome(await rig.jigWith({ env }, "doctor"), { stdout: /driver does not work/, stderr: anything });
  },
);

test("no card is asked where nothing goes by it: with `off`, or without [gpu]", async () => {
  await using rig = await openRig({ description: described("off") });
  const asked = join(rig.base, "asked");
  const { env } = fakeDriver(rig, { script: `#!/bin/sh\necho x >> ${asked}\nexec sleep 60\n` });
  expectOutcome(await rig.jigWith({ env }, "run", "--", "true"), {});
  expectOutcome(await rig.jigWith({ env }, "plan"), { stdout: /computes on: CPU, because `cuda` is `off` / });
  expectOutcome(await rig.jigWith({ env }, "up"), {
    stdout: /\n {2}No GPU is looked for: `cuda` is `off`\n/,
    stderr: anything,
  });
  expect(rig.read("seen")).toContain("CUDA_VISIBLE_DEVICES=-1\n");
  expectOutcome(await rig.jigWith({ env }, "restart", "a"), { stdout: anything, stderr: anything });
  rig.write("jig.toml", '[services.a]\nrun = "exec sleep 1000"\n');
  expectOutcome(await rig.jigWith({ env }, "run", "--", "true"), { stderr: anything });
  expectOutcome(await rig.jigWith({ env }, "init", "--stdout", "-C", rig.base), {
    stdout: anything,
    stderr: anything,
  });
  expect(existsSync(asked)).toBe(false);
});

test.skipIf(hasOwn)(
  `links to the driver that are lost or led elsewhere are noticed without a look at anything else, and mended${skipped}`,
  async () => {
    await using rig = await openRig({ description: described("auto") });
    const { env, folder } = fakeDriver(rig, L4);
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: anything, stderr: anything });
    const named = await rig.jigWith({ env }, "run", "--", "printenv", "TRITON_LIBCUDA_PATH");
    const links = named.stdout.trim();
    const around = dirname(links);
    const isWhole = (): boolean =>
      !lstatSync(links).isSymbolicLink() &&
      readdirSync(links).toSorted().join(" ") === "libcuda.so.1 libnvidia-ml.so.1" &&
      readdirSync(links).every((name) => readlinkSync(join(links, name)) === join(folder, name));
    const elsewhere = join(rig.base, "elsewhere");
    const lib = join(links, "libcuda.so.1");
    const harm: readonly (() => void)[] = [
      () => rmSync(around, { recursive: true }),
      () => {
        rmSync(lib);
        symlinkSync("/etc/passwd", lib);
      },
      () => writeFileSync(join(links, "evil.so"), ""),
      () => {
        renameSync(links, elsewhere);
        symlinkSync(elsewhere, links);
      },
      () => {
        rmSync(around, { recursive: true });
        writeFileSync(around, "");
      },
    ];
    for (const [at, does] of harm.entries()) {
      expect(isWhole()).toBe(true);
      expectOutcome(await rig.jigWith({ env }, "sync", "--check"), { stdout: anything });
      does();
      expectOutcome(await rig.jigWith({ env }, "sync", "--check"), {
        code: 1,
        stdout: "✗ the links to the NVIDIA driver's libraries are missing, or not as jig made them\n",
        stderr: /^hint: `jig sync` puts that right/,
      });
      expectOutcome(await rig.jigWith({ env }, "plan"), { stdout: /driver.s libraries  to do/ });
      expectOutcome(await rig.jigWith({ env }, "doctor"), {
        stdout: [/links to the NVIDIA driver's libraries are missing[^]*`jig up` makes them anew/],
        stderr: anything,
      });
      const words = [["up"], ["run", "--", "true"], ["sync"], ["restart"], ["up"]][at] ?? [];
      expectOutcome(await rig.jigWith({ env }, ...words), { stdout: anything, stderr: anything });
    }
    expect(isWhole()).toBe(true);
  },
);

test.skipIf(hasOwn)(`a GPU that is required stops \`up\` alone, and says why${skipped}`, async () => {
  await using rig = await openRig({ description: described("require") });
  const broken =
    'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9';
  const { env } = fakeDriver(rig, { script: `#!/bin/sh\n${broken}\n` });
  expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jigWith({ env }, "run", "--", "true"), {});
  expectOutcome(await rig.jigWith({ env }, "up"), {
    code: 1,
    stderr: [
      "error: `cuda` is `require`, and no CUDA can be used here: the NVIDIA driver does not work (NVIDIA-SMI has failed",
      " --> jig.toml:2:8",
      "hint: restart the machine",
    ],
  });
  const doctor = await rig.jigWith({ env }, "doctor", "--json");
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toMatchObject({
    machine: { gpu: { kind: "none", why: "driver-broken" } },
    findings: expect.arrayContaining([expect.objectContaining({ id: "gpu-missing", harm: "stops" })]),
  });
  // What was made without the card is looked at again when there is one.
  const failing = join(rig.base, "failing");
  const script = `#!/bin/sh\nif [ -e ${failing} ]; then ${broken}; fi\necho '${L4}'\n`;
  fakeDriver(rig, { script });
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /CUDA hardware detected/, stderr: anything });
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /CUDA hardware detected/, stderr: anything });
  // No file of the driver has changed, and it works no more.
  writeFileSync(failing, "");
  expectOutcome(await rig.jigWith({ env }, "up"), {
    code: 1,
    stderr: /no CUDA can be used here: the NVIDIA driver does not work/,
  });
  // Who names a service has it started all the same, and is told.
  expectOutcome(await rig.jig("restart", "a"), {
    stdout: anything,
    stderr:
      /^`cuda` is `require`, and no CUDA can be used here: the NVIDIA driver does not work .*; `jig up` says what helps$/m,
  });
});

test("a plan shows what another machine would compute on", async () => {
  await using rig = await openRig({ description: described("auto") });
  const shown = async (gpu: string) => (await rig.jig("plan", "--gpu", gpu)).stdout.split("\n")[1];
  expect(await shown("none")).toBe("computes on: CPU, because it is supposed to have no GPU (jig.toml:2)");
  expect(await shown("cuda:580.65.06:8.9")).toBe(
    "computes on: CUDA hardware detected: an NVIDIA GPU (compute 8.9), driver 580.65.06 (jig.toml:2)",
  );
  expectOutcome(await rig.jig("plan", "--gpu", "cuda:12.4"), {
    code: 2,
    stderr: [/`none`, `mps`, or `cuda:` and a driver such as cuda:580\.65\.06/],
  });
  // What a machine of that kind cannot have is refused, and what it is supposed to have is the reason.
  const on = async (platform: string, gpu: string) => await rig.jig("plan", "--on", platform, "--gpu", gpu);
  expectOutcome(await on("linux-x64", "mps"), {
    code: 2,
    stderr: [
      "error: `--gpu mps` is Apple's GPU, and `linux-x64` has none",
      "hint: `--on macos-arm64`, or `--gpu none` or `--gpu cuda:580.65.06`",
    ],
  });
  expectOutcome(await on("macos-x64", "mps"), { code: 2, stderr: /`macos-x64` has none/ });
  expectOutcome(await on("macos-arm64", "cuda:580"), {
    code: 2,
    stderr: [
      "error: `--gpu cuda:…` is NVIDIA's, and a Mac has none",
      "hint: `--on linux-x64`, or `--gpu mps`",
    ],
  });
  expectOutcome(await on("macos-arm64", "none"), {
    stdout: /computes on: CPU, because it is supposed to have no GPU/,
  });
  if (process.platform === "linux")
    expectOutcome(await rig.jig("plan", "--gpu", "mps"), {
      code: 2,
      stderr: /is Apple's GPU, and this machine/,
    });
  // Each of several machines keeps what it can have.
  expectOutcome(await on("all", "cuda:580.65.06"), {
    stdout: [
      "linux-x64 computes on: CUDA hardware detected: an NVIDIA GPU, driver 580.65.06",
      "macos-arm64 computes on: Apple's GPU (MPS) (jig.toml:2)",
    ],
  });
  // Without [gpu] it decides nothing, which is said.
  rig.write("jig.toml", 'name = "x"\n');
  expectOutcome(await rig.jig("plan", "--gpu", "cuda:580.65.06"), {
    stdout: anything,
    stderr: /without `\[gpu\]` in the description no build is chosen by a GPU/,
  });
  expectOutcome(await on("linux-x64", "cuda:580.65.06"), {
    stdout: anything,
    stderr: /without `\[gpu\]` in the description no build is chosen by a GPU/,
  });
  rig.write("jig.toml", described("auto"));
  // Nobody has looked for a driver there.
  expectOutcome(await rig.jig("plan", "--on", "linux-arm64"), {
    stdout: /computes on: CPU, because it is supposed to have no GPU/,
  });
});

test("what computes is told once for a lock, by `doctor` each time, and to scripts", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[gpu]\ncuda = "auto"\n[python]\nversion = "3.11"\npackages = ["alder"]\n',
  });
  const up = await rig.jig("up");
  expectOutcome(up, { stdout: /is ready\n(No )?CUDA hardware detected/, stderr: anything });
  // None of the libraries is there: nothing is said of them, and a script sees it.
  expect(up.stdout).not.toContain("computed");
  const { stdout } = await rig.jig("status", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ gpu: { cuda: "auto", proof: { library: null, why: null } } });
  // One that is there and cannot compute says so itself.
  const site = (
    await rig.jig("run", "--", "python", "-c", "import site; print(site.getsitepackages()[0])")
  ).stdout.trim();
  await Bun.write(
    join(site, "torch.py"),
    'raise ImportError("libcudart.so.12: cannot open shared object file")\n',
  );
  const doctor = await rig.jig("doctor");
  expect(doctor.stdout).toContain(
    "  proof   torch computed nothing: ImportError: libcudart.so.12: cannot open shared object file\n",
  );
});
