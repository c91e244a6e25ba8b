import { expect, test } from "bun:test";

import { printLock } from "./print-lock.ts";
import type { Lock } from "./lock.ts";
import { mendLock } from "./mend-lock.ts";
import { EMPTY_LOCK } from "./python-lock.ts";

const hash = "0".repeat(64);

const lockOf = (versions: Readonly<Record<string, string>>): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64"],
  inputs: `sha256:${Object.keys(versions).join("")}`,
  packages: Object.entries(versions).map(([name, version]) => ({
    name,
    version,
    index: "pypi",
    marker: null,
    files: [{ name: `${name}-${version}.whl`, size: 1, sha256: hash }],
  })),
});

/** The whole as one conflict, which is the worst that git does. */
const inConflict = (ours: Lock, theirs: Lock, base = ""): string =>
  `<<<<<<< HEAD\n${printLock(ours)}${base}=======\n${printLock(theirs)}>>>>>>> other\n`;

test("of both sides the newer versions are taken, and what one has alone", () => {
  const ours = lockOf({ alder: "1.9", birch: "2.0", cedar: "1.0" });
  const theirs = lockOf({ alder: "1.10", birch: "1.0", fir: "3.0", cedar: "1.0" });
  for (const text of [inConflict(ours, theirs), inConflict(ours, theirs, "||||||| base\nversion = 1\n")]) {
    const mended = mendLock(text);
    expect(mended?.lock.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "alder 1.10",
      "birch 2.0",
      "cedar 1.0",
      "fir 3.0",
    ]);
    expect(mended?.choices).toEqual([
      { name: "alder", versions: ["1.9", "1.10"] },
      { name: "birch", versions: ["2.0", "1.0"] },
    ]);
  }
});

test("a release is newer than what led to it, and older than what came behind it", () => {
  const ours = lockOf({ alder: "2.0", birch: "1.0.post1", cedar: "1.0+cpu" });
  const theirs = lockOf({ alder: "2.0rc1", birch: "1.0", cedar: "1.0" });
  for (const text of [inConflict(ours, theirs), inConflict(theirs, ours)])
    expect(mendLock(text)?.lock.packages.map(({ version }) => version)).toEqual([
      "2.0",
      "1.0.post1",
      "1.0+cpu",
    ]);
});

test("a side that is no lock counts for nothing, and neither side is none", () => {
  const ours = lockOf({ alder: "1.0" });
  expect(mendLock(`<<<<<<< HEAD\n${printLock(ours)}=======\nwhat\n>>>>>>> x\n`)?.choices).toEqual([]);
  expect(mendLock("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n")).toBeNull();
  expect(mendLock(printLock(ours))).toBeNull();
});

test("whether the two sides could be told is told", () => {
  const [ours, theirs] = [lockOf({ alder: "1.0", birch: "2.0" }), lockOf({ alder: "1.0", birch: "1.0" })];
  const whole = inConflict(ours, theirs);
  expect(mendLock(whole)?.isWhole).toBe(true);
  expect(mendLock(inConflict(ours, theirs, "||||||| base\nversion = 1\n"))?.isWhole).toBe(true);
  for (const mark of [/^<{7}.*\n/m, /^={7}\n/m, /^>{7}.*\n/m]) {
    expect(mendLock(whole.replace(mark, ""))?.isWhole ?? false).toBe(false);
  }
  expect(mendLock(`<<<<<<< HEAD\n${printLock(ours)}=======\nwhat\n>>>>>>> x\n`)?.isWhole).toBe(false);
});

const model = (name: string, digit: string) => ({ name, digest: digit.repeat(64) });

test("the models of both sides are kept, and of a model that differs ours", () => {
  const ours = { ...EMPTY_LOCK, models: [model("a", "1"), model("b", "2")] };
  const theirs = { ...EMPTY_LOCK, models: [model("b", "3"), model("c", "4")] };
  expect(mendLock(inConflict(ours, theirs))?.lock.models).toEqual([
    model("a", "1"),
    model("b", "2"),
    model("c", "4"),
  ]);
});
