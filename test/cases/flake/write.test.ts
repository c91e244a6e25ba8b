import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const description = 'name = "bench"\n[services.web]\nrun = "node web.js"\nport = 7000\n';

const git = (rig: Rig, ...args: readonly string[]): string =>
  Bun.spawnSync(["git", ...args], { cwd: rig.root, env: rig.env }).stdout.toString();

const unpinned = "nixpkgs is unpinned until `nix flake lock` has written `flake.lock`\n";

test("the flake and the locked packages are written, and written the same again", async () => {
  await using rig = await openRig();
  await copyWorkbench(rig);
  for (const file of ["flake.nix", "requirements.lock"]) rmSync(join(rig.root, file));
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ wrote flake.nix and requirements.lock\n",
    stderr: unpinned,
  });
  expect(rig.read("requirements.lock")).toMatch(/^numpy==[\d.]+ \\\n {4}--hash=sha256:[0-9a-f]{64}/m);
  const flake = rig.read("flake.nix");
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ flake.nix and requirements.lock: up to date\n",
    stderr: unpinned,
  });
  expect(rig.read("flake.nix")).toBe(flake);
  expectOutcome(await rig.jig("flake", "--check"), { stdout: "✓ up to date\n" });
  expectOutcome(await rig.jig("flake", "--stdout"), { stdout: flake });
});

test("the example has the flake that is written for it", async () => {
  await using rig = await openRig();
  const example = join(repository, "examples", "workbench");
  expectOutcome(await rig.jig("flake", "--check", "-C", example), { stdout: "✓ up to date\n" });
});

test("on standard output it goes alone, and nothing is written", async () => {
  await using rig = await openRig({ description });
  expectOutcome(await rig.jig("flake", "--stdout"), { stdout: [/^# Written by/, "node web.js"] });
  expect(existsSync(join(rig.root, "flake.nix"))).toBe(false);
  expectOutcome(await rig.jig("flake", "--stdout", "--check"), {
    code: 2,
    stderr: ["error: `--stdout` and `--check` exclude each other", "hint: "],
  });
});

test("a check fails when the description has changed since, and shows what would", async () => {
  await using rig = await openRig({ description });
  expectOutcome(await rig.jig("flake", "--check"), {
    code: 1,
    stderr: ["flake.nix: not there yet", "error: `flake.nix` is not what `jig flake` would write", "hint: "],
  });
  await rig.jig("flake");
  rig.write("jig.toml", description.replaceAll("7000", "7111"));
  const before = rig.read("flake.nix");
  expectOutcome(await rig.jig("flake", "--check"), { code: 1, stderr: ["PORT=7000", "PORT=7111"] });
  expect(rig.read("flake.nix")).toBe(before);
  expectOutcome(await rig.jig("flake"), { stdout: "✓ wrote flake.nix\n", stderr: unpinned });
});

test.each([
  ["written by hand", () => "{ outputs = _: { }; }\n"],
  ["changed by hand", (written: string) => written.replace("figlet", "toilet")],
])("a flake that was %s stays, its difference shown, until --force", async (_, change) => {
  await using rig = await openRig({ description });
  await rig.jig("flake");
  const theirs = change(rig.read("flake.nix"));
  rig.write("flake.nix", theirs);
  expectOutcome(await rig.jig("flake", "--check"), {
    code: 1,
    stderr: ["`flake.nix` is not what", "hint: it was written or changed by hand: `jig flake --force`"],
  });
  expectOutcome(await rig.jig("flake"), {
    code: 1,
    stderr: [/^-/m, /^\+/m, "written or changed by somebody else", "`jig flake --force`"],
  });
  expect(rig.read("flake.nix")).toBe(theirs);
  expectOutcome(await rig.jig("flake", "--force"), { stdout: "✓ wrote flake.nix\n", stderr: unpinned });
  expect(rig.read("flake.nix")).not.toBe(theirs);
});

test("a folder or a link of that name stays as it is", async () => {
  await using rig = await openRig({ description });
  mkdirSync(join(rig.root, "flake.nix"));
  expectOutcome(await rig.jig("flake", "--force"), { code: 1, stderr: ["`flake.nix` is a folder"] });
  await using other = await openRig({ description });
  const elsewhere = join(other.base, "elsewhere.nix");
  symlinkSync(elsewhere, join(other.root, "flake.nix"));
  expectOutcome(await other.jig("flake", "--force"), { code: 1, stderr: ["`flake.nix` is a link"] });
  expect(existsSync(elsewhere)).toBe(false);
});

test("a flake keeps its mode, and what is far too large to be one stays as it is", async () => {
  await using rig = await openRig({ description });
  const path = join(rig.root, "flake.nix");
  await rig.jig("flake");
  chmodSync(path, 0o444);
  rig.write("jig.toml", description.replaceAll("7000", "7111"));
  expectOutcome(await rig.jig("flake"), { stdout: "✓ wrote flake.nix\n", stderr: unpinned });
  expect((statSync(path).mode & 0o777).toString(8)).toBe("444");
  truncateSync(path, 300 * 1024 * 1024);
  for (const args of [[], ["--check"], ["--force"]])
    expectOutcome(await rig.jig("flake", ...args), {
      code: 1,
      stderr: [
        "error: `flake.nix` is too large to be compared (300.0 MiB, where 4 MiB is the limit), and stays as it is",
      ],
    });
});

test("locked packages of a Python that the project has no more fail a check, and go", async () => {
  await using rig = await openRig();
  await copyWorkbench(rig);
  await rig.jig("flake");
  rig.write("jig.toml", description);
  const path = join(rig.root, "requirements.lock");
  const left = "error: there is a `requirements.lock`, and no `[python]` any more";
  expectOutcome(await rig.jig("flake", "--check"), { code: 1, stderr: ["`flake.nix` is not what"] });
  const written = rig.read("requirements.lock");
  rmSync(path);
  expectOutcome(await rig.jig("flake"), { stdout: "✓ wrote flake.nix\n", stderr: unpinned });
  rig.write("requirements.lock", written);
  expectOutcome(await rig.jig("flake", "--check"), { code: 1, stderr: [left, "hint: run `jig flake`"] });
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ flake.nix: up to date; removed requirements.lock, for there is no `[python]` any more\n",
    stderr: unpinned,
  });
  expect(existsSync(path)).toBe(false);
  expectOutcome(await rig.jig("flake", "--check"), { stdout: "✓ up to date\n" });
  // Another tool's file of that name, or one that was changed, is its owner's.
  rig.write("requirements.lock", `${written}# mine\n`);
  expectOutcome(await rig.jig("flake", "--check"), { stdout: "✓ up to date\n" });
  expectOutcome(await rig.jig("flake"), { stdout: "✓ flake.nix: up to date\n", stderr: unpinned });
  expect(rig.read("requirements.lock")).toEndWith("# mine\n");
});

test("what is this machine's alone does not get into it", async () => {
  await using rig = await openRig({ description });
  const before = await rig.jig("flake", "--stdout");
  rig.write("jig.local.toml", '[packages]\ncommon = ["htop"]\n[services.web]\nport = 7999\n');
  expectOutcome(await rig.jig("flake", "--stdout"), { stdout: before.stdout });
});

test("in a repository it is said that Nix sees only what git knows, and the index stays as it is", async () => {
  await using rig = await openRig({ description });
  git(rig, "init", "--quiet");
  rig.write(".gitignore", "flake.nix\n");
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ wrote flake.nix\n",
    stderr: ["`git add flake.nix`, with `--force` where it is ignored"],
  });
  expect(git(rig, "ls-files")).toBe("");
  git(rig, "add", "--force", "flake.nix");
  expectOutcome(await rig.jig("flake"), { stdout: "✓ flake.nix: up to date\n", stderr: unpinned });
});

test("in a folder of a repository it is said as well", async () => {
  await using rig = await openRig();
  git(rig, "init", "--quiet");
  const folder = join(rig.root, "bench");
  rig.write("bench/jig.toml", description);
  expectOutcome(await rig.jig("flake", "-C", folder), {
    stdout: "✓ wrote flake.nix\n",
    stderr: ["Nix sees only what git knows: `git add flake.nix`"],
  });
});

test("without jig.lock the flake is written, and what is missing is said", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["six"]\n',
    folder: "a 'quoted' \"folder\" ${x}",
  });
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ wrote flake.nix\n",
    stderr: [
      "there is no `jig.lock` yet",
      "`jig lock`",
      /warning: `nix develop` fails in a folder with a single quote in its path; rename it: `\/.*a 'quoted'/,
    ],
  });
  expect(rig.read("flake.nix")).toContain("The development environment of workbench");
});

test("a Python that the release of nixpkgs has not is told", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n[python]\nversion = "3.8"\n' });
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ wrote flake.nix\n",
    stderr: [
      /warning: nixpkgs' nixos-25\.11 has no Python 3\.8 that jig knows of, only 3\.10, 3\.11, 3\.12, 3\.13, 3\.14: the flake's shell cannot be entered with it\n/,
    ],
  });
  rig.write("jig.toml", 'name = "bench"\n[python]\nversion = "3.12"\n');
  expect((await rig.jig("flake")).stderr).not.toContain("that jig knows of");
});

test("a name that is none of nixpkgs' is told where it stands", async () => {
  await using rig = await openRig({ description: '[packages]\ncommon = ["git", "not a name"]\n' });
  expectOutcome(await rig.jig("flake"), {
    code: 2,
    stderr: ["jig.toml:2:18", "`not a name` is not the name"],
  });
  expect(existsSync(join(rig.root, "flake.nix"))).toBe(false);
});

test("a clone in a folder of another name has the same flake; one with the line ends of Windows is told what helps", async () => {
  await using rig = await openRig({ description: description.replace('name = "bench"\n', "") });
  expectOutcome(await rig.jig("flake"), {
    stdout: "✓ wrote flake.nix\n",
    stderr: ["jig.toml has no `name`, so the flake says `workbench`\n"],
  });
  const elsewhere = join(rig.base, "a copy");
  mkdirSync(elsewhere);
  const written = rig.read("flake.nix");
  writeFileSync(join(elsewhere, "jig.toml"), rig.read("jig.toml").replaceAll("\n", "\r\n"));
  writeFileSync(join(elsewhere, "flake.nix"), written);
  const jig = (...args: readonly string[]) => rig.jigWith({ cwd: elsewhere }, "flake", ...args);
  expectOutcome(await jig("--check"), { stdout: "✓ up to date\n" });
  writeFileSync(join(elsewhere, "flake.nix"), written.replaceAll("\n", "\r\n"));
  expectOutcome(await jig("--check"), {
    code: 1,
    stderr: ["error: `flake.nix` has the line ends of Windows", "`*.nix text eol=lf` in `.gitattributes`"],
  });
  expectOutcome(await jig(), { stdout: "✓ wrote flake.nix\n", stderr: /./ });
  expect(readFileSync(join(elsewhere, "flake.nix"), "utf8")).toBe(written);
});

test.each([
  ["requirements.txt", "a name", (text: string) => `${text}\nhumanize\n`],
  ["jig.toml", "packages", (text: string) => text.replace("[python]", '[python]\npackages = ["humanize"]')],
  ["jig.toml", "version", (text: string) => text.replace('version = "3.11"', 'version = "3.12"')],
])("a lock that %s has left behind (%s) is no base for a flake", async (file, _, change) => {
  await using rig = await openRig();
  await copyWorkbench(rig);
  await rig.jig("flake");
  const before = [rig.read("flake.nix"), rig.read("requirements.lock")];
  const text = rig.read(file);
  rig.write(file, change(text));
  expect(rig.read(file)).not.toBe(text);
  for (const args of [[], ["--check"], ["--force"], ["--stdout"]])
    expectOutcome(await rig.jig("flake", ...args), {
      code: 1,
      stderr: ["error: `jig.lock` does not match the requirements any more", "hint: run `jig lock` first"],
    });
  expect([rig.read("flake.nix"), rig.read("requirements.lock")]).toEqual(before);
});

test("locked packages without the lock that they come from fail a check", async () => {
  await using rig = await openRig();
  await copyWorkbench(rig);
  await rig.jig("flake");
  rmSync(join(rig.root, "jig.lock"));
  expectOutcome(await rig.jig("flake", "--check"), {
    code: 1,
    stderr: ["error: there is a `requirements.lock`, and no `jig.lock` to compare it with\n", "hint: "],
  });
});
