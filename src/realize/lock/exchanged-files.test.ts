import { expect, test } from "bun:test";

import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import { exchangedFiles } from "./exchanged-files.ts";

const six = (sha: string, more: Partial<LockedPackage> = {}): LockedPackage => ({
  name: "six",
  version: "1.17.0",
  index: "pypi",
  marker: null,
  files: [{ name: "six.whl", size: 1, sha256: sha.repeat(32) }],
  ...more,
});

const lock = (...packages: readonly LockedPackage[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: [],
  inputs: "",
  packages,
});

test("a file of the same name with another hash is warned of, one more or one of the project's is not", () => {
  expect(exchangedFiles(lock(six("ab")), lock(six("cd")))).toMatchObject([
    { severity: "warning", code: "file-exchanged", detail: ["six.whl"] },
  ]);
  expect(exchangedFiles(null, lock(six("cd")))).toEqual([]);
  expect(exchangedFiles(lock(six("ab")), lock(six("ab")))).toEqual([]);
  const more = six("ab", {
    files: [...six("ab").files, { name: "six-cp314.whl", size: 1, sha256: "ef".repeat(32) }],
  });
  expect(exchangedFiles(lock(six("ab")), lock(more))).toEqual([]);
  const place = { kind: "archive", path: "wheels/six.whl" } as const;
  expect(exchangedFiles(lock(six("ab", { place })), lock(six("cd", { place })))).toEqual([]);
});
