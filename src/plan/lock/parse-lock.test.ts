import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { parseLock } from "./parse-lock.ts";
import { printLock, sortPackages } from "./print-lock.ts";
import type { Lock } from "./lock.ts";
import { EMPTY_LOCK, pythonLock } from "./python-lock.ts";

const lock: Lock = {
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64", "macos-arm64"],
  inputs: "sha256:0123",
  packages: [
    {
      name: "appnope",
      version: "1.0.0",
      index: "pypi",
      marker: "sys_platform == 'darwin'",
      files: [{ name: "appnope-1.0.0-py3-none-any.whl", size: 4158, sha256: "6f".repeat(32) }],
    },
    {
      name: "six",
      version: "1.17.0",
      index: "pypi",
      marker: null,
      files: [
        { name: "six-1.17.0-py2.py3-none-any.whl", size: null, sha256: "47".repeat(32) },
        { name: "six-1.17.0.tar.gz", size: 34_031, sha256: "ff".repeat(32) },
      ],
    },
  ],
};

test("a lock prints one key and one file a line", () => {
  expect(printLock(lock)).toBe(
    [
      "# The exact packages of this project, for every platform. Commit it; `jig lock` makes it again.",
      "version = 1",
      'python = "3.11.7"',
      'requires-python = "==3.11.*"',
      'platforms = ["linux-x64", "macos-arm64"]',
      'inputs = "sha256:0123"',
      "",
      "[[package]]",
      'name = "appnope"',
      'version = "1.0.0"',
      'index = "pypi"',
      `marker = "sys_platform == 'darwin'"`,
      "files = [",
      `  { name = "appnope-1.0.0-py3-none-any.whl", size = 4158, sha256 = "${"6f".repeat(32)}" },`,
      "]",
      "",
      "[[package]]",
      'name = "six"',
      'version = "1.17.0"',
      'index = "pypi"',
      "files = [",
      `  { name = "six-1.17.0-py2.py3-none-any.whl", sha256 = "${"47".repeat(32)}" },`,
      `  { name = "six-1.17.0.tar.gz", size = 34031, sha256 = "${"ff".repeat(32)}" },`,
      "]",
      "",
    ].join("\n"),
  );
});

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const anyText = fc.string({ unit: "grapheme" });
const anyFile = fc.record({
  name: anyText.filter((name) => !/[/\\\p{Cc}]|^\.{0,2}$/u.test(name)),
  size: fc.option(fc.nat()),
  sha256: hex,
});
const anyPackage = fc.record({
  name: fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}$/),
  version: fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,3}$/),
  index: anyText,
  marker: fc.option(fc.stringMatching(/^[a-z_]+ == '[a-z0-9.",{} ]*'$/)),
  files: fc.uniqueArray(anyFile, { minLength: 1, maxLength: 4, selector: (file) => file.name }),
});

test("reading what was printed gives the lock back, whatever the texts and line endings", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.uniqueArray(anyPackage, { maxLength: 6, selector: (item) => `${item.name} ${item.version}` }),
      fc.boolean(),
      (python, packages, crlf) => {
        const printed = printLock({ ...lock, python, packages });
        const parsed = parseLock(crlf ? printed.replaceAll("\n", "\r\n") : printed);
        expect(parsed.ok && printLock(parsed.value)).toBe(printed);
        expect(parsed.ok && parsed.value.packages.map(({ name }) => name)).toEqual(
          sortPackages(packages).map(({ name }) => name),
        );
      },
    ),
  );
});

test("a lock is TOML that others can read", () => {
  const read: unknown = Bun.TOML.parse(printLock(lock));
  expect(read).toMatchObject({ version: 1, package: [{ name: "appnope" }, { name: "six" }] });
});

test("a text that is no lock is refused with its line, and nothing throws", () => {
  const printed = printLock(lock);
  const conflict = printed.replace('version = "1.0.0"', '<<<<<<< ours\nversion = "1.0.0"');
  expect(parseLock(conflict)).toEqual({
    ok: false,
    failure: { reason: "lock-in-conflict", line: 10 },
  });
  expect(parseLock(printed.replace("version = 1\n", "version = 2\n"))).toEqual({
    ok: false,
    failure: { reason: "lock-too-new", version: 2 },
  });
  expect(parseLock(printed.slice(0, -3)).ok).toBe(false);
  expect(parseLock("").ok).toBe(false);
  expect(parseLock(printed.replace("appnope", String.raw`app\n--index-url x`)).ok).toBe(false);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !parseLock(text).ok));
});

const told = (changed: string): string => {
  const parsed = parseLock(changed);
  if (parsed.ok || parsed.failure.reason === "lock-too-new") return "it was read";
  const { failure } = parsed;
  return `${failure.line}: ${failure.reason === "lock-unreadable" ? failure.message : failure.reason}`;
};

test("what a hand or a merge has bent is told with its own line", () => {
  const printed = printLock(lock);
  const cases: readonly (readonly [string, string, string])[] = [
    ["six-1.17.0.tar.gz", "../../six.tar.gz", "23: a file cannot have this `name`"],
    ["six-1.17.0.tar.gz", String.raw`..\\six.tar.gz`, "23: a file cannot have this `name`"],
    ["ff".repeat(32), "ff".repeat(31), "23: a `sha256` has 64 hexadecimal digits"],
    ["ff".repeat(32), "FF".repeat(32), "23: a `sha256` has 64 hexadecimal digits"],
    ["size = 34031", 'size = "big"', "23: a file must give `name` and `sha256`"],
    ['name = "six"', 'name = "../six"', "17: a package cannot have this `name`"],
    ['version = "1.17.0"', 'version = "1 --hash"', "17: a package cannot have this `version`"],
    ['version = "1.17.0"', '=======\nversion = "1.17.0"', "19: lock-in-conflict"],
    ['version = "1.17.0"\n', "", "17: a package must give `name`, `version`, `index` and `files`"],
    ["files = [", "files = {", "13: the value of `files` cannot be read"],
    ["]\n\n[[package]]", ">>>>>>> theirs\n\n[[package]]", "15: lock-in-conflict"],
  ];
  for (const [from, to, expected] of cases) expect(told(printed.replace(from, to))).toBe(expected);
});

test("the platforms are a list, and a lock that names none is for the usual ones", () => {
  const printed = printLock(lock);
  const line = 'platforms = ["linux-x64", "macos-arm64"]';
  expect(printed).toContain(line);
  const platformsOf = (text: string): readonly string[] | null => {
    const parsed = parseLock(printed.replace(line, text));
    return parsed.ok ? parsed.value.platforms : null;
  };
  expect(platformsOf("")).toEqual(["linux-arm64", "linux-x64", "macos-arm64"]);
  expect(platformsOf('platforms = [ "macos-x64" , "linux-riscv" ]')).toEqual(["macos-x64"]);
  expect(platformsOf("platforms = [linux-x64]")).toBeNull();
  expect(platformsOf('platforms = ["linux-x64"')).toBeNull();
});

test("a lock of four times the size is read in about four times the time", () => {
  const [item] = lock.packages;
  const file = item?.files[0];
  if (item === undefined || file === undefined) throw new Error("the sample has a package");
  const fastest = (count: number): number => {
    const packages = Array.from({ length: count }, (_, at) => ({
      ...item,
      name: `package-${at}`,
      files: Array.from({ length: 20 }, (_unused, number) => ({ ...file, name: `file-${number}.whl` })),
    }));
    const text = printLock({ ...lock, packages });
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      expect(parseLock(text).ok).toBe(true);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  const workbench = fastest(150);
  expect(fastest(600)).toBeLessThan(Math.max(workbench, 2) * 4 * 3);
});

test("the models of a lock stand behind its packages, and a bent one is told with its line", () => {
  const digest = "f8".repeat(32);
  const models = [
    { name: "tiny", digest },
    { name: "qwen3:0.6b", digest },
  ];
  const text = printLock({ ...lock, models });
  expect(text).toEndWith(
    `[[model]]\nname = "qwen3:0.6b"\ndigest = "${digest}"\n\n[[model]]\nname = "tiny"\ndigest = "${digest}"\n`,
  );
  expect(parseLock(text)).toEqual({ ok: true, value: { ...lock, models: models.toReversed() } });
  expect(parseLock(text.replace(digest, "x"))).toEqual({
    ok: false,
    failure: {
      reason: "lock-unreadable",
      line: text.slice(0, text.indexOf("[[model]]")).split("\n").length,
      message: "a model must give `name`, and `digest` with 64 hexadecimal digits",
    },
  });
});

test("the revision of nixpkgs is read back with its branch, and neither without the other", () => {
  const nixpkgs = { branch: "nixos-25.11", revision: "0123456789".repeat(4) };
  const text = printLock({ ...lock, nixpkgs });
  expect(text).toContain(`nixpkgs = "nixos-25.11"\nnixpkgs-revision = "${nixpkgs.revision}"\n`);
  expect(parseLock(text)).toEqual({ ok: true, value: { ...lock, nixpkgs } });
  for (const bent of [
    text.replace(/^nixpkgs = .*\n/m, ""),
    text.replace(/-revision = ".*/, '-revision = "main"'),
  ])
    expect(parseLock(bent)).toEqual({ ok: true, value: lock });
});

test("a lock of models alone reads as it prints, and is none for packages", () => {
  const models = [{ name: "qwen3:0.6b", digest: "7f".repeat(32) }];
  const text = printLock({ ...EMPTY_LOCK, models });
  expect(text.split("\n")).toEqual([
    "# The models of this project, as they were when they were pinned. Commit it.",
    "version = 1",
    "",
    "[[model]]",
    'name = "qwen3:0.6b"',
    `digest = "${"7f".repeat(32)}"`,
    "",
  ]);
  const read = parseLock(text);
  expect(read).toEqual({ ok: true, value: { ...EMPTY_LOCK, models } });
  expect(pythonLock(read.ok ? read.value : null)).toBeNull();
  expect(pythonLock(lock)).toBe(lock);
  // Half of Python's lines is no lock, and a version alone neither.
  expect(parseLock(text.replace("version = 1", 'version = 1\npython = "3.11.7"')).ok).toBe(false);
  expect(parseLock("version = 1\n").ok).toBe(false);
});
