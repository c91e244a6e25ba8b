import { expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";

const description = '[python]\nversion = "3.11"\npackages = ["alder", "birch"]\n';

const inSite = (rig: Rig, path: string): string => join(rig.root, ".venv/lib/python3.11/site-packages", path);

const REPAIRS = "hint: `jig sync` puts that right; what is not declared stays as it is\n";

test("`sync --check` tells every difference, changes nothing, and `sync` puts right what it may", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  const check = (...more: string[]) => rig.jigWith({ env: offline }, "sync", "--check", ...more);
  expectOutcome(await check(), {
    code: 1,
    stdout: "✗ there is no jig.lock\n✗ there is no .venv\n",
    stderr: REPAIRS,
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await check(), { stdout: "✓ .venv is as jig.lock says: 3 packages\n" });
  expectOutcome(await check("--locked"), { stdout: anything });

  // By hand: another version, one more with what it needs, a changed file, one that is gone.
  const uv = rig.env["JIG_UV"] ?? "uv";
  const install = (...words: string[]) => rig.jig("run", "--", uv, "pip", "install", "--no-deps", ...words);
  expect((await install("alder==1.0", "cedar==1.0")).code).toBe(0);
  appendFileSync(inSite(rig, "birch.py"), "\nversion = 'mine'\n");
  rmSync(inSite(rig, "pip.py"));
  expectOutcome(await check(), {
    code: 1,
    stdout: [
      "✗ alder 1.0 is installed, and jig.lock has 2.0\n",
      "✗ birch was changed since it was installed: birch.py\n",
      "✗ pip lacks files\n",
      "✗ cedar 1.0 is installed but not declared: `jig add cedar`\n",
    ],
    stderr: REPAIRS,
  });
  const { stdout, code } = await check("--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    ok: false,
    drifts: [
      { kind: "other-version", name: "alder", version: "1.0", locked: "2.0" },
      { kind: "altered", name: "birch", files: ["birch.py"] },
      { kind: "altered", name: "pip", files: [] },
      { kind: "not-declared", name: "cedar", version: "1.0", neededBy: [] },
    ],
  });

  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: ["note: installed but not declared: `jig add cedar`\n"],
  });
  const print = "import alder, birch, cedar; print(alder.version, birch.version, cedar.version)";
  expectOutcome(await rig.jig("run", "--", "python", "-c", print), { stdout: "2.0 2.0 1.0\n" });
  expectOutcome(await check(), {
    code: 1,
    stdout: "✗ cedar 1.0 is installed but not declared: `jig add cedar`\n",
    stderr: /^hint: what is not declared is missing everywhere else/,
  });
  // Said again as long as it is so, and not once it is declared.
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /^note: .*`jig add cedar`\n$/ });
  expectOutcome(await rig.jig("add", "cedar"), { stdout: anything, stderr: anything });
  expectOutcome(await check(), { stdout: "✓ .venv is as jig.lock says: 4 packages\n" });

  rig.write("jig.toml", description.replace('"birch"', '"birch<2"'));
  expectOutcome(await check(), {
    code: 1,
    stdout: ["✗ `jig.lock` does not match the requirements any more\n"],
    stderr: REPAIRS,
  });
  expect(rig.read("jig.lock")).toContain("cedar");
});

test("a file that was changed in place, and so in uv's cache as well, is fetched anew", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description, env: { UV_LINK_MODE: "hardlink" } });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  appendFileSync(inSite(rig, "birch.py"), "version = 'mine'\n");
  const ran = () => rig.jig("run", "--", "python", "-c", "import birch; print(birch.version)");
  expectOutcome(await ran(), { stdout: "mine\n" });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await ran(), { stdout: "2.0\n" });
  // What Python writes beside them is no change.
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });

  // With all in place, `sync` looks at folders and code alone; data that was changed in place is found by the check, and
  // from then on by `sync` as well.
  const metadata = "birch-2.0.dist-info/METADATA";
  const original = readFileSync(inSite(rig, metadata), "utf8");
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  appendFileSync(inSite(rig, metadata), "mine\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  expectOutcome(await check(), {
    code: 1,
    stdout: `✗ birch was changed since it was installed: ${metadata}\n`,
    stderr: REPAIRS,
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(readFileSync(inSite(rig, metadata), "utf8")).toBe(original);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
});

test("files of no package, an opened environment and a program that cannot be started are differences", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const check = (...more: string[]) => rig.jigWith({ env: offline }, "sync", "--check", ...more);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  const venv = join(rig.root, ".venv");
  const [config, program] = [join(venv, "pyvenv.cfg"), join(venv, "bin/pip")];
  const [settings, inode] = [readFileSync(config, "utf8"), statSync(venv).ino];
  writeFileSync(inSite(rig, "sitecustomize.py"), "import os\n");
  writeFileSync(inSite(rig, "mine.py"), "a = 1\n");
  writeFileSync(inSite(rig, "more.pth"), "/tmp\n");
  writeFileSync(config, settings.replace(/(include-system-site-packages = )false/, "$1true"));
  chmodSync(program, 0o644);
  const strays = [
    "✗ mine.py in .venv belongs to no package\n",
    "✗ more.pth in .venv belongs to no package, and Python reads it at every start\n",
    "✗ sitecustomize.py in .venv belongs to no package, and Python reads it at every start\n",
  ];
  expectOutcome(await check(), {
    code: 1,
    stdout: [
      "✗ .venv lets the packages of this machine in (`include-system-site-packages` in pyvenv.cfg)\n" +
        "✗ pip was changed since it was installed: bin/pip\n",
      ...strays,
    ],
    stderr: REPAIRS,
  });
  expect(statSync(program).mode & 0o777).toBe(0o644);
  const note = "note: files in .venv that belong to no package: mine.py, more.pth, sitecustomize.py\n";
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: [".venv kept, and closed to the packages of this machine", note],
  });
  // Repaired where it is, so that what was installed by hand stays; what is the user's is told each time.
  expect([readFileSync(config, "utf8"), statSync(venv).ino]).toEqual([settings, inode]);
  expectOutcome(await rig.jig("run", "--", "pip"), { stdout: "2.0\n" });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: note });
  expectOutcome(await check(), {
    code: 1,
    stdout: strays.join(""),
    stderr: /^hint: a file that belongs to no package is on this machine alone/,
  });
  const { stdout } = await check("--json");
  expect(JSON.parse(stdout).drifts[1]).toEqual({ kind: "stray-file", path: "more.pth", isObeyed: true });
  // A program's mode alone is seen by `sync`, too.
  for (const name of ["mine.py", "more.pth", "sitecustomize.py"]) rmSync(inSite(rig, name));
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: /^✓ 3 packages in place(?: \(\d\.\d s\))?\n$/,
  });
  chmodSync(program, 0o644);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(statSync(program).mode & 0o111).not.toBe(0);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
});

test("an environment that lost its `pyvenv.cfg`, or has another interpreter, is made anew", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const [config, python] = ["pyvenv.cfg", "bin/python"].map((name) => join(rig.root, ".venv", name));
  if (config === undefined || python === undefined) throw new Error("no paths");
  const own = readlinkSync(python);
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const broken = { code: 1, stdout: /^✗ \.venv cannot be used: /, stderr: REPAIRS };
  const prefix = ["run", "--", "python", "-c", "import alder, sys; print(sys.prefix)"];
  const uv = rig.env["JIG_UV"] ?? "uv";
  for (const repair of [["sync"], ["up"], prefix]) {
    expect((await rig.jig("run", "--", uv, "pip", "install", "--no-deps", "cedar")).code).toBe(0);
    rmSync(config);
    expectOutcome(await check(), broken);
    const { code, stdout, stderr } = await rig.jig(...repair);
    expect([code, stderr]).toEqual([0, expect.stringContaining("again: its `pyvenv.cfg` was gone")]);
    // Nobody else has what was installed by hand, and it is gone with the former one.
    expect(stderr).toContain("without what was installed by hand: cedar\nhint: `jig add cedar`");
    if (repair === prefix) expect(stdout).toBe(`${join(rig.root, ".venv")}\n`);
    expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  }
  const other = join(rig.base, "other", basename(own));
  mkdirSync(dirname(other));
  copyFileSync(own, other);
  rmSync(python);
  symlinkSync(other, python);
  expectOutcome(await check(), broken);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["again: its interpreter was another"] });
  expect(readlinkSync(python)).toBe(own);
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
});

test("what bears an old time is seen by its size or by when it came, and so is another program", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  const program = join(rig.root, ".venv/bin/pip");
  const own = readFileSync(program, "utf8");
  const module = inSite(rig, "birch.py");
  const same = readFileSync(module, "utf8").replace(/version = "./, 'version = "?');
  expect(same).toContain("?");
  for (const text of [`${same}# longer\n`, same]) {
    // As it comes from somewhere else, with the time that it had there.
    const beside = join(rig.base, "moved.py");
    writeFileSync(beside, text);
    utimesSync(beside, 1, 1);
    renameSync(beside, module);
    writeFileSync(program, "#!/bin/sh\necho mine\n");
    utimesSync(program, 1, 1);
    expectOutcome(await check(), {
      code: 1,
      stdout: [
        "✗ birch was changed since it was installed: birch.py\n",
        "✗ pip was changed since it was installed: bin/pip\n",
      ],
      stderr: REPAIRS,
    });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expect(readFileSync(program, "utf8")).toBe(own);
    expect(readFileSync(module, "utf8")).not.toBe(text);
    expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  }
});

test("`python3` and the like are the environment's Python, for the check, `sync` and a warm `run`", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const check = () => rig.jigWith({ env: offline }, "sync", "--check");
  const [bin, inode] = [join(rig.root, ".venv/bin"), statSync(join(rig.root, ".venv")).ino];
  const prefix = ["run", "--", "python3", "-c", "import sys; print(sys.prefix)"];
  expectOutcome(await rig.jig(...prefix), { stdout: anything, stderr: anything });
  const damages: readonly ((path: string) => void)[] = [
    () => undefined,
    (path) => symlinkSync("/bin/true", path),
    (path) => writeFileSync(path, "#!/bin/sh\necho mine\n", { mode: 0o755 }),
  ];
  for (const [number, damage] of damages.entries()) {
    const [name, repair] = number === 1 ? ["python3.11", ["sync"]] : ["python3", prefix];
    rmSync(join(bin, name));
    damage(join(bin, name));
    expectOutcome(await check(), {
      code: 1,
      stdout: `✗ not the Python of .venv, or gone: .venv/bin/${name}\n`,
      stderr: REPAIRS,
    });
    expectOutcome(await rig.jig(...repair), {
      stdout: repair === prefix ? `${join(rig.root, ".venv")}\n` : anything,
      stderr: [`.venv kept, and \`${name}\` made its own again`],
    });
    // Where it is: what was installed by hand stays.
    expect([readlinkSync(join(bin, name)), statSync(join(rig.root, ".venv")).ino]).toEqual(["python", inode]);
    expectOutcome(await check(), { stdout: /as jig\.lock says/ });
  }
  rmSync(join(bin, "python"));
  copyFileSync("/bin/true", join(bin, "python"));
  expectOutcome(await check(), { code: 1, stdout: /^✗ \.venv cannot be used: /, stderr: REPAIRS });
});
