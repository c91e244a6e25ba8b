import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
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
    stderr: ["the packages are those of `uv.lock`", "`uv add 'cedar>=1'`, then `jig up`"],
  });
  expectOutcome(await rig.jig("remove", "birch"), { code: 2, stderr: ["`uv remove birch`, then `jig up`"] });

  rig.write("pyproject.toml", pyproject("alder<2", "alder; sys_platform == 'win32'", "cedar"));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["`uv.lock` does not have `cedar` yet", "pyproject.toml:5", "uv.lock:", "hint: `uv lock`"],
  });
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
