import { expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";
import { startProgram } from "../../rig/start-program.ts";

const pyproject = `[project]
name = "x"
dependencies = [
  "alder<2",  # the old one
]

[dependency-groups]
dev = ["birch"]
`;

test("a pyproject.toml is taken as it is, with the groups that are asked for, and edited in its own place", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\ngroups = ["dev"]\n',
  });
  rig.write("pyproject.toml", pyproject);
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: anything });
  expectOutcome(await rig.jig("add", "cedar"), { stdout: ["pyproject.toml:5"], stderr: anything });
  expect(rig.read("pyproject.toml")).toBe(pyproject.replace("old one\n", 'old one\n  "cedar",\n'));
  expectOutcome(await rig.jig("remove", "birch", "cedar"), { stdout: anything, stderr: anything });
  expect(rig.read("pyproject.toml")).toBe(pyproject.replace('"birch"', ""));
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /2 packages/ });
});

test("what an included group lists is edited there; what cannot be edited is told as that", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\ngroups = ["dev"]\n',
  });
  const groups =
    '[dependency-groups]\ndev = [{ include-group = "my_tests" }]\nmy-tests = ["birch==1.0", "alder"]\n';
  const project = '[project]\nname = "x"\n';
  rig.write("pyproject.toml", `${project}dependencies = []\n\n${groups}`);
  expectOutcome(await rig.jig("add", "birch==2.0"), { stdout: ["pyproject.toml:7"], stderr: anything });
  expectOutcome(await rig.jig("remove", "alder"), { stdout: ["pyproject.toml:7"], stderr: anything });
  expect(rig.read("pyproject.toml")).toBe(
    `${project}dependencies = []\n\n${groups.replace('1.0", "alder"', '2.0"')}`,
  );
  const refused = async (told: string): Promise<void> => {
    const before = [rig.read("pyproject.toml"), rig.read("jig.lock")];
    const { code, stderr } = await rig.jig("add", "cedar");
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining(told)]);
    expect([rig.read("pyproject.toml"), rig.read("jig.lock")]).toEqual(before);
  };
  chmodSync(join(rig.root, "jig.lock"), 0o444);
  await refused("`jig.lock` is read-only, and jig leaves it so");
  chmodSync(join(rig.root, "jig.lock"), 0o644);
  rig.write("pyproject.toml", `${project}dynamic = ["dependencies"]\n\n${groups}`);
  await refused("`dependencies` are `dynamic` in pyproject.toml:3, and then there may be no list of them");
  rig.write("pyproject.toml", `${project}\n[project.urls]\nhome = "h"\n\n${groups}`);
  expectOutcome(await rig.jig("add", "cedar"), { stdout: ["pyproject.toml:3"], stderr: anything });
  expect(rig.read("pyproject.toml")).toContain(`${project}dependencies = ["cedar"]\n\n[project.urls]`);
  rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = "gone.txt"\n');
  await refused("there is no file `gone.txt`");
});

const describe = (...packages: readonly string[]) =>
  `[python]\nversion = "3.11"\npackages = ${JSON.stringify(packages)}\n`;

test("two branches that changed the lock are merged by `lock`, which says what it took", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe("alder==1.0") });
  const git = async (...words: readonly string[]): Promise<number | null> => {
    const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    return (await startProgram(["git", ...identity, ...words], { cwd: rig.root, env: rig.env }).ended).code;
  };
  const lockAndCommit = async (...packages: readonly string[]): Promise<void> => {
    rig.write("jig.toml", describe(...packages));
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await git("add", "jig.toml", "jig.lock");
    expect(await git("commit", "-qm", "more")).toBe(0);
  };
  await git("init", "-q", "-b", "main");
  await lockAndCommit("alder==1.0");
  await git("checkout", "-q", "-b", "other");
  await lockAndCommit("alder==1.0", "birch==1.0");
  await git("checkout", "-q", "main");
  await lockAndCommit("alder==1.0", "birch==2.0", "cedar==1.0");
  expect(await git("merge", "-q", "other")).toBe(1);
  for (const gone of [/^$/m, /^>{7}.*\n/m, /^<{7}.*\n/m]) {
    rig.write("jig.toml", rig.read("jig.toml").replace(gone, ""));
    expectOutcome(await rig.jig("sync"), {
      code: 2,
      stderr:
        /^error: there is a merge conflict in `jig\.toml`\n.*jig\.toml:\d:1\n[^]*hint: keep the lines[^]*$/,
    });
  }
  rig.write("jig.toml", describe("alder==1.0", "birch", "cedar"));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["there is a merge conflict", "`jig lock` then makes"],
  });
  const conflict = rig.read("jig.lock");
  rig.write("jig.lock", conflict.replaceAll(/^>{7}.*\n/gm, ""));
  expectOutcome(await rig.jig("lock"), {
    stdout: anything,
    stderr: ["jig.lock had what is left of a merge conflict", "`git diff jig.lock`"],
  });
  rig.write("jig.lock", conflict);
  expectOutcome(await rig.jig("lock"), {
    stdout: anything,
    stderr: ["note: jig.lock had a merge conflict; taken: birch 2.0 (not 1.0)\n"],
  });
  const mended = rig.read("jig.lock");
  expect(mended).not.toContain("<<<<");
  // What only a newer jig can read stays; what nobody can read is made anew, and said to be.
  rig.write("jig.lock", mended.replace("version = 1\n", "version = 9\n"));
  expectOutcome(await rig.jig("lock"), { code: 2, stderr: ["written by a newer jig (format 9)"] });
  expect(rig.read("jig.lock")).toContain("version = 9\n");
  rig.write("jig.lock", "garbage\n");
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["all versions were chosen anew"] });
  rig.write("jig.lock", mended);
  // Not the newest that there is: what both sides had stays.
  expect(rig.read("jig.lock")).toContain('"cedar"\nversion = "1.0"');
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /4 packages/, stderr: anything });
});

test("`--pre` in a requirements file lets versions count that are not final, and an index is no file's to name", async () => {
  await using index = await servePackageIndex({
    more: [makeWheel("elm", "1.0"), makeWheel("elm", "3.0rc1")],
  });
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "requirements.txt"\n',
  });
  rig.write("requirements.txt", "elm\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('"elm"\nversion = "1.0"');
  rig.write("requirements.txt", "--pre\nelm>1\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["elm 1.0 → 3.0rc1"] });
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything, stderr: anything });
  rig.write("requirements.txt", "elm\n--extra-index-url https://ada:secret@index.example/simple\n");
  const refused = await rig.jig("sync");
  expectOutcome(refused, {
    code: 2,
    stderr: ["requirements.txt:2:1", "set `UV_INDEX=https://index.example/simple`"],
  });
});
