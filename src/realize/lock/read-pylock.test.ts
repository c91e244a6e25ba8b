import { expect, test } from "bun:test";

import type { Lock } from "../../plan/lock/lock.ts";
import type { LockStep } from "../../plan/step.ts";
import { preferencesText, pyprojectText } from "./lock-project.ts";
import { readPylock } from "./read-pylock.ts";
import { requirementsText } from "../../plan/lock/requirements-text.ts";
import { simplifyMarker } from "./simplify-marker.ts";
import { DEFAULT_PLATFORMS } from "../../plan/platforms/platforms.ts";

const hash = "ab".repeat(32);

test("what uv resolved becomes packages without an address", () => {
  const text = `
lock-version = "1.0"
[[packages]]
name = "numpy"
version = "2.4.6"
marker = "python_full_version < '3.11.5' and (sys_platform == 'darwin' or sys_platform == 'linux')"
index = "https://mirror.invalid/simple"
sdist = { url = "https://mirror.invalid/numpy-2.4.6.tar.gz", size = 7, hashes = { sha256 = "${hash}" } }
wheels = [{ url = "https://mirror.invalid/a%2Bb/numpy-2.4.6%2Bcpu-cp311.whl#x", hashes = { sha256 = "${hash}" } }]
`;
  expect(
    readPylock(text, {
      nameIndex: (address) => (address === "https://mirror.invalid/simple" ? "pypi" : "?"),
    }),
  ).toEqual({
    ok: true,
    value: [
      {
        name: "numpy",
        version: "2.4.6",
        index: "pypi",
        marker: "python_full_version < '3.11.5'",
        files: [
          { name: "numpy-2.4.6.tar.gz", size: 7, sha256: hash },
          { name: "numpy-2.4.6+cpu-cp311.whl", size: null, sha256: hash },
        ],
      },
    ],
  });
});

test("of what comes from elsewhere, as much is kept as holds for everybody, and no password", () => {
  const text = `
[[packages]]
name = "vcs"
version = "1"
vcs = { type = "git", url = "https://ada:secret@example.invalid/x", commit-id = "${"a".repeat(40)}", subdirectory = "s" }
[[packages]]
name = "folder"
directory = { path = "/p/libs/x", editable = true }
[[packages]]
name = "root"
directory = { path = "/p" }
[[packages]]
name = "address"
version = "1"
archive = { url = "https://example.invalid/x.whl", size = 3, hashes = { sha256 = "${hash}" } }
[[packages]]
name = "wheel"
version = "1"
archive = { path = "/p/w/wheel-1-py3-none-any.whl", hashes = { sha256 = "${hash}" } }
`;
  const read = readPylock(text, { nameIndex: () => "pypi", root: "/p", referenceOf: () => "main" });
  expect(
    read.ok && read.value.map(({ name, version, place, files }) => [name, version, place, files]),
  ).toEqual([
    [
      "address",
      "1",
      { kind: "address", url: "https://example.invalid/x.whl" },
      [{ name: "x.whl", size: 3, sha256: hash }],
    ],
    ["folder", "", { kind: "folder", path: "libs/x", isEditable: true }, []],
    ["root", "", { kind: "folder", path: ".", isEditable: false }, []],
    [
      "vcs",
      "1",
      {
        kind: "repository",
        url: "https://example.invalid/x",
        reference: "main",
        commit: "a".repeat(40),
        subdirectory: "s",
      },
      [],
    ],
    [
      "wheel",
      "1",
      { kind: "archive", path: "w/wheel-1-py3-none-any.whl" },
      [{ name: "wheel-1-py3-none-any.whl", size: null, sha256: hash }],
    ],
  ]);
});

test("a file is called as in its address, where that ends in one", () => {
  const read = readPylock(
    `[[packages]]
name = "a-b"
version = "1"
sdist = { name = "a_b-1.tar.gz", url = "https://mirror.invalid/download?id=7", hashes = { sha256 = "${hash}" } }
wheels = [{ name = "a_b-1-py3-none-any.whl", url = "https://mirror.invalid/a.b-1-py3-none-any.whl", hashes = { sha256 = "${hash}" } }]
`,
    { nameIndex: () => "pypi" },
  );
  expect(read.ok && read.value[0]?.files.map(({ name }) => name)).toEqual([
    "a_b-1.tar.gz",
    "a.b-1-py3-none-any.whl",
  ]);
});

test("what has no hash that holds everywhere is named, all of it", () => {
  const text = `
[[packages]]
name = "other"
version = "1"
vcs = { type = "hg", url = "https://example.invalid/x", commit-id = "1" }
[[packages]]
name = "weak"
version = "1"
wheels = [{ url = "https://example.invalid/weak-1.whl", hashes = { md5 = "1" } }]
`;
  expect(readPylock(text, { nameIndex: () => "pypi" })).toEqual({
    ok: false,
    failure: {
      reason: "package-not-lockable",
      packages: [
        { name: "other", from: "repository" },
        { name: "weak", from: "no-sha256" },
      ],
    },
  });
});

test("markers lose what is true on every system that is locked for, and nothing else", () => {
  const both = "sys_platform == 'darwin' or sys_platform == 'linux'";
  expect(
    [
      both,
      `implementation_name != 'PyPy' and (${both})`,
      `(platform_machine == 'x86_64' or platform_machine == 'arm64') and (${both})`,
      "(platform_machine == 'aarch64') and sys_platform == 'linux'",
      `os_name == 'a' or os_name == 'b' and (${both})`,
      `extra == ' or ' and (${both})`,
      "sys_platform == 'darwin'",
    ].map((marker) => simplifyMarker(marker)),
  ).toEqual([
    null,
    "implementation_name != 'PyPy'",
    "platform_machine == 'x86_64' or platform_machine == 'arm64'",
    "(platform_machine == 'aarch64') and sys_platform == 'linux'",
    `os_name == 'a' or os_name == 'b' and (${both})`,
    "extra == ' or '",
    "sys_platform == 'darwin'",
  ]);
});

const step: LockStep = {
  id: "lock",
  kind: "lock",
  why: { file: "jig.toml", line: 1, column: 1 },
  needs: [],
  digest: "d",
  scope: "project",
  reason: "missing",
  requiresPython: "==3.11.*",
  requirements: ["colorama ; sys_platform == 'win32'", 'six"\\'],
  constraints: ["numpy<3"],
  platforms: DEFAULT_PLATFORMS,
  build: "allow",
  excludeNewer: null,
  inputs: "sha256:0",
};

test("the project that uv resolves is TOML, whatever the requirements hold, and its own workspace", () => {
  expect(Bun.TOML.parse(pyprojectText(step))).toMatchObject({
    project: { "requires-python": "==3.11.*", dependencies: [...step.requirements, "pip"] },
    tool: { uv: { "constraint-dependencies": ["numpy<3"], workspace: { members: [] } } },
  });
});

const lock: Lock = {
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: DEFAULT_PLATFORMS,
  inputs: "sha256:0",
  packages: [
    {
      name: "six",
      version: "1.17.0",
      index: "pypi",
      marker: "sys_platform == 'linux'",
      files: [
        { name: "six.tar.gz", size: 1, sha256: hash },
        { name: "six.whl", size: 1, sha256: "cd".repeat(32) },
      ],
    },
  ],
};

test("the versions of now are handed to uv as preferences", () => {
  expect(Bun.TOML.parse(preferencesText(lock))).toMatchObject({
    package: [{ name: "six", version: "1.17.0" }],
  });
});

test("the lock becomes requirements with every hash", () => {
  expect(requirementsText(lock)).toBe(
    [
      "six==1.17.0 ; sys_platform == 'linux' \\",
      `    --hash=sha256:${hash} \\`,
      `    --hash=sha256:${"cd".repeat(32)}`,
      "",
    ].join("\n"),
  );
});
