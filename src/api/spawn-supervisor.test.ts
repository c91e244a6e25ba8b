import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Layout } from "../plan/layout.ts";
import { spawnSupervisor } from "./spawn-supervisor.ts";

/** What is in the log after one start of something that says `here` and ends, with `before` in the log. */
const logAfterStart = async (before: string): Promise<string> => {
  const root = mkdtempSync(join(tmpdir(), "jig-spawn-"));
  const state = join(root, "state");
  const layout: Layout = {
    root,
    file: "jig.toml",
    state,
    cache: join(root, "cache"),
    socket: join(root, "s.sock"),
    venv: join(root, ".venv"),
    lock: join(root, "jig.lock"),
  };
  try {
    mkdirSync(state);
    writeFileSync(join(state, "supervisor.log"), before);
    const { promise, resolve } = Promise.withResolvers<void>();
    spawnSupervisor(layout, { argv: ["/bin/sh", "-c", "echo here"], env: process.env }, () => resolve());
    await promise;
    return readFileSync(join(state, "supervisor.log"), "utf8");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

test("the supervisor's log is kept while it is small, and begun anew above one MiB", async () => {
  expect(await logAfterStart("before\n")).toBe("before\nhere\n");
  const limit = "x".repeat(1024 * 1024);
  expect(await logAfterStart(limit)).toBe(`${limit}here\n`);
  expect(await logAfterStart(`${limit}x`)).toBe("here\n");
});
