import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";

import {
  bootId,
  isAlive,
  isSameAlive,
  listPids,
  listProcesses,
  openFiles,
  outputsOf,
  parseStat,
  readCommandLine,
  readEnvironment,
  readProcess,
  readVariable,
} from "./process-table.ts";

test("this process is found as it is", () => {
  const own = readProcess(process.pid);
  expect(own).toMatchObject({ pid: process.pid, ppid: process.ppid });
  expect(isAlive(own)).toBe(true);
  expect(listPids()).toContain(process.pid);
  expect(listProcesses().map(({ pid }) => pid)).toContain(process.pid);
  expect(bootId()).toMatch(/^[0-9a-f-]{36}$/i);
});

test("a pid that nobody has is nobody, in every question", () => {
  const nobody = 2 ** 22 + 1;
  expect(readProcess(nobody)).toBeNull();
  expect(readEnvironment(nobody)).toBeNull();
  expect(readVariable(nobody, "PATH")).toBeNull();
  expect(readCommandLine(nobody)).toBeNull();
  expect(openFiles(nobody)).toBeNull();
  expect(outputsOf(nobody)).toEqual([]);
  expect(isAlive(null)).toBe(false);
  expect(isSameAlive({ pid: nobody, startTime: "1" })).toBe(false);
});

test("a child is told with its session, words, environment and open files", () => {
  const log = join(os.tmpdir(), `jig-table-${process.pid}.log`);
  const descriptor = fs.openSync(log, "a");
  const child = spawn("sleep", ["1000"], {
    detached: true,
    env: { COOKIE: "a=b c", EMPTY: "" },
    stdio: ["ignore", descriptor, descriptor],
  });
  const pid = child.pid ?? 0;
  try {
    // Between fork and exec a child is still a copy of its parent; its name comes a moment before its words.
    const deadline = performance.now() + 5000;
    while (readCommandLine(pid)?.[0] !== "sleep" && performance.now() < deadline);
    expect(readProcess(pid)).toMatchObject({ pid, ppid: process.pid, pgid: pid, sid: pid, command: "sleep" });
    expect(readCommandLine(pid)).toEqual(["sleep", "1000"]);
    expect(readEnvironment(pid)).toEqual({ COOKIE: "a=b c", EMPTY: "" });
    expect(["COOKIE", "EMPTY", "OOKIE", "b c"].map((name) => readVariable(pid, name))).toEqual([
      "a=b c",
      "",
      null,
      null,
    ]);
    expect(openFiles(pid)?.get(1)).toBe(fs.realpathSync(log));
    expect(outputsOf(pid)).toEqual([fs.realpathSync(log), fs.realpathSync(log)]);
  } finally {
    child.kill("SIGKILL");
    fs.closeSync(descriptor);
    fs.rmSync(log);
  }
});

test("a pid with another start time is somebody else", () => {
  const own = readProcess(process.pid);
  expect(own !== null && isSameAlive(own)).toBe(true);
  expect(own !== null && isSameAlive({ pid: own.pid, startTime: `${own.startTime}0` })).toBe(false);
});

test("a zombie is found and is not alive", async () => {
  // The shell becomes a sleep that never asks how the shell's child ended: that child must end after it has.
  const child = spawn("/bin/sh", ["-c", "sleep 0.3 & echo $!; exec sleep 1000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [bytes] = await once(child.stdout, "data");
  const pid = Number(String(bytes));
  const deadline = performance.now() + 5000;
  try {
    let found = readProcess(pid);
    while (found !== null && found.state !== "Z" && performance.now() < deadline) found = readProcess(pid);
    expect(found?.state).toBe("Z");
    expect(isAlive(found)).toBe(false);
  } finally {
    child.kill("SIGKILL");
  }
});

test("a name with spaces, parentheses and a false state in it is read as it is", () => {
  const fields = "1 2 3 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 987654 1000 1";
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), (command) => {
      const info = parseStat(`4242 (${command}) S ${fields}\n`);
      expect(info).toEqual({
        pid: 4242,
        ppid: 1,
        pgid: 2,
        sid: 3,
        startTime: "987654",
        state: "S",
        command,
      });
    }),
  );
  expect(parseStat(`1 (a) R) Z ${fields}`)?.command).toBe("a) R");
  expect(parseStat("")).toBeNull();
  expect(parseStat("1 (cut off) S 1 2")).toBeNull();
});
