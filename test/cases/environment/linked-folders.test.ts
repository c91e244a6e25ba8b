import { expect, test } from "bun:test";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";

const description = '[python]\nversion = "3.11"\npackages = ["alder", "birch"]\n';
const site = ".venv/lib/python3.11/site-packages";
const NAMED = (path: string): string => `\`${path}\` is a link, and jig does not write through links`;

/** Every file below a folder, with what is in it. */
const textsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(?:py|txt)$|METADATA|RECORD/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

test("what stands behind a link in place of a package's folder is neither written nor removed", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const path = `${site}/birch-2.0.dist-info`;
  const [place, own] = [join(rig.root, path), join(rig.base, "own")];
  cpSync(place, own, { recursive: true });
  rmSync(place, { recursive: true });
  symlinkSync(own, place);
  // A copy that is the same is a link all the same.
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const named = `✗ ${path} is a link, and jig does not write through links\n`;
  expectOutcome(await check(), { code: 1, stdout: named, stderr: ["hint: `jig sync` says what to do"] });
  appendFileSync(join(own, "METADATA"), "my work\n");
  const [before, lock] = [textsIn(own), rig.read("jig.lock")];
  for (const words of [["sync"], ["add", "cedar"], ["remove", "birch"], ["up"]]) {
    expectOutcome(await rig.jig(...words), {
      code: 1,
      stderr: [NAMED(path), `hint: \`rm ${path}\` takes away the link alone`],
    });
    expect(textsIn(own)).toEqual(before);
    expect([rig.read("jig.toml"), rig.read("jig.lock")]).toEqual([description, lock]);
  }
  expectOutcome(await check(), { code: 1, stdout: [named], stderr: anything });
  // As it is told.
  rmSync(place);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["1 package installed"] });
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  expect(textsIn(own)).toEqual(before);
});

test("links in place of an environment's own folders are named and not written through", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  for (const [number, path] of [".venv/bin", site].entries()) {
    const [place, own] = [join(rig.root, path), join(rig.base, `own${number}`)];
    renameSync(place, own);
    symlinkSync(own, place);
    const before = textsIn(own);
    const names = readdirSync(own);
    expectOutcome(await check(), { code: 1, stdout: [NAMED(path).replaceAll("`", "")], stderr: anything });
    for (const words of [["sync"], ["add", "cedar"]]) {
      expectOutcome(await rig.jig(...words), { code: 1, stderr: [NAMED(path)] });
    }
    rmSync(place);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expectOutcome(await check(), { stdout: /as jig\.lock says/ });
    expect([textsIn(own), readdirSync(own)]).toEqual([before, names]);
  }
});

test("a folder of somebody's that is linked among the packages stays what it is when packages come", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const own = join(rig.base, "cedar-2.0.dist-info");
  mkdirSync(own);
  writeFileSync(join(own, "METADATA"), "my work\n");
  symlinkSync(own, join(rig.root, site, "mine"));
  // It is in nobody's way, and is named as what no package brought.
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["belong to no package: mine"] });
  expectOutcome(await rig.jig("add", "cedar"), { code: 1, stderr: [NAMED(`${site}/mine`)] });
  expect(readdirSync(own)).toEqual(["METADATA"]);
  rmSync(join(rig.root, site, "mine"));
  expectOutcome(await rig.jig("add", "cedar"), { stdout: anything, stderr: anything });
});

test("a link that was put into a package's folder is not written through when another version has a folder of that name", async () => {
  const init = { "box/__init__.py": "" };
  const more = [
    makeWheel("box", "1.0", { more: init }),
    makeWheel("box", "2.0", { more: { ...init, "box/data/a.txt": "theirs\n" } }),
  ];
  await using index = await servePackageIndex({ more });
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\npackages = ["box==1.0"]\n',
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const own = join(rig.base, "data");
  mkdirSync(own);
  writeFileSync(join(own, "a.txt"), "mine\n");
  symlinkSync(own, join(rig.root, site, "box", "data"));
  expectOutcome(await rig.jig("add", "box==2.0"), { code: 1, stderr: [NAMED(`${site}/box/data`)] });
  expect(readFileSync(join(own, "a.txt"), "utf8")).toBe("mine\n");
  expect(rig.read("jig.toml")).toContain("box==1.0");
  rmSync(join(rig.root, site, "box", "data"));
  expectOutcome(await rig.jig("add", "box==2.0"), { stdout: anything, stderr: anything });
  expect(readFileSync(join(rig.root, site, "box", "data", "a.txt"), "utf8")).toBe("theirs\n");
});

test("a folder in place of a module is a difference, and goes when nothing is in it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const module = join(rig.root, site, "birch.py");
  rmSync(module);
  mkdirSync(module);
  expectOutcome(await check(), { code: 1, stdout: "✗ birch lacks files\n", stderr: anything });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const ran = await rig.jig("run", "--", "python", "-c", "import birch; print(birch.version)");
  expectOutcome(ran, { stdout: "2.0\n" });
  rmSync(module);
  mkdirSync(module);
  writeFileSync(join(module, "notes.txt"), "my work\n");
  const named = `${site}/birch.py\` is a folder, and a package has a file of that name`;
  expectOutcome(await check(), { code: 1, stdout: [named.replace("`", "")], stderr: anything });
  expectOutcome(await rig.jig("sync"), { code: 1, stderr: [named, "hint: is anything in it yours?"] });
  expect(existsSync(join(module, "notes.txt"))).toBe(true);
  rmSync(module, { recursive: true });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
});
