import { expect, test } from "bun:test";

import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

interface Answer {
  readonly wsl: boolean;
  readonly platform: string;
  readonly files: readonly {
    readonly package: string;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

test("any machine tells which files any other would install, by the lock alone and without a network", async () => {
  await using rig = await openRig({ env: offline });
  await copyWorkbench(rig);
  const plan = async (...words: readonly string[]) => rig.jig("plan", "--on", ...words);

  const lock = rig.read("jig.lock");
  const answers = new Map<string, Answer>();
  for (const name of ["linux-x64", "linux-arm64", "macos-arm64", "wsl"]) {
    const outcome = await plan(name, "--json");
    expectOutcome(outcome, { stdout: anything });
    answers.set(name, JSON.parse(outcome.stdout));
  }
  for (const { files } of answers.values()) {
    for (const { name, size, sha256 } of files) {
      expect(lock).toContain(`{ name = "${name}", size = ${size}, sha256 = "${sha256}" }`);
    }
  }
  const numpy = (name: string): string =>
    answers
      .get(name)
      ?.files.find((file) => file.package === "numpy")
      ?.name.replace(/^numpy-[\d.]+-/, "") ?? "";
  expect(numpy("linux-x64")).toMatch(/^cp311-cp311-manylinux\S*x86_64\.whl$/);
  expect(numpy("linux-arm64")).toMatch(/^cp311-cp311-manylinux\S*aarch64\.whl$/);
  expect(numpy("macos-arm64")).toMatch(/^cp311-cp311-macosx_\d+_0_arm64\.whl$/);
  expect(answers.get("wsl")).toMatchObject({ platform: "linux-x64", wsl: true });
  expect(answers.get("wsl")?.files).toEqual(answers.get("linux-x64")?.files ?? []);

  expectOutcome(await plan("macos-arm64"), {
    stdout: [
      /^workbench on macos-arm64 \(macOS 14 or newer\), Python 3\.11/,
      /appnope +\S+ +4\.2 kB/,
      /^besides Python: git, figlet, tmux, zlib, cmake, ninja$/m,
      "jupyter",
    ],
  });
  expectOutcome(await plan("all"), {
    stdout: [
      /^≠ {2}appnope +\S+ +– +– +4\.2 kB$/m,
      /≠ \d+ of \d+ differ/,
      /^ {3}git +yes +yes +yes$/m,
      /^≠ {2}gcc +yes +yes +–$/m,
      /^≠ 2 of 8 besides Python: not for all of them$/m,
    ],
  });
});

test("what `--on` cannot answer is told: an unknown machine, no lock, a lock of other requirements", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["six"]\n',
    env: offline,
  });
  expectOutcome(await rig.jig("plan", "--on", "aarch64-darwin"), {
    code: 2,
    stderr: ["`--on` takes linux-arm64, linux-x64, macos-arm64", "(`macos-arm64`?)"],
  });
  expectOutcome(await rig.jig("plan", "--on", "all"), {
    code: 1,
    stderr: ["there is no `jig.lock`", "`jig lock` makes one"],
  });
  rig.write("jig.lock", LOCK);
  expectOutcome(await rig.jig("plan", "--on", "wsl"), {
    code: 1,
    stdout: [/six +1\.17\.0 +nothing fits/, "1 cannot be had"],
    stderr: ["`jig.lock` does not match the requirements any more"],
  });
});

const LOCK = `version = 1
python = "3.11.7"
requires-python = "==3.11.*"
inputs = "sha256:0"

[[package]]
name = "six"
version = "1.17.0"
index = "pypi"
files = [
  { name = "six-1.17.0-cp311-cp311-win_amd64.whl", size = 1, sha256 = "${"ab".repeat(32)}" },
]
`;
