import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import { ownProgram } from "./processes/signal-process.ts";
import { releaseProgramPages } from "./release-memory.ts";

/** KiB of this process's unchanged file pages that are in memory. */
const fileMemory = (): number =>
  Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

test.skipIf(process.platform !== "linux")("the program's own pages are given back, and it goes on", () => {
  const before = fileMemory();
  const released = releaseProgramPages(ownProgram());
  const after = fileMemory();
  expect(released).toBeGreaterThan(1024 * 1024);
  expect(after).toBeLessThan(before - 1024);
});

test("a program that is not the one that runs has no pages here", () => {
  expect(releaseProgramPages("/nowhere/jig")).toBe(0);
});
