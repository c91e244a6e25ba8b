import { afterAll, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { ownerAdvice } from "./owner-advice.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-owner-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const uid = process.getuid?.() ?? 0;

test("what is ours, there or not, needs no advice", () => {
  expect(ownerAdvice(folder)).toBeNull();
  expect(ownerAdvice(join(folder, "missing", "file"))).toBeNull();
});

test("nothing is said of folders that have no folder of ours above them", () => {
  expect(ownerAdvice(folder, uid + 1)).toBeNull();
});

test.skipIf(uid !== 0)("the topmost folder that is somebody else's is the one to take back", () => {
  const state = join(folder, "jig");
  fs.mkdirSync(join(state, "projects"), { recursive: true });
  fs.chownSync(folder, 4321, 4321);
  expect(ownerAdvice(join(state, "projects", "x"), 4321)).toBe(
    `\`sudo chown -R $USER ${state}\` makes it yours`,
  );
  // One file of somebody else's means more of them: the folder that they are in is named.
  fs.chownSync(state, 4321, 4321);
  fs.chownSync(join(state, "projects"), 4321, 4321);
  fs.writeFileSync(join(state, "projects", "lock"), "");
  expect(ownerAdvice(join(state, "projects", "lock"), 4321)).toBe(
    `\`sudo chown -R $USER ${join(state, "projects")}\` makes it yours`,
  );
});
