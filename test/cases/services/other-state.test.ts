import { expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive, variableOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** The same project, looked at with another state folder. */
const elsewhere = (rig: Rig) => {
  const folder = (name: string): string => {
    const path = join(rig.base, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  return { env: { JIG_STATE_DIR: folder("state 2"), JIG_RUNTIME_DIR: folder("run 2") } };
};

const pidOf = (stdout: string): number => JSON.parse(stdout).services[0].pid;

test("a second state folder has services of its own, and leaves those of the first alone", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const first = (await rig.serviceStatus("web")).pid ?? 0;
  expectOutcome(await rig.jigWith(elsewhere(rig), "up"), { stdout: anything, stderr: anything });
  expect(web.starts()).toBe(2);
  const second = pidOf((await rig.jigWith(elsewhere(rig), "status", "--json")).stdout);
  expect(second).not.toBe(first);
  expectOutcome(await rig.jigWith(elsewhere(rig), "down"), { stdout: "stopped web\n", stderr: anything });
  expect([isAlive(first), isAlive(second)]).toEqual([true, false]);
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid: first });
});

test("a copy of the state folder does not take the services over", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const first = (await rig.serviceStatus("web")).pid ?? 0;
  const other = elsewhere(rig);
  cpSync(rig.state, other.env.JIG_STATE_DIR, { recursive: true });
  expect(pidOf((await rig.jigWith(other, "status", "--json")).stdout)).toBeNull();
  expectOutcome(await rig.jigWith(other, "up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jigWith(other, "down"), { stdout: "stopped web\n", stderr: anything });
  expect(isAlive(first)).toBe(true);
});

test("the folder's identity is private, and a service's mark does not tell it", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const { pid } = await rig.serviceStatus("web");
  const mark = variableOf(pid ?? 0, "JIG_ID") ?? "";
  expect(mark).toMatch(/^\d+-[0-9a-f]{16}\/web\/1$/);
  const [project = ""] = readdirSync(join(rig.state, "projects"));
  const id = Bun.file(join(rig.state, "projects", project, "id"));
  expect((await id.stat()).mode & 0o777).toBe(0o600);
  expect(mark).not.toContain((await id.text()).trim().slice(0, 16));
});
