import { afterAll, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { errorCode } from "./file-error.ts";
import { openForAppending, openRegular, readRegular } from "./regular-file.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-regular-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return errorCode(error);
  }
  return "";
};

test("a file is read and appended to, and is made for its owner alone", () => {
  const path = join(folder, "file");
  const descriptor = openForAppending(path);
  fs.writeSync(descriptor, "one\n");
  fs.closeSync(descriptor);
  expect(readRegular(path).toString()).toBe("one\n");
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
});

test("nobody is waited for at a pipe, and a folder and a device are no files", () => {
  const pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  const looks = [openRegular, readRegular, openForAppending].flatMap((read) =>
    [pipe, folder, "/dev/zero"].map((path) => codeOf(() => read(path))),
  );
  expect(new Set(looks)).toEqual(new Set(["EISDIR"]));
  expect(codeOf(() => readRegular(join(folder, "missing")))).toBe("ENOENT");
});
