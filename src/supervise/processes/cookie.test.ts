import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn, type ChildProcess } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isOwnUser, readProcess, readVariable } from "../../host/processes/process-table.ts";
import { COOKIE_NAME, cookieOf, isCookieOf, readFolderId } from "./cookie.ts";
import { findCookieBearers } from "./find-cookies.ts";
import { isOwnProcess } from "./own-process.ts";
import { findTree } from "./process-tree.ts";

let base: string;
let state: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "jig-cookie-"));
  state = join(base, "state");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test("a cookie is the same for as long as the folder stays where it is", () => {
  const cookie = cookieOf(state, "web", 3);
  expect(cookieOf(state, "web", 3)).toBe(cookie);
  expect(isCookieOf(cookie, { state, name: "web", generation: 3 })).toBe(true);
  expect(isCookieOf(cookie, { state, name: "web", generation: 4 })).toBe(false);
  expect(statSync(join(state, "id")).mode & 0o777).toBe(0o600);
});

test("a copy, and a folder made anew at the same place, are others", () => {
  const cookie = cookieOf(state, "web", 1);
  const copy = join(base, "copy");
  cpSync(state, copy, { recursive: true });
  expect(cookieOf(copy, "web", 1)).not.toBe(cookie);
  renameSync(state, join(base, "former"));
  expect(cookieOf(state, "web", 1)).not.toBe(cookie);
});

test("asking makes nothing, and garbage is no identity", () => {
  expect(readFolderId(state)).toBeNull();
  expect(isCookieOf("null/web/1", { state, name: "web", generation: 1 })).toBe(false);
  expect(existsSync(state)).toBe(false);
  const made = cookieOf(state, "web", 1);
  writeFileSync(join(state, "id"), "cut off");
  expect(readFolderId(state)).toBeNull();
  expect(cookieOf(state, "web", 1)).not.toBe(made);
});

test("a folder in the place of the identity is named, and a pipe there is waited for by nobody", () => {
  mkdirSync(join(state, "id"), { recursive: true });
  expect(() => cookieOf(state, "web", 1)).toThrow(`\`${join(state, "id")}\` is a folder`);
  rmSync(join(state, "id"), { recursive: true });
  Bun.spawnSync(["mkfifo", join(state, "id")]);
  expect(readFolderId(state)).toBeNull();
});

/** A program has its name a moment before its environment. */
const isThere = (pid: number): boolean =>
  readProcess(pid)?.command === "sleep" && readVariable(pid, COOKIE_NAME) !== null;

/** A process with a cookie, seen once it is what it shall be. */
const startBearer = async (words: readonly [string, ...string[]], cookie: string): Promise<ChildProcess> => {
  const [program, ...args] = words;
  const child = spawn(program, args, { env: { ...process.env, [COOKIE_NAME]: cookie }, stdio: "ignore" });
  const start = performance.now();
  while (!isThere(child.pid ?? 0)) {
    if (performance.now() - start > 5000) throw new Error(`\`${words.join(" ")}\` did not become sleep`);
    await Bun.sleep(5);
  }
  return child;
};

const seenAs = (child: ChildProcess): Record<string, boolean> => {
  const pid = child.pid ?? 0;
  const cookie = cookieOf(state, "web", 1);
  return {
    asBearer:
      findCookieBearers(state)
        .get("web")
        ?.get(1)
        ?.some((found) => found.pid === pid) === true,
    asOwn: isOwnProcess(pid, { state, name: "web", generation: 1, keeper: null }),
    inTree: findTree({ cookie, keeper: null, log: "/nowhere", seeds: [] }).some((found) => found.pid === pid),
  };
};

test("who carries the cookie is ours", async () => {
  const child = await startBearer(["sleep", "1000"], cookieOf(state, "web", 1));
  try {
    expect(isOwnUser(child.pid ?? 0)).toBe(true);
    expect(seenAs(child)).toEqual({ asBearer: true, asOwn: true, inTree: true });
  } finally {
    child.kill("SIGKILL");
  }
});

test.skipIf(process.getuid?.() !== 0 || Bun.which("setpriv") === null)(
  "another user's process is none of ours, whatever it carries",
  async () => {
    const words = ["setpriv", "--reuid", "65534", "--clear-groups", "sleep", "1000"] as const;
    const child = await startBearer(words, cookieOf(state, "web", 1));
    try {
      expect(isOwnUser(child.pid ?? 0)).toBe(false);
      expect(seenAs(child)).toEqual({ asBearer: false, asOwn: false, inTree: false });
    } finally {
      child.kill("SIGKILL");
    }
  },
);
