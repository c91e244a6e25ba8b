import { afterAll, expect, test } from "bun:test";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { waitFor } from "../../../test/rig/wait-for.ts";
import { isLocked, lockFile, readLockText } from "./file-lock.ts";
import { isAlive, readProcess } from "../processes/process-table.ts";
import { startScript } from "../processes/start-script.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-lock-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const source = join(import.meta.dir, "file-lock.ts");

test("a lock is held by one at a time, in this process too, and is free after its release", () => {
  const path = join(folder, "made/for/it/lock");
  const first = lockFile(path);
  expect(first?.path).toBe(path);
  expect(lockFile(path)).toBeNull();
  first?.release();
  first?.release();
  const second = lockFile(path);
  expect(second).not.toBeNull();
  second?.release();
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
});

test("whether a lock is held can be asked without taking it, and makes no file", () => {
  const path = join(folder, "asked");
  expect(isLocked(path)).toBe(false);
  expect(fs.existsSync(path)).toBe(false);
  const lock = lockFile(path);
  expect(isLocked(path)).toBe(true);
  lock?.release();
  expect(isLocked(path)).toBe(false);
});

test("the holder's text can be read by others, is replaced whole, and does not free the lock", () => {
  const path = join(folder, "text");
  const lock = lockFile(path);
  lock?.write("pid 12345, `jig sync`\n");
  lock?.write("pid 7\n");
  expect(readLockText(path)).toBe("pid 7\n");
  expect(lockFile(path)).toBeNull();
  lock?.release();
  lock?.write("too late");
  expect(readLockText(path)).toBe("pid 7\n");
  expect(readLockText(join(folder, "none"))).toBeNull();
});

test("a lock file that was removed under its holder does not let two believe in different files", () => {
  const path = join(folder, "removed");
  const first = lockFile(path);
  fs.rmSync(path);
  const second = lockFile(path);
  expect(second).not.toBeNull();
  expect(lockFile(path)).toBeNull();
  first?.release();
  expect(lockFile(path)).toBeNull();
  second?.release();
});

test("a link in the lock file's place is refused", () => {
  const path = join(folder, "link");
  fs.symlinkSync(join(folder, "elsewhere"), path);
  expect(() => lockFile(path)).toThrow();
  expect(fs.existsSync(join(folder, "elsewhere"))).toBe(false);
});

test.each(["Bun.spawn", "node:child_process"])(
  "a lock dies with its SIGKILLed holder although a child started by %s lives on",
  async (starter) => {
    const path = join(folder, `killed-${starter.replaceAll(/\W/g, "-")}`);
    const start =
      starter === "Bun.spawn"
        ? `Bun.spawn(["sleep", "1000"], { stdio: ["ignore", "ignore", "ignore"] })`
        : `spawn("sleep", ["1000"], { stdio: "ignore", detached: true })`;
    const { child, line } = await startScript(
      folder,
      `
      import { spawn } from "node:child_process";
      import { lockFile } from ${JSON.stringify(source)};
      if (lockFile(${JSON.stringify(path)}) === null) throw new Error("not locked");
      const child = ${start};
      console.log(child.pid);
      setInterval(() => {}, 1000);
    `,
    );
    const grandchild = Number(line);
    try {
      expect(lockFile(path)).toBeNull();
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(isAlive(readProcess(grandchild))).toBe(true);
      // A program that has just been started is told of before the system has closed what it must not inherit.
      const lock = await waitFor("the lock of a dead holder", () => lockFile(path));
      lock.release();
    } finally {
      process.kill(grandchild, "SIGKILL");
    }
  },
);
