import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";

import { realHost } from "../../host/real-host.ts";
import { hasTrackedFiles, indexHasPrefix, isTracked } from "./tracked-files.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-tracked-")));
const repository = join(folder, "repository");
const host = realHost();

const git = (...args: string[]): void => {
  execFileSync("git", args, {
    cwd: repository,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder },
    stdio: "ignore",
  });
};
const write = (path: string): void => {
  fs.mkdirSync(join(repository, path, ".."), { recursive: true });
  fs.writeFileSync(join(repository, path), path);
};

beforeAll(() => {
  fs.mkdirSync(repository);
  git("init", "-q");
  for (const path of [
    "a/.venv/pyvenv.cfg",
    "b/x.venv/file",
    "b/.venv.txt",
    "b/.venv2/file",
    "c",
    `${"d".repeat(200)}/é`,
  ]) {
    write(path);
  }
  git("add", "-A");
  write("b/.venv/untracked");
  write("new/.venv/file");
  git("add", "--intent-to-add", "new/.venv/file");
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const isFileTracked = (path: string): boolean => isTracked(host, join(repository, path));
const tracked = (path: string): boolean => hasTrackedFiles(host, join(repository, path));

test.each([2, 3, 4])("tracked files are found in an index of version %i, others are not", (version) => {
  git("update-index", "--index-version", String(version));
  expect(tracked("a/.venv")).toBe(true);
  expect(tracked("new/.venv")).toBe(true);
  expect(tracked("d".repeat(200))).toBe(true);
  expect(tracked("b/.venv")).toBe(false);
  expect(tracked(".venv")).toBe(false);
  expect(tracked("c/.venv")).toBe(false);
});

test.each([2, 3, 4])(
  "a tracked file is found in an index of version %i, one that only begins alike is not",
  (version) => {
    git("update-index", "--index-version", String(version));
    expect(isFileTracked("c")).toBe(true);
    expect(isFileTracked("b/.venv.txt")).toBe(true);
    expect(isFileTracked("a/.venv/pyvenv.cfg")).toBe(true);
    expect(isFileTracked("b/.venv")).toBe(false);
    expect(isFileTracked("b/.venv.tx")).toBe(false);
    expect(isFileTracked("venv.txt")).toBe(false);
  },
);

test("looking leaves git's folder as it was", () => {
  const stat = (): string =>
    fs
      .readdirSync(join(repository, ".git"))
      .map((name) => `${name} ${fs.statSync(join(repository, ".git", name), { bigint: true }).mtimeNs}`)
      .join();
  const before = stat();
  hasTrackedFiles(host, join(repository, "a/.venv"));
  expect(stat()).toBe(before);
});

test("a linked work tree has an index of its own", () => {
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x");
  git("worktree", "add", "-q", join(folder, "linked"));
  expect(hasTrackedFiles(host, join(folder, "linked/a/.venv"))).toBe(true);
  expect(hasTrackedFiles(host, join(folder, "linked/b/.venv"))).toBe(false);
});

test("outside of a work tree nothing is tracked", () => {
  expect(hasTrackedFiles(host, join(folder, "plain/.venv"))).toBe(false);
});

test("no bytes are too strange for an index", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(2, 3, 4, 9), (bytes, version) => {
      const head = new Uint8Array([0x44, 0x49, 0x52, 0x43, 0, 0, 0, version, 0, 0, 0, 9]);
      expect(typeof indexHasPrefix(new Uint8Array([...head, ...bytes]), "a/")).toBe("boolean");
      expect(indexHasPrefix(bytes, "a/")).toBe(false);
    }),
  );
});
