import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig } from "../../rig/rig.ts";

const services =
  '[services.a]\nrun = "sleep 1000"\npackages = ["miller"]\n[services.b]\nrun = "sleep 1000"\n';

test("packages that are here are found: commands, libraries and names that nobody wrote down", async () => {
  await using rig = await openRig({
    description: '[packages]\ncommon = ["git", "jig-tool", "coreutils"]\nlinux = ["stdenv.cc.cc.lib"]\n',
  });
  rig.program("jig-tool", "#!/bin/sh\n");
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: /✓ 4 system packages found on this machine/,
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything });
});

test("what is missing is named with one command, and only what needs it is stopped", async () => {
  await using rig = await openRig({
    description: `[packages]\ncommon = ["git", "jig-library"]\n${services}`,
  });
  // Whatever system this is: it has apt from now on.
  rig.program("apt-get", "#!/bin/sh\nexit 1\n");
  const command =
    /hint: `(sudo )?apt-get install miller` brings it; jig does not know `jig-library`: where it is here under another name all is well, else `apt-cache search jig-library` looks for what it is called in apt/;
  expectOutcome(await rig.jig("up"), {
    code: 1,
    stdout: /✗ my projét is not complete\n\n {2}a {2}failed\n {2}b {2}ready\n/,
    stderr: [
      "warning: `miller` is not on this machine, nor `jig-library` by that name\n --> jig.toml:2",
      command,
      /error: service `a`: it needs `miller`, which is not on this machine; `(sudo )?apt-get install miller` brings it/,
    ],
  });
  expectOutcome(await rig.jig("run", "--", "echo", "alone"), { stdout: "alone\n" });

  rig.program("mlr", "#!/bin/sh\n");
  expectOutcome(await rig.jig("up"), {
    stdout: anything,
    stderr: [/warning: `jig-library` is not on this machine/, "✓ a ready"],
  });
});

test.skipIf(process.platform !== "linux")(
  "the example's packages on a machine that has none of them cost one warning (Linux)",
  async () => {
    const example = readFileSync(join(repository, "examples", "workbench", "jig.toml"), "utf8");
    const table = /^\[packages\].*?\n\n/ms.exec(example)?.[0] ?? "";
    await using rig = await openRig({ description: `${table}[services.b]\nrun = "sleep 1000"\n` });
    const bare = join(rig.base, "bare");
    mkdirSync(bare);
    for (const name of ["sh", "sleep", "apt-get"])
      symlinkSync(Bun.which(name) ?? "/bin/true", join(bare, name));
    const env = { PATH: bare };
    expectOutcome(await rig.jigWith({ env }, "up"), {
      stdout: /✓ my projét is up\n\n {2}b {2}ready\n/,
      stderr: [
        /^✓ looked for 8 system packages on this machine, found \d[^\n]*\nwarning: `git`, `figlet`, `tmux`, (`zlib`, )?`cmake`, `ninja`(,| and) `gcc`[^\n]* are not on this machine\n --> jig\.toml:2:11\nhint: `(sudo )?apt-get install git figlet tmux (zlib1g-dev )?cmake ninja-build build-essential[^`]*` brings them\n✓ b ready/,
      ],
    });
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /is up/ });
  },
);

test("with `require` nothing is started where one is missing, and a name that nobody wrote down stops nobody", async () => {
  await using rig = await openRig({
    description: `[packages]\nrequire = true\ncommon = ["git", "jig-library"]\n${services}`,
  });
  expectOutcome(await rig.jig("up"), {
    code: 1,
    stderr: [
      /error: `miller` is not on this machine, nor `jig-library` by that name\n --> jig\.toml:6/,
      "hint: ",
    ],
  });
  const { services: all } = await rig.status();
  expect(all.every(({ pid }) => pid === null)).toBe(true);

  rig.program("mlr", "#!/bin/sh\n");
  expectOutcome(await rig.jig("plan"), {
    stdout: anything,
    stderr: /^warning: `jig-library` is not on this machine by that name\n --> jig\.toml:3/,
  });
  expectOutcome(await rig.jig("up"), {
    stdout: /a {2}ready\n {2}b {2}ready/,
    stderr: [/warning: `jig-library` is not on this machine by that name\n --> jig\.toml:3/],
  });
});

test("what data projects name is found by its programs, with `require` too", async () => {
  const names = ["jdk", "openjdk", "jdk21_headless", "texliveSmall", "poppler_utils", "openmpi", "zlib.dev"];
  await using rig = await openRig({
    description: `[packages]\nrequire = true\ncommon = ${JSON.stringify(names)}\n`,
  });
  for (const name of ["java", "javac", "mpirun", "pdftotext", "pdflatex"]) rig.program(name, "#!/bin/sh\n");
  const pkgConfig = join(rig.base, "pkgconfig");
  mkdirSync(pkgConfig);
  writeFileSync(join(pkgConfig, "zlib.pc"), "");
  expectOutcome(await rig.jigWith({ env: { PKG_CONFIG_PATH: pkgConfig } }, "up"), {
    stdout: anything,
    stderr: /✓ 7 system packages found on this machine/,
  });
});

test("what is missing is told once, until something comes or goes where it would appear", async () => {
  await using rig = await openRig({ description: `[packages]\ncommon = ["jig-library"]\n${services}` });
  const missing = /warning: `miller` is not on this machine, nor `jig-library` by that name/;
  expectOutcome(await rig.jig("sync"), {
    stdout: /0 of 2 system packages\n/,
    stderr: [/^✓ looked for 2 system packages on this machine, found 0[^\n]*\n/, missing],
  });
  expectOutcome(await rig.jig("sync"), { stdout: /0 of 2 system packages\n/ });
  // What stops a service is said each time.
  const lacking = /error: service `a`: it needs `miller`/;
  for (const round of [1, 2]) {
    const { code, stderr } = await rig.jig("up");
    expect([round, code]).toEqual([round, 1]);
    expect(stderr).toMatch(lacking);
    expect(stderr).not.toContain("warning");
  }
  rig.program("mlr", "#!/bin/sh\n");
  expectOutcome(await rig.jig("up"), {
    stdout: /a {2}ready/,
    stderr: [
      /looked for 2 system packages on this machine, found 1/,
      /warning: `jig-library` is not on this machine/,
    ],
  });
});

test("a package that leaves the machine is missed by the next `up`", async () => {
  await using rig = await openRig({ description: '[packages]\ncommon = ["jig-tool"]\n' });
  const path = rig.program("jig-tool", "#!/bin/sh\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  await Bun.file(path).delete();
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: /warning: `jig-tool` is not on this machine/,
  });
});

test("a program that Homebrew links nowhere is on PATH for services and commands", async () => {
  await using rig = await openRig({ description: '[packages]\ncommon = ["jig-keg"]\n' });
  const folder = join(rig.base, "brew", "opt", "jig-keg", "bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "jig-keg"), "#!/bin/sh\necho from the keg\n", { mode: 0o755 });
  const env = { HOMEBREW_PREFIX: join(rig.base, "brew") };
  expectOutcome(await rig.jigWith({ env }, "sync"), {
    stdout: anything,
    stderr: /1 system package found on this machine/,
  });
  for (const _ of ["made", "warm"]) {
    expectOutcome(await rig.jigWith({ env }, "run", "--", "jig-keg"), { stdout: "from the keg\n" });
  }
});

test("packages of another system are none for this one", async () => {
  const other = process.platform === "darwin" ? "linux" : "macos";
  await using rig = await openRig({ description: `[packages]\n${other} = ["strace"]\n` });
  expectOutcome(await rig.jig("up"), {
    stdout:
      /nothing to install or start: jig\.toml asks for no Python, no services and no packages for this system\n/,
  });
});

test("a package of one Python belongs into its environment", async () => {
  await using rig = await openRig({ description: '[packages]\ncommon = ["python311Packages.pip"]\n' });
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: [
      "`python311Packages.pip` is not on this machine",
      "`pip` can be had without Nix as `packages` of `[python]`",
    ],
  });
});

test("names that are none are told before anything is done", async () => {
  await using rig = await openRig({
    description: '[packages]\ncommon = ["pkgs.git", "a b"]\nnixpkgs = "../x"\n',
  });
  expectOutcome(await rig.jig("up"), {
    code: 2,
    stderr: [
      "`pkgs.git` is not the name of a package in nixpkgs",
      'hint: write `"git"`',
      "`a b` is not the name",
      "`../x` is neither a branch nor a revision of nixpkgs",
    ],
  });
});
