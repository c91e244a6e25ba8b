import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "bun:test";

import { filesOn } from "./files-on.ts";
import { parseLock } from "./lock-file.ts";
import { PLATFORMS } from "./platforms.ts";

const folder = new URL("../../test/fixtures/platforms/", import.meta.url);
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
