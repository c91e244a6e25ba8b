import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { packageIn } from "../../rig/package-in-folder.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

const git = async (rig: Rig, cwd: string, ...words: string[]): Promise<string> => {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const ran = await startProgram(["git", ...identity, ...words], { cwd, env: rig.env }).ended;
  expect([ran.code, ran.stderr]).toEqual([0, expect.anything()]);
  return ran.stdout.trim();
};

test("a package of the project itself, one of a repository and one of an address are locked and installed", async () => {
  await using index = await servePackageIndex();
  const wheel = `${new URL(index.url).origin}/files/cedar-2.0-py3-none-any.whl`;
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n',
  });
  packageIn(rig.root, "mine", { dependencies: ["alder<2"] });
  const library = join(rig.base, "a library");
  packageIn(library, "lib", { dependencies: ["birch"] });
  await git(rig, library, "init", "-q", "-b", "main");
  await git(rig, library, "add", "-A");
  await git(rig, library, "commit", "-qm", "one");
  const first = await git(rig, library, "rev-parse", "HEAD");
  const url = `file://${library.replaceAll(" ", "%20")}`;
  rig.write("r.txt", `-e .  # ourselves\nlib @ git+${url}@main\ncedar @ ${wheel}\n`);
  expectOutcome(await rig.jig("sync"), { stdout: /6 packages/, stderr: ["jig.lock: 6 packages"] });

  const lock = rig.read("jig.lock");
  expect(lock).toContain('name = "mine"\neditable-folder = "."\n');
  expect(lock).toContain(
    `name = "lib"\nversion = "0.1"\nrepository = "${url}"\nreference = "main"\ncommit = "${first}"\n`,
  );
  expect(lock).toContain(`address = "${wheel}"\nfiles = [\n`);
  // An address has no index that tells the size: its server is asked, and what does not answer is said to be unknown.
  const planned = await rig.jig("plan", "--on", "macos-arm64", "--json");
  const size = (await (await fetch(wheel)).bytes()).length;
  expect(JSON.parse(planned.stdout)).toMatchObject({
    files: expect.arrayContaining([expect.objectContaining({ package: "cedar", size })]),
  });
  const print =
    "import mine, lib, alder, birch, cedar; print(mine.where, alder.version, birch.version, cedar.version)";
  const printed = { stdout: `${join(rig.root, "mine.py")} 1.0 2.0 2.0\n` };
  expectOutcome(await rig.jig("run", "--", "python", "-c", print), printed);

  // True already, and so without a network; and a fresh clone gets the same commit, whatever became of the branch.
  expectOutcome(await rig.jigWith({ env: offline }, "sync", "--locked"), { stdout: anything });
  expectOutcome(await rig.jigWith({ env: offline }, "sync", "--check"), { stdout: /as jig\.lock says/ });
  writeFileSync(join(library, "lib.py"), "where = 'two'\n");
  await git(rig, library, "commit", "-qam", "two");
  expectOutcome(await rig.jig("add", "alder==1.0"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain(first);
  expectOutcome(await rig.jig("lock", "--upgrade", "lib"), {
    stdout: anything,
    stderr: [`, ~ lib 0.1 (commit ${first.slice(0, 7)} → `],
  });
  expect(rig.read("jig.lock")).not.toContain(first);
  expectOutcome(await rig.jig("plan", "--on", "macos-arm64"), { stdout: ["the folder . (built there)"] });

  // What it needs is part of the lock: a new dependency is noticed.
  packageIn(rig.root, "mine", { dependencies: ["alder<2", "cedar"] });
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["does not match the requirements"] });

  // What jig installed from such places goes with them.
  expectOutcome(await rig.jig("remove", "./lib"), {
    code: 2,
    stderr: ["error: no line of the project asks for the folder `./lib` alone\nhint: "],
  });
  expectOutcome(await rig.jig("remove", ".", "lib"), { stdout: ["r.txt:1", "r.txt"], stderr: anything });
  expect(rig.read("r.txt")).toBe(`cedar @ ${wheel}\nalder==1.0\n`);
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import lib"), {
    code: 1,
    stderr: /No module named 'lib'/,
  });
});

test("an address or a tag that is not there is told with the line that names it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n',
  });
  const library = join(rig.base, "library");
  packageIn(library, "lib");
  await git(rig, library, "init", "-q", "-b", "main");
  await git(rig, library, "add", "-A");
  await git(rig, library, "commit", "-qm", "one");
  const { origin } = new URL(index.url);
  for (const [line, ...stderr] of [
    [
      `cedar @ ${origin}/files/cedar-9.0-py3-none-any.whl`,
      "`cedar` comes from an address that answers `404 Not Found`",
    ],
    [
      `lib @ git+file://${library}@v9`,
      "the repository of `lib` has no branch or tag `v9`",
      "`git ls-remote file://",
    ],
    [`lib @ git+file://${library}.git`, "there is no repository at the address of `lib`"],
  ] as const) {
    rig.write("r.txt", `birch\n${line}\n`);
    expectOutcome(await rig.jig("lock"), { code: 1, stderr: [...stderr, "r.txt:2"] });
  }
  // What was locked, and is gone.
  const wheel = `${origin}/files/cedar-2.0-py3-none-any.whl`;
  rig.write("r.txt", `cedar @ ${wheel}\n`);
  index.misbehave((response, { method }) => {
    if (method === "HEAD") response.writeHead(405).end();
    return method === "HEAD";
  });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("plan", "--on", "macos-arm64"), {
    stdout: [/^cedar +2\.0 +unknown /m, "1 of unknown size"],
  });
  index.misbehave((response, { path }) => {
    if (!path.endsWith("cedar-2.0-py3-none-any.whl")) return false;
    response.writeHead(404).end();
    return true;
  });
  const cache = { env: { UV_CACHE_DIR: join(rig.base, "another cache") } };
  expectOutcome(await rig.jigWith(cache, "sync"), {
    code: 1,
    stdout: anything,
    stderr: ["a file of `cedar` is not where it was (404 Not Found)", "r.txt:1", wheel],
  });
});

test("a folder is added as it is, by its path from the project and under its package's name", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n',
  });
  rig.write("r.txt", "birch  # ours\n");
  packageIn(join(rig.root, "libs", "tool"), "tool", { dependencies: ["alder<2"] });
  expectOutcome(await rig.jigWith({ cwd: join(rig.root, "libs") }, "add", "-e", "tool", "cedar"), {
    stdout: ["-e ./libs/tool added to r.txt:3", "cedar added to r.txt:2"],
    stderr: anything,
  });
  expect(rig.read("r.txt")).toBe("birch  # ours\ncedar\n-e ./libs/tool\n");
  expect(rig.read("jig.lock")).toContain('name = "tool"\neditable-folder = "libs/tool"\n');
  const print = "import tool, alder; print(tool.where, alder.version)";
  expectOutcome(await rig.jig("run", "--", "python", "-c", print), {
    stdout: `${join(rig.root, "libs", "tool", "tool.py")} 1.0\n`,
  });
  expectOutcome(await rig.jig("add", "--editable", "./libs/tool"), { stdout: anything, stderr: anything });
  expect(rig.read("r.txt")).toBe("birch  # ours\ncedar\n-e ./libs/tool\n");
  rig.write("r.txt", "birch  # ours\n-e ./libs/tool[dev]\n");
  expectOutcome(await rig.jig("add", "-e", "libs/tool"), { stdout: ["is there already"], stderr: anything });
  expectOutcome(await rig.jig("remove", "./libs/tool"), { stdout: ["r.txt:2"], stderr: anything });
  expect(rig.read("r.txt")).toBe("birch  # ours\n");
  expectOutcome(await rig.jig("add", "./libs/tool"), {
    code: 2,
    stderr: ["`./libs/tool` is a folder", "hint: `jig add -e ./libs/tool` uses it as it is"],
  });
  const before = rig.read("r.txt");
  const wrong = [
    [["-e", "libs/tool one"], "`libs/tool one` has a space in it", "give the folder another name"],
    [["./libs/tool#2"], "`./libs/tool#2` has a `#` in it", "give the folder another name"],
    [["tool#2"], "`tool#2` is not a requirement", "is it `tool`?"],
    [["elm ; python_version"], "of `elm ; python_version` is no marker", "a marker compares, as in"],
    [["elm;sys_platform = 'linux'"], "is no marker", "two are equal with `==`"],
    [["elm @ https://x.example/elm-1-py3-none-any.whl ; a"], "is no marker", "a marker compares, as in"],
  ] as const;
  for (const [words, message, hint] of wrong)
    // oxlint-disable-next-line no-await-in-loop -- one project
    expectOutcome(await rig.jig("add", ...words), { code: 2, stderr: [message, "hint: ", hint] });
  expect(rig.read("r.txt")).toBe(before);
  expectOutcome(await rig.jig("add", "-e", "none"), {
    code: 2,
    stderr: ["no package in the folder `./none`"],
  });
  expectOutcome(await rig.jig("add", "-e", "git+https://git.example/x"), {
    code: 2,
    stderr: ["is no folder, and `-e` is for the folder of a package"],
  });
  rig.write("jig.toml", '[python]\nversion = "3.11"\npackages = ["birch"]\n');
  expectOutcome(await rig.jig("add", "-e", "libs/tool"), {
    code: 2,
    stderr: ["`-e ./libs/tool` stands in a requirements file, and the list of this project is in `jig.toml`"],
  });
});
