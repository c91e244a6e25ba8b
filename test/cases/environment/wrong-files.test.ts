import { expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

const description = '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n';

test("a wrong requirement is told at its place in its file, before any uv is looked for", async () => {
  await using rig = await openRig({ description });
  rig.write("r.txt", "six\nnumpy=1.26\n");
  const stderr = ["`numpy=1.26` is not a requirement", "r.txt:2:1", "did you mean `numpy==1.26`?"];
  expectOutcome(await rig.jig("sync"), { code: 2, stderr });
});

test("a requirements file that is not UTF-8 is told as a description would be", async () => {
  await using rig = await openRig({ description });
  writeFileSync(join(rig.root, "r.txt"), Buffer.from("\uFEFFsix\n", "utf16le"));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["this file is UTF-16, not UTF-8", "r.txt:1:1", "save the file as UTF-8"],
  });
});

test("a folder where a file belongs is told as such: requirements, the lock, the description", async () => {
  await using rig = await openRig({ description });
  mkdirSync(join(rig.root, "r.txt"));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["`r.txt` is a folder, not a file", "jig.toml:3"],
  });
  rmSync(join(rig.root, "r.txt"), { recursive: true });
  rig.write("r.txt", "six\n");
  mkdirSync(join(rig.root, "jig.lock"));
  for (const command of ["sync", "lock"]) {
    expectOutcome(await rig.jig(command), { code: 2, stderr: ["`jig.lock` is a folder, not a file"] });
  }
  rmSync(join(rig.root, "jig.toml"));
  mkdirSync(join(rig.root, "jig.toml"));
  expectOutcome(await rig.jig("sync"), { code: 2, stderr: ["jig.toml` is a folder, not a file"] });
});

test("a pipe where a file belongs is told as such and not waited for: the lock, the description", async () => {
  await using rig = await openRig({ description });
  rig.write("below/r.txt", "");
  rig.write("r.txt", "six\n");
  const makePipe = (name: string) => Bun.spawnSync(["mkfifo", join(rig.root, name)]);
  makePipe("jig.lock");
  for (const command of ["sync", "lock", "plan"]) {
    expectOutcome(await rig.jig(command), { code: 2, stderr: ["`jig.lock` is not a regular file"] });
  }
  rmSync(join(rig.root, "jig.toml"));
  makePipe("jig.toml");
  for (const command of ["sync", "status", "down"]) {
    expectOutcome(await rig.jigWith({ cwd: join(rig.root, "below") }, command), {
      code: 2,
      stderr: ["jig.toml` is not a regular file", "hint: "],
    });
  }
});

test("a `.venv` that git tracks is noticed however little else there is to do", async () => {
  await using rig = await openRig({ description: '[python]\nversion = "3.11"\n' });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const git = (...words: string[]) => Bun.spawnSync(["git", "-C", rig.root, ...words], { env: rig.env });
  git("init", "-q");
  git("add", "-f", ".venv/pyvenv.cfg");
  expectOutcome(await rig.jig("up"), { code: 1, stderr: ["git", ".venv"] });
});

test("wrong keys, presets, files and folders of one description are told at once", async () => {
  const services = '[services.a]\nuse = "jupyterlb"\ncwd = "web"\n';
  await using rig = await openRig({ description: `nme = 1\n${description}${services}` });
  const up = await rig.jig("up");
  const stderr = [
    "unknown key `nme`",
    "there is no file `r.txt`",
    "there is no preset `jupyterlb`",
    "there is no folder `web`",
  ];
  expectOutcome(up, { code: 2, stderr });
  // Making that folder may be what a command in the environment is for.
  expect((await rig.jig("run", "--", "mkdir", "web")).stderr).not.toContain("there is no folder");
});
