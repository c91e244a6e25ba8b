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
