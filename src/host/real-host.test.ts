import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import os from "node:os";
import { join } from "node:path";

import { realHost } from "./real-host.ts";

const homeWith = (env: Record<string, string>): string => {
  const script = `import { realHost } from ${JSON.stringify(join(import.meta.dir, "real-host.ts"))};
    console.log(realHost().machine.home)`;
  return execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).trim();
};

test("home is HOME, or the user database's when HOME is not set or of no use", () => {
  expect(homeWith({ HOME: "/some/where" })).toBe("/some/where");
  expect(homeWith({})).toBe(os.userInfo().homedir);
  expect(homeWith({ HOME: "relative" })).toBe(os.userInfo().homedir);
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
