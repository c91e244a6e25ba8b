import { afterAll, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { privacyOf } from "./private-folder.ts";

const dir = mkdtempSync(join(tmpdir(), "jig-private-"));
afterAll(() => rmSync(dir, { recursive: true }));

test("a folder of ours that nobody else may enter is private", () => {
  const path = join(dir, "ours");
  expect(privacyOf(path)).toBe("absent");
  mkdirSync(path, { mode: 0o700 });
  expect(privacyOf(path)).toBe("private");
  chmodSync(path, 0o750);
  expect(privacyOf(path)).toBe("open");
});

test("a link, a file and another user's folder are not ours", () => {
  writeFileSync(join(dir, "file"), "");
  symlinkSync(dir, join(dir, "link"));
  expect([privacyOf(join(dir, "file")), privacyOf(join(dir, "link"))]).toEqual(["not-ours", "not-ours"]);
  if (process.getuid?.() === 0) {
    const path = join(dir, "theirs");
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, 65_534, 65_534);
    expect(privacyOf(path)).toBe("not-ours");
  }
});
