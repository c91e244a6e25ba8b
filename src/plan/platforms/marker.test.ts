import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { markerHolds } from "./marker.ts";

const linux = {
  sys_platform: "linux",
  platform_machine: "x86_64",
  python_version: "3.11",
  python_full_version: "3.11.7",
};

test("a marker is read as pip reads it", () => {
  const answers: readonly (readonly [string | null, boolean])[] = [
    [null, true],
    ["sys_platform == 'linux'", true],
    ["sys_platform == 'darwin'", false],
    ['sys_platform != "darwin" and platform_machine == "x86_64"', true],
    ["sys_platform == 'darwin' or platform_machine == 'x86_64'", true],
    ["sys_platform == 'linux' and (platform_machine == 'arm64' or python_version < '3.10')", false],
    ["sys_platform == 'darwin' or sys_platform == 'linux' and python_version >= '3.9'", true],
    ["python_full_version < '3.11.10'", true],
    ["python_full_version == '3.11.*'", true],
    ["python_version != '3.11'", false],
    ["python_version<='3.2'", false],
    ["python_version > '3.2'", true],
    ["'linux' in sys_platform", true],
    ["sys_platform not in 'win32 cygwin'", true],
  ];
  for (const [marker, holds] of answers)
    expect([marker, markerHolds(marker, linux)]).toEqual([marker, holds]);
});

test("what is not understood counts as meant", () => {
  for (const marker of [
    "platform_version == 'x'",
    "sys_platform ~= 'x'",
    "python_version ~= '4.0'",
    "python_version == 'x'",
    "(sys_platform == 'darwin'",
    "sys_platform == 'darwin' nonsense",
    "nonsense == 'a' and sys_platform == 'darwin'",
    "",
  ]) {
    expect([marker, markerHolds(marker, linux)]).toEqual([marker, true]);
  }
});

test("no text makes it fail", () => {
  const piece = fc.constantFrom("(", ")", "and", "or", "not in", "==", "'a'", '"', "sys_platform", " ", "<");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(typeof markerHolds(pieces.join(" "), linux)).toBe("boolean");
    }),
  );
});
