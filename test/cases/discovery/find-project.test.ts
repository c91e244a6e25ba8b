import { expect, test } from "bun:test";
import { chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const describe = (name: string): string => `name = "${name}"\n`;

const folder = (path: string): string => {
  mkdirSync(path, { recursive: true });
  return path;
};

/** The name of the project that is found from a folder. */
const found = async (rig: Rig, cwd: string): Promise<string> => {
  const { code, stdout, stderr } = await rig.jigWith({ cwd }, "status", "--json");
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(stdout).project.name;
};

const NOT_FOUND = ["there is no `jig.toml` in"];

const notFound = (rig: Rig, cwd: string) => rig.jigWith({ cwd }, "plan");

test("the nearest description counts, from any folder below it and through a link", async () => {
  await using rig = await openRig({ description: describe("outer") });
  rig.write("inner/pyproject.toml", '[tool.jig]\nname = "inner"\n');
  rig.write("plain/pyproject.toml", '[project]\nname = "plain"\n');
  expect(await found(rig, rig.root)).toBe("outer");
  expect(await found(rig, folder(join(rig.root, "inner", "a", "b")))).toBe("inner");
  expect(await found(rig, folder(join(rig.root, "plain", "a")))).toBe("outer");
  const link = join(rig.base, "link");
  symlinkSync(join(rig.root, "inner", "a"), link);
  expect(await found(rig, link)).toBe("inner");
});

test("a jig.toml beside a [tool.jig] is an error that names both", async () => {
  await using rig = await openRig({ description: describe("own") });
  rig.write("pyproject.toml", "[tool.jig]\n");
  const files = [join(rig.root, "jig.toml"), join(rig.root, "pyproject.toml")];
  for (const command of ["up", "plan", "status", "sync"]) {
    expectOutcome(await rig.jig(command), { code: 2, stderr: [...files, "hint: keep one of them"] });
  }
});

test("the search looks in the home folder and not above it", async () => {
  await using rig = await openRig();
  writeFileSync(join(rig.base, "jig.toml"), describe("above"));
  const below = folder(join(rig.home, "w", "deep"));
  expectOutcome(await notFound(rig, below), { code: 2, stderr: NOT_FOUND });
  writeFileSync(join(rig.home, "jig.toml"), describe("home"));
  expect(await found(rig, below)).toBe("home");
  // Elsewhere it goes on.
  expect(await found(rig, folder(join(rig.base, "elsewhere", "deep")))).toBe("above");
  rmSync(join(rig.base, "jig.toml"));
});

const isRoot = process.getuid?.() === 0;

// Only root can give a folder to somebody else.
test.skipIf(!isRoot)("a folder of another owner above is not looked into", async () => {
  await using rig = await openRig();
  const theirs = folder(join(rig.base, "theirs"));
  writeFileSync(join(theirs, "jig.toml"), describe("theirs"));
  const mine = folder(join(theirs, "mine", "deep"));
  expect(await found(rig, mine)).toBe("theirs");
  chownSync(theirs, 12_345, 12_345);
  expectOutcome(await notFound(rig, mine), { code: 2, stderr: NOT_FOUND });
  // Somebody who stands in that folder means it: so it is in a container, where root works on a mount.
  expect(await found(rig, theirs)).toBe("theirs");
  chownSync(theirs, 0, 0);
});

/** A file system of its own at a folder; null where that is not allowed. */
const mount = (path: string): { unmount(): void } | null => {
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1m", "jig-test", path]);
  return mounted.exitCode === 0 ? { unmount: () => void Bun.spawnSync(["umount", path]) } : null;
};

const canMount = (): boolean => {
  if (!isRoot) return false;
  const probe = folder("/tmp/jig-mount-probe");
  const mounted = mount(probe);
  mounted?.unmount();
  rmSync(probe, { recursive: true });
  return mounted !== null;
};

test.skipIf(!canMount())("another file system above is not looked into (needs to mount one)", async () => {
  await using rig = await openRig({ description: describe("outside") });
  const top = folder(join(rig.root, "mounted"));
  expect(await found(rig, top)).toBe("outside");
  const mounted = mount(top);
  try {
    const below = folder(join(top, "deep"));
    expectOutcome(await notFound(rig, below), { code: 2, stderr: NOT_FOUND });
    writeFileSync(join(top, "jig.toml"), describe("inside"));
    expect(await found(rig, below)).toBe("inside");
  } finally {
    mounted?.unmount();
  }
});

test("`-C` looks from that folder, and a jig.local.toml alone describes nothing", async () => {
  await using rig = await openRig({ description: describe("bench") });
  rig.write("a/b/jig.local.toml", describe("mine"));
  expectOutcome(await rig.jigWith({ cwd: "/" }, "status", "-C", join(rig.root, "a", "b")), {
    stdout: /^bench/,
  });
  expectOutcome(await rig.jigWith({ cwd: rig.home }, "down"), { code: 2, stderr: anything });
});
