import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";

test("an `up` after an edit changes no running service and names what applies it", async () => {
  await using rig = await openRig();
  const [web, other] = [rig.service("web"), rig.service("other")];
  const describe = (mood: string) =>
    describeService("web", { run: web.words, env: { MOOD: mood } }) +
    describeService("other", { run: other.words });
  rig.write("jig.toml", describe("calm"));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  await other.nextRun();
  expect(run.env["MOOD"]).toBe("calm");

  rig.write("jig.toml", `# a line more\n\n${describe("bright")}`);
  expect((await rig.serviceStatus("web")).reason).toContain("jig restart web");
  expect((await rig.serviceStatus("other")).reason).toBeNull();
  const again = await rig.jig("up");
  expectOutcome(again, { stdout: anything, stderr: anything });
  expect(again.stdout + again.stderr).toContain("jig restart web");
  expect(again.stdout + again.stderr).not.toContain("jig restart other");
  expect([web.starts(), other.starts()]).toEqual([1, 1]);
  expect((await rig.serviceStatus("web")).pid).toBe(run.pid);

  // Without a name: exactly those on an older description.
  expectOutcome(await rig.jig("restart"), { stdout: anything, stderr: anything });
  const next = await web.nextRun();
  expect(next.env["MOOD"]).toBe("bright");
  expect(isAlive(run.pid)).toBe(false);
  expect([web.starts(), other.starts()]).toEqual([2, 1]);
});

test("`restart NAME` gives a service a new process and keeps the others", async () => {
  await using rig = await openRig();
  const [web, other] = [rig.service("web"), rig.service("other")];
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words }) + describeService("other", { run: other.words }),
  );
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  const next = await web.nextRun();
  expect(next.pid).not.toBe(run.pid);
  expect(isAlive(run.pid)).toBe(false);
  expect([web.starts(), other.starts()]).toEqual([2, 1]);
});

test("a description that is broken meanwhile keeps nobody from `status` and `down`", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  rig.write("jig.toml", "[services.web\n");
  expectOutcome(await rig.jig("status"), { stdout: ["web", "ready"], stderr: anything });
  expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
  expect(isAlive(run.pid)).toBe(false);
});

test("two projects run side by side, and a copy of one does not command the original's services", async () => {
  await using first = await openRig();
  const web = first.service("web");
  const text = describeService("web", { run: web.words });
  first.write("jig.toml", text);
  expectOutcome(await first.jig("up"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  const { cpSync } = await import("node:fs");
  const copy = `${first.base}/copy`;
  cpSync(first.root, copy, { recursive: true });
  expectOutcome(await first.jig("down", "-C", copy), { stdout: "nothing is running\n" });
  expect(isAlive(run.pid)).toBe(true);
  expectOutcome(await first.jig("up", "-C", copy), { stdout: anything, stderr: anything });
  const copied = await web.nextRun();
  expect(copied.cwd).toBe(copy);
  expectOutcome(await first.jig("down", "-C", copy), { stdout: "stopped web\n", stderr: anything });
  expect([run.pid, copied.pid].filter(isAlive)).toEqual([run.pid]);
});
