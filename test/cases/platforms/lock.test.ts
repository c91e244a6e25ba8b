import { expect, test } from "bun:test";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";
import { openRig } from "../../rig/rig.ts";

const ALL = 'platforms = ["linux-arm64", "linux-x64", "macos-arm64", "macos-x64"]\n';
const python = (...lines: readonly string[]): string => `[python]\nversion = "3.11"\n${lines.join("\n")}\n`;

test("a platform that a package is not made for is named, or the version that it gets instead", async () => {
  await using rig = await openRig({ description: `${ALL}${python('packages = ["torch>=2.5"]')}` });
  expectOutcome(await rig.jig("lock"), {
    code: 1,
    stderr: [
      "error: `torch>=2.5` has no wheel for macos-x64, nor a source archive",
      "--> jig.toml:4:",
      "or list `platforms` without that one",
    ],
  });
  rig.write("jig.toml", `${ALL}${python('packages = ["torch"]')}`);
  expectOutcome(await rig.jig("lock"), {
    stdout: anything,
    stderr: [
      /`torch` is not the same everywhere: \S+ on linux-arm64, linux-x64 and\s+macos-arm64; 2\.2\.2 on macos-x64/,
    ],
  });
  expect(rig.read("jig.lock")).toContain(ALL);
  expectOutcome(await rig.jig("plan", "--on", "all"), { stdout: [/^≠ {2}torch .* 2\.2\.2 151 MB$/m] });
  // Without the Intel Mac there is nothing to tell, and its version is gone.
  rig.write("jig.toml", `${ALL.replace(', "macos-x64"', "")}${python('packages = ["torch"]')}`);
  const three = await rig.jig("lock");
  expectOutcome(three, { stdout: anything, stderr: anything });
  expect(three.stderr).not.toContain("not the same");
  expect(rig.read("jig.lock")).not.toContain("2.2.2");
});

test("a package that has only a source archive is warned of, and refused where wheels alone are allowed", async () => {
  await using rig = await openRig({ description: python('packages = ["docopt==0.6.2"]') });
  // uv leaves a file of its own for each that it builds with.
  expectOutcome(await rig.jigWith({ env: { TMPDIR: rig.home } }, "lock"), {
    stdout: anything,
    stderr: [/warning: `docopt 0\.6\.2` has no wheel: it is built where it is installed/],
  });
  rig.write("jig.toml", python('packages = ["docopt==0.6.2"]', 'build = "never"'));
  expectOutcome(await rig.jig("lock"), {
    code: 1,
    stderr: [
      /`docopt==0\.6\.2` has no wheel for linux-arm64, linux-x64(?:, macos-\w+)* and macos-\w+, and `build` allows no source archive/,
      "--> jig.toml:3:",
    ],
  });
});

test("releases that are too young are not chosen", async () => {
  await using index = await servePackageIndex();
  const young = 'exclude-newer = "14 days"';
  await using rig = await openIndexedRig(index, { description: python('packages = ["alder"]', young) });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toMatch(/name = "alder"\nversion = "1\.0"/);
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything, stderr: anything });
  rig.write("jig.toml", python('packages = ["alder==2.0"]', young));
  expectOutcome(await rig.jig("lock"), {
    code: 1,
    stderr: [/there is no `alder==2\.0` that was published before \d{4}-/, "2.0 is of "],
  });
  // What was decided stays, also when more would count by now.
  const decided = /name = "alder"\nversion = "1\.0"/;
  rig.write("jig.toml", python('packages = ["alder"]', young));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["nothing changed"] });
  rig.write("jig.toml", python('packages = ["alder"]'));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toMatch(decided);
  expectOutcome(await rig.jig("lock", "--upgrade"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toMatch(/name = "alder"\nversion = "2\.0"/);
  // And what must not be is taken back.
  rig.write("jig.toml", python('packages = ["alder"]', 'exclude-newer = "2 weeks"'));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["alder 2.0 → 1.0"] });
  expect(rig.read("jig.lock")).toMatch(decided);
});

// The wheels that a machine of today could take, an older one first.
const hazel = ["x86_64", "aarch64"].flatMap((machine) =>
  [17, 30].map((glibc) => makeWheel("hazel", "1.0", `py3-none-manylinux_2_${glibc}_${machine}`)),
);

test.skipIf(process.platform !== "linux")(
  "the very file is installed that is told for the platform, whatever newer one would fit (Linux alone)",
  async () => {
    await using index = await servePackageIndex({ more: hazel });
    await using rig = await openIndexedRig(index, {
      description: `platforms = ["linux-arm64", "linux-x64"]\n${python('packages = ["hazel"]')}`,
    });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    const told = await rig.jig("plan", "--on", process.arch === "arm64" ? "linux-arm64" : "linux-x64");
    expectOutcome(told, { stdout: [/hazel-1\.0-py3-none-manylinux_2_17_\w+\.whl/] });
    const code =
      "from importlib.metadata import distribution; print(distribution('hazel').read_text('WHEEL'))";
    expectOutcome(await rig.jig("run", "--", "python", "-c", code), {
      stdout: [/Tag: py3-none-manylinux_2_17_/],
    });
  },
);

test("a machine that is not listed can make the lock, and is told that the workbench is not for it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: `platforms = ["macos-arm64"]\n${python('packages = ["alder"]')}`,
  });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('platforms = ["macos-arm64"]');
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: [/this workbench is not for linux-\w+/, "jig.toml:1:14"],
  });
  expectOutcome(await rig.jig("plan", "--on", "macos-arm64"), { stdout: [/alder +2\.0/] });
  expectOutcome(await rig.jig("plan", "--on", "macos-x64"), { code: 2, stderr: ["not for macos-x64"] });
});
