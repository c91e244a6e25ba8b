import { expect, test } from "bun:test";

import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import { sayLockChanges } from "./say-lock-changes.ts";

const six: LockedPackage = {
  name: "six",
  version: "1.17.0",
  index: "pypi",
  marker: null,
  files: [{ name: "six.whl", size: 1, sha256: "ab".repeat(32) }],
};

const repository = (commit: string): LockedPackage => ({
  ...six,
  name: "gitlib",
  version: "1.0",
  index: "",
  place: { kind: "repository", url: "https://git.example/lib", reference: "v1", commit, subdirectory: null },
  files: [],
});

const lock = (...packages: readonly LockedPackage[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: [],
  inputs: "",
  packages,
});

const say = (before: readonly LockedPackage[], after: readonly LockedPackage[]): string =>
  sayLockChanges(lock(...before), lock(...after));

test("versions that stay and mean something else are told", () => {
  expect(sayLockChanges(null, lock(six))).toBe("");
  expect(say([six], [{ ...six, files: [{ name: "other.whl", size: 2, sha256: "ab".repeat(32) }] }])).toBe(
    ", nothing changed",
  );
  expect(sayLockChanges(lock(six), { ...lock(six), platforms: ["linux-x64"] })).toBe(", for linux-x64 too");
  expect(sayLockChanges({ ...lock(six), platforms: ["linux-x64"] }, lock(six))).toBe(
    ", not for linux-x64 any more",
  );
  expect(say([repository("1a".repeat(20))], [repository("4d".repeat(20))])).toBe(
    ", ~ gitlib 1.0 (commit 1a1a1a1 → 4d4d4d4)",
  );
  expect(say([six], [{ ...six, files: [{ name: "six.whl", size: 1, sha256: "cd".repeat(32) }] }])).toBe(
    ", ~ six 1.17.0 (other files)",
  );
  expect(say([six], [{ ...six, marker: "sys_platform == 'linux'" }])).toBe(
    ", ~ six 1.17.0 (other platforms)",
  );
  expect(say([{ ...repository("1a".repeat(20)), name: "six" }], [six])).toBe(
    ", six 1.0 → 1.17.0 (from https://git.example/lib → pypi)",
  );
});

test("a folder's package that says no version has none in the sentence, and one that is linked instead of copied is told", () => {
  const folder = (isEditable: boolean): LockedPackage => ({
    ...six,
    name: "dyn",
    version: "",
    index: "",
    place: { kind: "folder", path: "libs/dyn", isEditable },
    files: [],
  });
  expect(say([six], [folder(true), six])).toBe(", + dyn");
  expect(say([folder(true)], [folder(false)])).toBe(", ~ dyn (from -e libs/dyn → libs/dyn)");
  expect(say([folder(true)], [six])).toBe(", + six 1.17.0, - dyn");
  expect(say([folder(false)], [{ ...folder(false), version: "0.1" }])).toBe(", ~ dyn 0.1");
});

test("a package that comes from another index is told first, however much else is new", () => {
  const more = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => ({ ...six, name }));
  const inner = { ...six, name: "privlib", version: "2.0", index: "inner" };
  expect(say([inner, six], [{ ...inner, version: "0.0.4", index: "pypi" }, six, ...more])).toBe(
    ", privlib 2.0 → 0.0.4 (index inner → pypi), + a 1.17.0, + b 1.17.0, + c 1.17.0, + d 1.17.0, + e 1.17.0 and 3 more",
  );
  expect(say([inner], [])).toBe(", - privlib");
});
