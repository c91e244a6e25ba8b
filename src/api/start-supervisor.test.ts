import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Layout } from "../plan/layout.ts";
import { explainStart } from "./start-supervisor.ts";

let root: string;
let layout: Layout;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "jig-start-"));
  const at = (name: string): string => join(root, name);
  const own = { state: at("state"), cache: at("cache"), socket: at("s.sock") };
  layout = { root, file: "jig.toml", ...own, venv: at(".venv"), lock: at("jig.lock") };
  mkdirSync(layout.state);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the end of the log is told, without what is empty and without repeats", () => {
  expect(explainStart(layout)).toEqual([]);
  writeFileSync(join(layout.state, "supervisor.log"), "");
  expect(explainStart(layout)).toEqual([]);
  writeFileSync(join(layout.state, "supervisor.log"), "first\n\nsame\nsame\n");
  expect(explainStart(layout)).toEqual(["first", "same"]);
  expect(existsSync(join(layout.state, "room.part"))).toBe(false);
});

const mountSmall = (folder: string): boolean =>
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).exitCode === 0;

test("a full disk is told as that", () => {
  // Nothing but a small disk of its own is really full; not every machine lets a test have one.
  if (!mountSmall(layout.state)) return;
  try {
    const fill = (): void => writeFileSync(join(layout.state, "big"), Buffer.alloc(128 * 1024));
    expect(fill).toThrow("ENOSPC");
    expect(explainStart(layout)).toEqual([`the disk of \`${layout.state}\` is full`]);
  } finally {
    Bun.spawnSync(["umount", layout.state]);
  }
});
