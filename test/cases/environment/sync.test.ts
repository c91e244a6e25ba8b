import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { describeService } from "../../rig/describe-service.ts";
import { recordingUv } from "../../rig/fakes.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const describe = (packages: readonly string[], more = ""): string =>
  `[python]\nversion = "3.11"\npackages = ${JSON.stringify(packages)}\n${more}`;

const sitePackages = (rig: Rig): string => join(rig.root, ".venv", "lib", "python3.11", "site-packages");

test("`sync` makes a locked environment, and a second one runs no uv and needs no network", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0"], 'import-check = ["six"]\n') });
  const uv = recordingUv(rig, await bringUv(rig));
  const env = { JIG_UV: uv.path };
  const first = await rig.jigWith({ env }, "sync");
  expectOutcome(first, { stdout: /\b2 packages\b/, stderr: anything });
  const calls = uv.calls().length;
  expect(calls).toBeGreaterThan(0);

  const lock = rig.read("jig.lock");
  expect(lock).toMatch(/six/);
  expect(lock).toMatch(/[0-9a-f]{64}/);
  expect(lock).not.toMatch(/https?:/);
  expect(lstatSync(join(rig.root, ".venv")).isDirectory()).toBe(true);
  // jig writes `.venv` and `jig.lock` into a project, and nothing else.
  expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.lock", "jig.toml"]);

  const { ino } = lstatSync(join(rig.root, ".venv"));
  for (const command of [["sync"], ["up"], ["sync", "--locked"], ["sync", "--frozen"]]) {
    expectOutcome(await rig.jigWith({ env: { ...env, ...offline } }, ...command), {
      stdout: anything,
      stderr: anything,
    });
  }
  const code = "import six, sys; print(six.__version__, sys.prefix)";
  expectOutcome(await rig.jigWith({ env: { ...env, ...offline } }, "run", "--", "python", "-c", code), {
    stdout: `1.16.0 ${join(rig.root, ".venv")}\n`,
  });
  expect(uv.calls().length).toBe(calls);
  expect(lstatSync(join(rig.root, ".venv")).ino).toBe(ino);
  expect(rig.read("jig.lock")).toBe(lock);
});

test("`sync` brings its own uv through the host's pip into an empty cache", async () => {
  await using rig = await openRig({ description: describe(["six"]) });
  const cache = join(rig.base, "cache");
  expectOutcome(await rig.jigWith({ env: { JIG_CACHE_DIR: cache } }, "sync"), {
    stdout: anything,
    stderr: /uv/,
  });
  expect(existsSync(cache)).toBe(true);
  expect(readdirSync(rig.home).filter((name) => name !== ".cache")).toEqual([]);
});

test("`--locked` fails when the requirements changed, `--frozen` uses the lock as it is, `sync` brings it up to date", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0"]) });
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["jig.lock", "hint: "] });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const lock = rig.read("jig.lock");
  rig.write("jig.toml", describe(["six==1.16.0", "iniconfig==2.0.0"]));
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["jig.lock", "hint: "] });
  expectOutcome(await rig.jig("sync", "--frozen"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toBe(lock);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /jig\.lock|lock/ });
  expect(rig.read("jig.lock")).toContain("iniconfig");
  // The smallest difference: what was locked before stays as it was.
  const kept = lock.split("\n").filter((line) => line.includes("sha256 ="));
  expect(rig.read("jig.lock").split("\n")).toEqual(expect.arrayContaining(kept));
});

test("a `jig.lock` that is read-only stays so, is told when it would have to change, and stops nothing else", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe(["alder==1.0"]) });
  const web = rig.service("web");
  const described = (...packages: readonly string[]): void => {
    rig.write("jig.toml", `${describe(packages)}\n${describeService("web", { run: web.words })}`);
  };
  described("alder==1.0");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const path = join(rig.root, "jig.lock");
  const lock = rig.read("jig.lock");
  chmodSync(path, 0o444);
  // What would change nothing is no trouble.
  expectOutcome(await rig.jig("lock"), { stdout: ["jig.lock is up to date"], stderr: anything });
  described("alder==1.0", "birch");
  const told =
    "error: `jig.lock` is read-only, and jig leaves it so: it says something else than what is asked for\n --> jig.toml:3:13\n";
  for (const command of [["lock"], ["sync"]]) {
    expectOutcome(await rig.jig(...command), {
      code: 1,
      stdout: anything,
      stderr: [told, "hint: `chmod u+w jig.lock`"],
    });
  }
  expectOutcome(await rig.jig("up"), {
    code: 1,
    stdout: ["web"],
    stderr: [told, "note: the packages are those of before"],
  });
  expectOutcome(await rig.jig("sync", "--frozen"), { stdout: anything, stderr: anything });
  expect([rig.read("jig.lock"), statSync(path).mode & 0o777]).toEqual([lock, 0o444]);
  chmodSync(path, 0o640);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect([rig.read("jig.lock") === lock, statSync(path).mode & 0o777]).toEqual([false, 0o640]);
});

test("jig's own uv is at hand for commands and services, and a uv of the user's goes before it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe(["alder==1.0"]) });
  const place = join(rig.root, ".venv/bin/uv");
  const uv = rig.env["JIG_UV"] ?? "";
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(readlinkSync(place)).toBe(uv);
  expectOutcome(await rig.jig("run", "--", "uv", "pip", "install", "cedar"), { stderr: ["+ cedar==2.0"] });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import cedar; print(cedar.version)"), {
    stdout: "2.0\n",
    stderr: anything,
  });
  expectOutcome(await rig.jig("sync", "--check"), {
    code: 1,
    stdout: /^✗ cedar 2.0 is installed but not declared.*\n$/,
    stderr: anything,
  });
  // From a shell of this very environment, the uv that works on it is no part of it.
  const inside = { PATH: `${join(rig.root, ".venv/bin")}:${rig.env["PATH"]}`, JIG_UV: "" };
  rmSync(join(rig.root, ".venv/pyvenv.cfg"));
  expectOutcome(await rig.jigWith({ env: inside }, "sync"), { stdout: anything, stderr: anything });
  expect(readlinkSync(place)).toBe(uv);

  // One of `[packages]` comes after `.venv`'s programs.
  const brew = join(rig.base, "brew");
  mkdirSync(join(brew, "opt", "uv", "bin"), { recursive: true });
  symlinkSync(uv, join(brew, "opt", "uv", "bin", "uv"));
  rig.write("jig.toml", `${describe(["alder==1.0"])}[packages]\ncommon = ["uv"]\n`);
  const keg = { env: { HOMEBREW_PREFIX: brew } };
  expectOutcome(await rig.jigWith(keg, "sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jigWith(keg, "run", "--", "sh", "-c", "command -v uv"), {
    stdout: `${join(brew, "opt", "uv", "bin", "uv")}\n`,
    stderr: anything,
  });

  symlinkSync(uv, join(rig.bin, "uv"));
  rig.write("jig.toml", describe(["alder==2.0"]));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(existsSync(place)).toBe(false);
});

test("`lock` writes the lock and makes no environment", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0"]) });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain("1.16.0");
  expect(existsSync(join(rig.root, ".venv"))).toBe(false);
});

test("what the lock names is repaired, what jig did not install is left alone", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0"]) });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  rmSync(join(sitePackages(rig), "six.py"));
  rmSync(join(sitePackages(rig), "six-1.16.0.dist-info"), { recursive: true });
  rig.write(".venv/lib/python3.11/site-packages/added_by_hand.py", "");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import six, added_by_hand"));
});

test("a package that the requirements have no more is gone after `sync`, and one that was installed by hand is not", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0", "iniconfig==2.0.0"]) });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const byHand = ["-m", "pip", "install", "--no-deps", "--quiet", "colorama==0.4.6"];
  expectOutcome(await rig.jig("run", "--", "python", ...byHand), { stdout: anything, stderr: anything });
  rig.write("jig.toml", describe(["six==1.16.0"]));
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: ["1 package removed: iniconfig (3 in .venv; not declared: colorama)"],
  });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import six, colorama"));
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import iniconfig"), {
    code: 1,
    stderr: /No module named 'iniconfig'/,
  });
});

test("`lock --upgrade` takes the newest versions that fit, of the packages that are named or of all", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0", "iniconfig==1.1.1"]) });
  expectOutcome(await rig.jig("lock"), {
    stdout: "✓ jig.lock is up to date\n",
    stderr: /jig\.lock: 3 packages/,
  });
  rig.write("jig.toml", describe(["six", "iniconfig"]));
  const versions = () =>
    /"iniconfig"\nversion = "([^"]+)"[^]*"six"\nversion = "([^"]+)"/.exec(rig.read("jig.lock"));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: /nothing changed/ });
  expect(versions()?.slice(1)).toEqual(["1.1.1", "1.16.0"]);
  expectOutcome(await rig.jigWith({ terminal: true }, "lock"), {
    stdout: /^(?![^]*is up to date)[^]*nothing changed/,
  });
  expectOutcome(await rig.jig("lock", "--upgrade", "nowhere"), {
    code: 2,
    stderr: ["`nowhere` is not in `jig.lock`", "hint: "],
  });
  expectOutcome(await rig.jig("lock", "--upgrade", "Six"), {
    stdout: anything,
    stderr: /six 1\.16\.0 → 1\.17/,
  });
  expect(versions()?.[1]).toBe("1.1.1");
  expectOutcome(await rig.jig("lock", "--upgrade"), { stdout: anything, stderr: /iniconfig 1\.1\.1 → 2/ });
});

test("a lock says how many of its packages are for other platforms", async () => {
  await using rig = await openRig({
    description: describe(["appnope==0.1.4; sys_platform == 'darwin'", "six"]),
  });
  const others = process.platform === "darwin" ? "" : " (1 for other platforms)";
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: [`jig.lock: 3 packages${others}`] });
});

test("what pyproject.toml lists and its copy in jig.toml does not is told once, and by `plan`", async () => {
  await using rig = await openRig({ description: describe(["six"]) });
  rig.write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["six"]\n');
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  rig.write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["six", "rich"]\n');
  const warning =
    "warning: `pyproject.toml` lists `rich`, which `packages` of `jig.toml` does not have\n --> pyproject.toml:3:24\n";
  expectOutcome(await rig.jig("plan"), { stdout: anything, stderr: [warning, "hint: "] });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: [warning, "hint: "] });
  expectOutcome(await rig.jig("sync"), { stdout: anything });
});

test("a module that does not import fails `sync` and names it and why", async () => {
  await using rig = await openRig({ description: describe(["six"], 'import-check = ["six", "sixx"]\n') });
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["sixx", "No module named", "\n --> jig.toml:4:"],
  });
});

test("a Python that cannot be had is told with the line that asks for it", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.99"\npackages = ["six"]\n',
    env: { UV_PYTHON_DOWNLOADS: "never" },
  });
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["error: there is no Python 3.99 on this machine", "\n --> jig.toml:2:11\n"],
  });
});

test("a package that no index has fails `sync` by name, and leaves no lock", async () => {
  await using rig = await openRig({ description: describe(["six==99.99.99"]) });
  expectOutcome(await rig.jig("sync"), { code: 1, stdout: anything, stderr: ["six"] });
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
});

test("a `.venv` that jig did not make, or a link, is left as it is; the command that moves it aside is named", async () => {
  await using rig = await openRig({ description: describe(["six"]) });
  mkdirSync(join(rig.root, ".venv"));
  rig.write(".venv/precious", "work");
  expectOutcome(await rig.jig("sync"), { code: 1, stdout: anything, stderr: ["`.venv`", "mv .venv"] });
  const up = await rig.jig("up");
  expectOutcome(up, { code: 1, stdout: anything, stderr: ["`.venv`", "mv .venv"] });
  expect(rig.read(".venv/precious")).toBe("work");
  const [, move = ""] = /`(mv \.venv [^`]+)`/.exec(up.stderr) ?? [];
  expect(Bun.spawnSync(["sh", "-c", move], { cwd: rig.root }).exitCode).toBe(0);
  expect(readdirSync(rig.root).toSorted()).toEqual(["jig.toml"]);
  expect(readdirSync(`${rig.root}.venv.old`)).toContain("precious");
  mkdirSync(join(rig.base, "elsewhere"));
  symlinkSync(join(rig.base, "elsewhere"), join(rig.root, ".venv"));
  expectOutcome(await rig.jig("sync"), { code: 1, stdout: anything, stderr: ["`.venv`", "`rm .venv`"] });
  expect(readdirSync(join(rig.base, "elsewhere"))).toEqual([]);
});

test("settings of uv and pip that a clone brings do not count", async () => {
  await using rig = await openRig({ description: describe(["six==1.16.0"]) });
  rig.write("uv.toml", 'index-url = "http://127.0.0.1:9/simple"\noffline = true\n');
  rig.write(".python-version", "2.7\n");
  rig.write("pip.conf", "[global]\nindex-url = http://127.0.0.1:9/simple\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import six"));
});
