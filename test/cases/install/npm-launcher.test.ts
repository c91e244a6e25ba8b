// The `jig` of the npm package, beside packages of a program that stands in for the executable.

import { expect, test } from "bun:test";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expectOutcome, type Outcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

const putLauncher = (folder: string): string => {
  const path = join(folder, "node_modules", "jigup", "bin", "jig");
  mkdirSync(join(path, ".."), { recursive: true });
  copyFileSync(join(repository, "packaging", "jig.sh"), path);
  chmodSync(path, 0o755);
  return path;
};

const putPlatform = (folder: string, name: string): void => {
  const bin = join(folder, "node_modules", "@jigup", name, "bin");
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\nprintf '${name}'\nprintf ' <%s>' "$@"\necho " $$"\nexit 7\n`;
  writeFileSync(join(bin, "jig"), script, { mode: 0o755 });
};

const run = (rig: Rig, path: string, ...words: string[]): Promise<Outcome> & { readonly pid: number } => {
  const running = startProgram([path, ...words], { cwd: "/", env: rig.env });
  return Object.assign(running.ended, { pid: running.pid });
};

const pretend = (rig: Rig, machine: string): void =>
  void rig.program("uname", `#!/bin/sh\necho '${machine}'\n`);

test("it becomes the executable for this machine, with its words, its process and its exit code", async () => {
  await using rig = await openRig();
  const launcher = putLauncher(rig.root);
  for (const name of ["linux-arm64", "macos-arm64", "macos-x64"]) putPlatform(rig.root, name);
  const machines: Readonly<Record<string, string>> = {
    "Linux aarch64": "linux-arm64",
    "Darwin arm64": "macos-arm64",
    "Darwin x86_64": "macos-x64",
  };
  for (const [machine, name] of Object.entries(machines)) {
    pretend(rig, machine);
    const ran = run(rig, launcher, "run", "a b", "");
    expectOutcome(await ran, { code: 7, stdout: `${name} <run> <a b> <> ${ran.pid}\n` });
  }
});

test("it is found through links, and finds its part beside itself and in folders above", async () => {
  await using rig = await openRig();
  pretend(rig, "Darwin arm64");
  const inner = join(rig.root, "packages", "inner");
  const launcher = putLauncher(inner);
  putPlatform(rig.root, "macos-arm64");
  mkdirSync(join(inner, "node_modules", ".bin"));
  symlinkSync("../jigup/bin/jig", join(inner, "node_modules", ".bin", "jig"));
  const link = join(rig.home, "jig");
  symlinkSync(join(inner, "node_modules", ".bin", "jig"), link);
  for (const path of [launcher, link]) {
    expectOutcome(await run(rig, path, "up"), { code: 7, stdout: /^macos-arm64 <up> / });
  }
  putPlatform(inner, "macos-arm64");
  rmSync(join(rig.root, "node_modules"), { recursive: true });
  expectOutcome(await run(rig, link, "up"), { code: 7, stdout: /^macos-arm64 <up> / });
});

test("it is found from its own folder, without a slash, and with a CDPATH that it hands on", async () => {
  await using rig = await openRig();
  pretend(rig, "Darwin arm64");
  putLauncher(rig.root);
  putPlatform(rig.root, "macos-arm64");
  const bin = join(rig.root, "node_modules", ".bin");
  mkdirSync(bin);
  symlinkSync("../jigup/bin/jig", join(bin, "jig"));
  writeFileSync(
    join(rig.root, "node_modules", "@jigup", "macos-arm64", "bin", "jig"),
    '#!/bin/sh\necho "$CDPATH $1"\n',
  );
  mkdirSync(join(rig.root, "elsewhere", "node_modules", "jigup"), { recursive: true });
  const from = (cwd: string, path: string): Promise<Outcome> =>
    startProgram(["sh", path, "up"], { cwd, env: { ...rig.env, CDPATH: join(rig.root, "elsewhere") } }).ended;
  const expected = { stdout: `${join(rig.root, "elsewhere")} up\n` };
  expectOutcome(await from(bin, "jig"), expected);
  expectOutcome(await from(rig.root, "node_modules/.bin/jig"), expected);
});

test("without its part, and on a machine that has none, it says so", async () => {
  await using rig = await openRig();
  const launcher = putLauncher(rig.root);
  pretend(rig, "Darwin arm64");
  expectOutcome(await run(rig, launcher, "up"), {
    code: 1,
    stderr: /^error: `@jigup\/macos-arm64` is not installed, the part of jigup for this machine\nhint: .*\n$/,
  });
  pretend(rig, "FreeBSD amd64");
  expectOutcome(await run(rig, launcher, "up"), {
    code: 1,
    stderr: "error: there is no jig for `FreeBSD amd64`\n",
  });
  expect(existsSync(join(rig.root, "node_modules", "@jigup"))).toBe(false);
});
