import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

const uv = async (rig: Rig, ...words: readonly string[]): Promise<void> => {
  const env = { ...rig.env, UV_PYTHON: rig.python };
  const ended = await startProgram([rig.env["JIG_UV"] ?? "uv", ...words], { cwd: rig.root, env }).ended;
  expect(ended.code, ended.stderr).toBe(0);
};

/** The uv that is there where nobody has installed one. */
const uvOfEnvironment = async (rig: Rig, ...words: readonly string[]): Promise<void> => {
  const ended = await startProgram([join(rig.root, ".venv/bin/uv"), ...words], {
    cwd: rig.root,
    env: rig.env,
  }).ended;
  expect(ended.code, ended.stderr).toBe(0);
};

const pyproject = (...dependencies: readonly string[]) =>
  `[project]
name = "x"
version = "1"
requires-python = ">=3.10"
dependencies = ${JSON.stringify(dependencies)}

[dependency-groups]
dev = ["birch"]
more = ["cedar"]
`;

const taking = (path: string, more = "") => `[python]\nversion = "3.11"\nrequirements = "${path}"\n${more}`;

test("a uv.lock is taken as it is, and a stale one is told with both places", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: taking("pyproject.toml") });
  rig.write("pyproject.toml", pyproject("alder<2", "alder; sys_platform == 'win32'"));
  await uv(rig, "lock", "--quiet", "--upgrade-package", "birch==1.0");
  const uvLock = rig.read("uv.lock");
  expectOutcome(await rig.jig("lock"), {
    stdout: anything,
    stderr: ["warning: `uv.lock` is not looked at", '`requirements = "uv.lock"` takes its versions'],
  });
  rig.write("jig.toml", taking("uv.lock"));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["jig.lock: 3 packages"] });
  // Not the newest that there is, and with the group that uv takes by itself.
  expect(rig.read("jig.lock")).toContain('"alder"\nversion = "1.0"');
  expect(rig.read("jig.lock")).toContain('"birch"\nversion = "1.0"');
  expect(rig.read("jig.lock")).not.toContain("cedar");
  expect(rig.read("uv.lock")).toBe(uvLock);
  expect(existsSync(join(rig.root, "x.egg-info"))).toBe(false);
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /3 packages/, stderr: anything });
  expectOutcome(await rig.jig("sync", "--check"), { stdout: anything });
  expectOutcome(await rig.jig("plan", "--on", "macos-arm64"), { stdout: ["alder", "birch"] });
  // Whatever is chosen anew, its versions stay.
  expectOutcome(await rig.jig("lock", "--upgrade"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('"birch"\nversion = "1.0"');

  expectOutcome(await rig.jig("add", "cedar>=1"), {
    code: 2,
    stderr: [
      "the packages are those of `uv.lock`",
      "`uv add 'cedar>=1'`, then `jig up` (without a uv on PATH: `jig run -- uv …`)",
    ],
  });
  expectOutcome(await rig.jig("remove", "birch"), { code: 2, stderr: ["`uv remove birch`, then `jig up`"] });

  rig.write("pyproject.toml", pyproject("alder<2", "alder; sys_platform == 'win32'", "cedar"));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: [
      "`uv.lock` does not have `cedar` yet",
      "pyproject.toml:5",
      "uv.lock:",
      "hint: `uv lock`",
      "`.venv/bin/uv lock`, or `pipx run uv lock` where `.venv` is not there yet",
    ],
  });
  await uvOfEnvironment(rig, "lock", "--offline");
  expect(rig.read("uv.lock")).toContain('name = "cedar"');
  rig.write("pyproject.toml", pyproject());
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["`uv.lock` still has `alder`, which `pyproject.toml` does not ask for"],
  });
  rig.write("pyproject.toml", pyproject("cedar==1.0"));
  await uv(rig, "lock", "--quiet");
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["`jig.lock` does not match"] });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["+ cedar 1.0", "- alder"] });

  // Beside it, and the groups that are named.
  rig.write("jig.toml", taking("uv.lock", 'packages = ["alder", "cedar"]\n'));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["+ alder 2.0"] });
  expect(rig.read("jig.lock")).toContain('"cedar"\nversion = "1.0"');
  rig.write("jig.toml", taking("uv.lock", 'groups = ["more"]\npackages = ["cedar==2.0"]\n'));
  expectOutcome(await rig.jig("sync"), { code: 1, stdout: anything, stderr: ["cedar==1.0", "cedar==2.0"] });
  rig.write("jig.toml", taking("uv.lock", 'groups = ["more", "nogroup"]\n'));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["there is no group `nogroup`", "jig.toml:4:19", "hint: there are `dev` and `more`"],
  });
  rmSync(join(rig.root, "uv.lock"));
  expectOutcome(await rig.jig("sync"), { code: 2, stderr: ["there is no file `uv.lock`"] });
});

test("a pylock.toml is taken with its versions and hashes, and asks no index for them", async () => {
  const wheels = [makeWheel("elm", "1.0"), makeWheel("pip", "3.0")];
  await using index = await servePackageIndex({ more: wheels });
  await using rig = await openIndexedRig(index, { description: taking("locks/pylock.dev.toml") });
  const listed = ({ name, version, file, bytes }: (typeof wheels)[number]): string => {
    const hash = createHash("sha256").update(bytes).digest("hex");
    return `[[packages]]\nname = "${name}"\nversion = "${version}"\nwheels = [{ name = "${file}", url = "https://files.invalid/${file}", hashes = { sha256 = "${hash}" } }]\n`;
  };
  const head = 'lock-version = "1.0"\ncreated-by = "somebody"\n';
  const all = wheels.map((wheel) => listed(wheel)).join("\n");
  rig.write("locks/pylock.dev.toml", `${head}# ${"x".repeat(1_500_000)}\nrequires-python = ">=3.10"\n${all}`);
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["jig.lock: 2 packages"] });
  expect(index.asked.filter((path) => path.startsWith("/simple"))).toEqual([]);
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /2 packages/, stderr: anything });
  expectOutcome(await rig.jig("add", "cedar"), {
    code: 2,
    stderr: ["write `locks/pylock.dev.toml` anew with the tool that made it, then `jig up`"],
  });
  rig.write("locks/pylock.dev.toml", `${head}requires-python = ">=3.14"\n${all}`);
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["`locks/pylock.dev.toml` cannot be taken as it is: it is for Python >=3.14"],
  });
  rig.write("locks/pylock.dev.toml", `${head}${all.replace("version", `marker = "'x' in extras"\nversion`)}`);
  expectOutcome(await rig.jig("sync"), { code: 1, stdout: anything, stderr: ["extras or groups to choose"] });
  rig.write("locks/pylock.dev.toml", `${head.replace("1.0", "2.0")}${all}`);
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["it is of lock version 2.0, and jig reads 1.0"],
  });
  rig.write("locks/pylock.dev.toml", "alder==1.0\n");
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["no lock in the form of PEP 751"],
  });
});

const refused = (...stderr: readonly string[]) => ({
  code: 1,
  stdout: anything,
  stderr: ["jig.toml:4", ...stderr],
});

test.skipIf(process.platform !== "linux")(
  "a pylock.toml's wheels come from where they lie, each platform its own, and a platform that it leaves out is told (Linux alone)",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, {
      description: `platforms = ["linux-arm64", "linux-x64"]\n${taking("locks/pylock.toml")}`,
    });
    const x64 = makeWheel("elm", "1.0", "py3-none-manylinux_2_17_x86_64");
    const arm64 = makeWheel("elm", "1.0", "py3-none-manylinux_2_17_aarch64");
    const fir = makeWheel("fir", "2.0");
    mkdirSync(join(rig.root, "wheels"));
    for (const { file, bytes } of [x64, arm64, fir]) writeFileSync(join(rig.root, "wheels", file), bytes);
    const one = ({ file, bytes }: typeof fir): string =>
      `{ path = "../wheels/${file}", hashes = { sha256 = "${createHash("sha256").update(bytes).digest("hex")}" } }`;
    const write = (environments: string, ...elm: readonly (typeof fir)[]): void => {
      rig.write(
        "locks/pylock.toml",
        `lock-version = "1.0"
environments = [${environments}]
[[packages]]
name = "elm"
version = "1.0"
wheels = [${elm.map((wheel) => one(wheel)).join(", ")}]
[[packages]]
name = "fir"
version = "2.0"
wheels = [${one(fir)}]
`,
      );
    };
    write("\"sys_platform == 'linux'\"", x64, arm64);
    expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: anything });
    const lock = rig.read("jig.lock");
    expect(lock).toContain(`name = "fir"\nversion = "2.0"\narchive = "wheels/${fir.file}"\n`);
    expectOutcome(await rig.jig("plan", "--on", "linux-arm64"), { stdout: [arm64.file, fir.file] });
    expectOutcome(await rig.jig("plan", "--on", "linux-x64"), {
      stdout: [x64.file, fir.file, /^(?![^]*unknown)[^]*$/],
    });
    expectOutcome(
      await rig.jig("run", "--", "python", "-c", "import elm, fir; print(elm.version, fir.version)"),
      {
        stdout: "1.0 2.0\n",
      },
    );
    expectOutcome(await rig.jig("sync", "--check"), { stdout: anything });
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["nothing changed"] });
    expect(rig.read("jig.lock")).toBe(lock);

    write("\"sys_platform == 'linux' and platform_machine == 'x86_64'\"", x64, arm64);
    expectOutcome(
      await rig.jig("sync"),
      refused(
        "its `environments` leave out linux-arm64",
        "hint: write it anew",
        '`platforms = ["linux-x64"]`',
      ),
    );
    write("", x64);
    expectOutcome(await rig.jig("sync"), {
      code: 1,
      stdout: anything,
      stderr: [
        "locks/pylock.toml:4:1",
        "elm has wheels in folders, and none of them is for this Python on linux-arm64: list `platforms` without that one",
        "hint: put a wheel for it into the project and write the lock anew",
      ],
    });
    write("", x64, arm64);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    // What another lock has the hash of, `jig lock` cannot take as it is now.
    const file = join(rig.root, "wheels", fir.file);
    writeFileSync(file, makeWheel("fir", "2.0", "py2.py3-none-any").bytes);
    rmSync(join(rig.root, ".venv"), { recursive: true });
    expectOutcome(await rig.jig("sync"), {
      code: 1,
      stdout: anything,
      stderr: [
        "locks/pylock.toml:8:1",
        "its hash stands in `locks/pylock.toml`; write that anew",
        /^(?![^]*`jig lock`)[^]*$/,
      ],
    });
    rmSync(file);
    expectOutcome(await rig.jig("sync"), {
      code: 1,
      stdout: anything,
      stderr: [
        `\`fir\` comes from \`wheels/${fir.file}\`, which is not there`,
        "locks/pylock.toml:8:1",
        "hint: put the file there",
      ],
    });
    write("", arm64, x64);
    expectOutcome(await rig.jig("sync"), refused(`it names \`wheels/${fir.file}\`, which is not there`));
  },
);
