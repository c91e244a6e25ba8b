import { expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";

const description = '[python]\nversion = "3.11"\npackages = ["alder"]\nimport-check = ["alder"]\n';

/** The module, and the program that came with it, which names its interpreter. */
const expectWorks = async (rig: Rig, cwd = rig.root): Promise<void> => {
  const code = "import alder, sys; print(sys.prefix, alder.version)";
  const python = await rig.jigWith({ cwd }, "run", "--", "python", "-c", code);
  expectOutcome(python, { stdout: `${join(cwd, ".venv")} 2.0\n` });
  expectOutcome(await rig.jigWith({ cwd }, "run", "--", "alder"), { stdout: "2.0\n" });
};

/** Ways in which another machine's interpreter is none here. */
const macs = (path: string) => {
  rmSync(path);
  writeFileSync(path, Buffer.from("cffaedfe0c00000100000000", "hex"));
  chmodSync(path, 0o755);
};

const gone = (path: string) => {
  rmSync(path);
  symlinkSync("/opt/homebrew/bin/python3.11", path);
};

test("an interpreter that is gone is noticed by any command, and the environment is made again", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const python = join(rig.root, ".venv/bin/python");
  rmSync(python);
  symlinkSync("/no/such/python3.11", python);
  const ran = await rig.jig("run", "--", "alder");
  expectOutcome(ran, { stdout: "2.0\n", stderr: ["again: its interpreter was gone"] });
  await expectWorks(rig);
});

test("an environment that cannot be made again stays as it is: what is in it may be worth something", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const python = join(rig.root, ".venv/bin/python");
  rmSync(python);
  symlinkSync("/no/such/python3.11", python);
  rig.write(".venv/notes.txt", "mine");
  const { ino } = lstatSync(join(rig.root, ".venv"));
  rmSync(index.cache, { recursive: true });
  await index.close();
  expectOutcome(await rig.jig("sync"), { code: 1, stderr: ["hint: is the network there?"] });
  expect(lstatSync(join(rig.root, ".venv")).ino).toBe(ino);
  expect(rig.read(".venv/notes.txt")).toBe("mine");
  expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.lock", "jig.toml"]);
});

test("the `.venv` of another machine, or of another platform, is made again for this one", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  await using other = await openIndexedRig(index, { description, folder: "colleague" });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await other.jig("sync"), { stdout: anything, stderr: anything });
  // As a folder that two machines share by copying.
  for (const breakPython of [macs, gone]) {
    rmSync(join(rig.root, ".venv"), { recursive: true });
    cpSync(join(other.root, ".venv"), join(rig.root, ".venv"), { recursive: true, verbatimSymlinks: true });
    breakPython(join(rig.root, ".venv/bin/python"));
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["again"] });
    await expectWorks(rig);
  }
  await expectWorks(other);
});

test("a project that was moved or renamed has its environment made again in its new place", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const there = join(rig.base, "renamed");
  renameSync(rig.root, there);
  expectOutcome(await rig.jigWith({ cwd: there }, "sync"), {
    stdout: anything,
    stderr: ["again: the one here"],
  });
  await expectWorks(rig, there);
  renameSync(there, rig.root);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  await expectWorks(rig);
});

test("a copy of a project works for itself, and the original is as it was", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const copy = join(rig.base, "a copy");
  cpSync(rig.root, copy, { recursive: true, verbatimSymlinks: true });
  const { ino } = lstatSync(join(rig.root, ".venv"));
  expectOutcome(await rig.jigWith({ cwd: copy }, "run", "--", "alder"), {
    stdout: "2.0\n",
    stderr: ["again: the one here was made for another place"],
  });
  await expectWorks(rig, copy);
  await expectWorks(rig);
  expect(lstatSync(join(rig.root, ".venv")).ino).toBe(ino);
  expect(rig.read("jig.lock")).toBe(await Bun.file(join(copy, "jig.lock")).text());
});

test("a moved project whose environment cannot be made again goes on with nothing lost", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const there = join(rig.base, "renamed");
  renameSync(rig.root, there);
  const away = { UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple", UV_CACHE_DIR: join(rig.base, "empty") };
  const failed = await rig.jigWith({ cwd: there, env: away }, "sync");
  expectOutcome(failed, { code: 1, stderr: ["hint: is the network there?"] });
  expect(lstatSync(join(there, ".venv/bin/alder")).isFile()).toBe(true);
  renameSync(there, rig.root);
  await expectWorks(rig);
});

test("programs of the environment start on a path that is too long for the kernel's first line", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description,
    folder: join("x".repeat(120), "é".repeat(60)),
  });
  expect(rig.root.length).toBeGreaterThan(190);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  await expectWorks(rig);
  // And once more, replaced: the scripts were made beside and moved.
  rmSync(join(rig.root, ".venv/bin/python"));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["again"] });
  await expectWorks(rig);
});
