import { expect, test } from "bun:test";

import type { Lock, LockedPackage } from "../../plan/lock/lock.ts";
import { requirementsText } from "../../plan/lock/requirements-text.ts";
import { sourcesText } from "./sources-text.ts";

const pack = (pinned: string, index: string, marker: string | null = null): LockedPackage => ({
  name: pinned.split("==")[0] ?? "",
  version: pinned.split("==")[1] ?? "",
  index,
  marker,
  files: [{ name: `${pinned}.whl`, sha256: "0".repeat(64), size: 1 }],
});

const lock: Lock = {
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  inputs: "x",
  platforms: ["linux-x64"],
  packages: [
    pack("birch==2.0", "pypi"),
    pack("elm==3.0", "inner", "sys_platform == 'linux'"),
    pack("elm==4.0", "pypi", "sys_platform == 'darwin'"),
  ],
};

test("what the lock has from such an index is asked for there, and what it has from elsewhere is not", () => {
  const text = sourcesText(lock, {
    requirements: requirementsText(lock),
    indexes: [{ name: "inner", url: "https://inner.example/simple", isExplicit: true }],
  });
  expect(text.split("\n")).toEqual([
    "[project]",
    'name = "jig-installs-this"',
    'version = "0"',
    "dependencies = [\"elm==3.0 ; sys_platform == 'linux'\"]",
    "",
    "[[tool.uv.index]]",
    'name = "inner"',
    'url = "https://inner.example/simple"',
    "explicit = true",
    "",
    "[tool.uv.sources]",
    '"elm" = [{ index = "inner", marker = "sys_platform == \'linux\'" }]',
    "",
    "[tool.uv.workspace]",
    "members = []",
    "",
  ]);
});
