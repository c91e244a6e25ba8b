import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "bun:test";

import { filesOn } from "./files-on.ts";
import { parseLock } from "../lock/parse-lock.ts";
import { PLATFORMS } from "./platforms.ts";
import { requirementsText } from "../lock/requirements-text.ts";

const folder = new URL("../../../test/fixtures/platforms/", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), "utf8");

/** By platform: what `pip install --dry-run` chose there (`script/verify-platforms.ts --record`). */
type Recorded = Readonly<Record<string, readonly { readonly name: string; readonly sha256: string }[]>>;

for (const name of readdirSync(folder)
  .filter((file) => file.endsWith(".lock"))
  .map((file) => file.replace(/\.lock$/, ""))) {
  test(`every platform installs the files of ${name} that pip would choose there`, () => {
    const lock = parseLock(read(`${name}.lock`));
    if (!lock.ok) throw new Error(lock.failure.reason);
    const recorded: Recorded = JSON.parse(read(`${name}.json`));
    for (const platform of PLATFORMS) {
      const ours = filesOn(lock.value, platform).map(({ file }) => `${file?.name} ${file?.sha256}`);
      const theirs = (recorded[platform] ?? []).map((file) => `${file.name} ${file.sha256}`);
      expect([platform, ...ours.toSorted()]).toEqual([platform, ...theirs.toSorted()]);
      expect(ours.length).toBeGreaterThan(5);
    }
  });
}

/** How many hashes stand below the line that begins so. */
const hashes = (text: string, start: string): number => {
  const paragraph = text.split("\n").slice(text.split("\n").findIndex((line) => line.startsWith(start)) + 1);
  return paragraph.findIndex((line) => !line.startsWith("    --hash="));
};

test("a platform is given the hash of its own wheel alone, and every hash where it has to build", () => {
  const lock = parseLock(read("torch.lock"));
  if (!lock.ok) throw new Error(lock.failure.reason);
  const torch = "torch==2.15.0 ;";
  expect(hashes(requirementsText(lock.value), torch)).toBeGreaterThan(2);
  expect(hashes(requirementsText(lock.value, "linux-x64"), torch)).toBe(1);
  const built = { ...lock.value.packages[0], name: "old", version: "1", marker: null, index: "pypi" };
  const files = ["old-1.tar.gz", "old-1-cp311-cp311-manylinux_2_34_x86_64.whl"].map((name, at) => ({
    name,
    size: 1,
    sha256: `${at}`.repeat(64),
  }));
  const young = { ...lock.value, packages: [{ ...built, files }] };
  expect(hashes(requirementsText(young, "linux-x64"), "old==1")).toBe(2);
});
