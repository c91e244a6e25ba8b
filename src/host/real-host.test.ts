import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { realHost } from "./real-host.ts";

const homeWith = (env: Record<string, string>): string => {
  const script = `import { realHost } from ${JSON.stringify(join(import.meta.dir, "real-host.ts"))};
    console.log(realHost().machine.home)`;
  // A runtime whose HOME is relative writes below the folder it is started in.
  const cwd = mkdtempSync(join(tmpdir(), "jig-home-"));
  const home = execFileSync(process.execPath, ["-e", script], { cwd, env, encoding: "utf8" }).trim();
  rmSync(cwd, { recursive: true });
  return home;
};

const uid = String(process.getuid?.());

test("home is HOME, or the user database's when HOME is not set or of no use", () => {
  expect(homeWith({ HOME: "/some/where" })).toBe("/some/where");
  // The runtime's own answer follows HOME, so the database is read here.
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.split(":")[2] === uid);
  const home = line?.split(":")[5];
  expect(homeWith({})).toBe(home ?? "");
  expect(homeWith({ HOME: "relative" })).toBe(home ?? "");
});

test("this machine is told as it is", () => {
  const host = realHost();
  expect(host.machine).toMatchObject({ platform: process.platform, arch: process.arch, pid: process.pid });
  expect(host.which("sh")).toMatch(/^\/.*\/sh$/);
  expect(host.which("no-such-program-here")).toBeNull();
  expect(Math.abs(host.now().getTime() - Date.now())).toBeLessThan(10_000);
  const before = host.monotonic();
  expect(host.monotonic()).toBeGreaterThanOrEqual(before);
});
