import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { packageIn } from "../../rig/package-in-folder.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";

test("a package of a folder is built anew when the folder changes, and at no other time", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "r.txt"\n',
  });
  const lib = join(rig.root, "lib");
  packageIn(lib, "mylib");
  writeFileSync(join(lib, "mylib.py"), "x = 1\n");
  rig.write("r.txt", "./lib\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["2 packages installed"] });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const printed = () => rig.jig("run", "--", "python", "-c", "import mylib; print(mylib.x)");
  expectOutcome(await printed(), { stdout: "1\n" });
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });

  // As `git pull` brings it: the lock names the folder, and so it stays.
  const lock = rig.read("jig.lock");
  writeFileSync(join(lib, "mylib.py"), "x = 12\n");
  expectOutcome(await check(), {
    code: 1,
    stdout: "✗ mylib was installed before lib changed\n",
    stderr: /`jig sync` puts that right/,
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["1 package installed"] });
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  expectOutcome(await printed(), { stdout: "12\n" });
  expect(rig.read("jig.lock")).toBe(lock);

  // A new file counts, and a command brings it as well; the same words at another time do not.
  writeFileSync(join(lib, "data.txt"), "more\n");
  writeFileSync(join(lib, "mylib.py"), "x = 123\n");
  expectOutcome(await printed(), { stdout: "123\n", stderr: anything });
  writeFileSync(join(lib, "mylib.py"), "x = 123\n");
  expectOutcome(await rig.jigWith({ env: offline }, "sync"), {
    stdout: anything,
    stderr: /^(?!.*installed)/s,
  });
}, 60_000);

test("another file of the same version takes the place of the one that is installed", async () => {
  const tags = ["py3-none-any", "py2.py3-none-any"] as const;
  await using index = await servePackageIndex({ more: [makeWheel("aspen", "1.0", tags[0])] });
  await using inner = await servePackageIndex({ more: [makeWheel("aspen", "1.0", tags[1])] });
  const description = '[python]\nversion = "3.11"\npackages = ["aspen"]\n';
  await using rig = await openIndexedRig(index, { description });
  const tag = (): string =>
    /^Tag: (.*)$/m.exec(rig.read(".venv/lib/python3.11/site-packages/aspen-1.0.dist-info/WHEEL"))?.[1] ?? "";
  expectOutcome(await rig.jigWith({ env: inner.env }, "sync"), { stdout: anything, stderr: anything });
  expect(tag()).toBe(tags[1]);
  rmSync(join(rig.root, "jig.lock"));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const differs = {
    code: 1,
    stdout: "✗ aspen 1.0 was not installed from what jig.lock has\n",
    stderr: anything,
  };
  expectOutcome(await check(), differs);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["1 package installed"] });
  expect(tag()).toBe(tags[0]);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });

  // By hand, and so behind jig's back.
  const uv = rig.env["JIG_UV"] ?? "uv";
  const words = ["--no-deps", "--reinstall", "aspen==1.0"];
  const byHand = await rig.jigWith({ env: inner.env }, "run", "--", uv, "pip", "install", ...words);
  expect([byHand.code, tag()]).toEqual([0, tags[1]]);
  expectOutcome(await check(), differs);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(tag()).toBe(tags[0]);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  expectOutcome(await rig.jigWith({ env: offline }, "sync"), { stdout: anything, stderr: anything });
}, 60_000);
