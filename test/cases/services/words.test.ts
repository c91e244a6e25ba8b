import { expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

test("`restart` says why there was nothing to restart", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  const describe = (worker: string) =>
    describeService("web", { run: web.words }) + describeService("worker", { run: worker, require: false });
  rig.write("jig.toml", describe("exec no-such-program-of-anybody"));
  expectOutcome(await rig.jig("restart"), {
    stdout: "nothing to restart: no service is running; `jig up` starts them\n",
  });
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("restart"), { stdout: "`worker` has failed: `jig up` tries it again\n" });
  rig.write("jig.toml", describe("sleep 1000"));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("restart"), {
    stdout:
      "nothing to restart: nothing has changed for the services; `jig restart NAME` restarts one anyway\n",
  });
  expect(web.starts()).toBe(1);
});

test("what an edit did not change yet is told once by `up`, for all services of it", async () => {
  await using rig = await openRig();
  const [web, api] = [rig.service("web"), rig.service("api")];
  const describe = (mood: string) =>
    describeService("web", { run: web.words, env: { MOOD: mood } }) +
    describeService("api", { run: api.words, env: { MOOD: mood } });
  rig.write("jig.toml", describe("calm"));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  rig.write("jig.toml", describe("bright"));
  const again = await rig.jig("up");
  expectOutcome(again, {
    stdout: anything,
    stderr: "note: jig.toml or its packages changed; `jig restart web api` applies that\n",
  });
  expect(again.stdout).not.toContain("older");
});

test("an `up` that somebody's `down` cuts short says so", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  const port = await freePort();
  rig.write("jig.toml", `name = "bench"\n${describeService("web", { run: web.words, port, ready: "/" })}`);
  const up = rig.start({}, "up");
  await web.nextRun();
  expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
  expectOutcome(await up.ended, {
    code: 1,
    stdout: ["✗ bench is not complete", "web: stopped meanwhile by `jig down`"],
    stderr: anything,
  });
  expect((await rig.serviceStatus("web")).reason).toBeNull();
});

test("services that run on a `.venv` that was removed are named until they are restarted", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    `[python]\nversion = "3.11"\npackages = []\n${describeService("web", { run: web.words })}`,
  );
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await web.nextRun();
  expect((await rig.serviceStatus("web")).reason).toBeNull();
  rmSync(join(rig.root, ".venv"), { recursive: true });
  expect((await rig.serviceStatus("web")).reason).toBe(
    "the `.venv` that it runs in is gone; `jig up` makes it again",
  );
  expectOutcome(await rig.jig("doctor"), {
    stdout: ["`.venv` is gone, and web runs in it", "`jig up` makes it again, then `jig restart`"],
    stderr: anything,
  });
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: ["`jig restart web` applies that"] });
  expect(readdirSync(rig.root)).toContain(".venv");
  expect((await rig.serviceStatus("web")).reason).toContain("`jig restart web`");
  expectOutcome(await rig.jig("restart"), { stdout: ["web"], stderr: anything });
  expect((await rig.serviceStatus("web")).reason).toBeNull();
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: "" });
  expect(web.starts()).toBe(2);
});

test("`status --all` shows what runs in every folder, and from any of them", async () => {
  await using rig = await openRig();
  await using other = await openRig({
    env: { JIG_STATE_DIR: rig.state, JIG_RUNTIME_DIR: rig.runtime },
  });
  expectOutcome(await rig.jig("status", "--all"), { stdout: "nothing is running in any project\n" });
  const [web, api] = [rig.service("web"), other.service("api")];
  rig.write("jig.toml", describeService("web", { run: web.words }));
  other.write("jig.toml", describeService("api", { run: api.words }));
  for (const each of [rig, other])
    expectOutcome(await each.jig("up"), { stdout: anything, stderr: anything });
  const all = await rig.jigWith({ cwd: rig.home }, "status", "--all");
  expectOutcome(all, { stdout: [`${rig.root}\nservice  state`, `${other.root}\nservice  state`] });
  expect(all.stdout).toMatch(/^web +ready +\d+/m);
  const report = JSON.parse((await rig.jig("status", "--all", "--json")).stdout);
  expect(report.version).toBe(1);
  const projects: readonly { root: string; services: readonly { name: string }[] }[] = report.projects;
  expect(new Map(projects.map(({ root, services }) => [root, services.map(({ name }) => name)]))).toEqual(
    new Map([
      [rig.root, ["web"]],
      [other.root, ["api"]],
    ]),
  );
  expectOutcome(await other.jig("down"), { stdout: "stopped api\n", stderr: anything });
  expect((await rig.jig("status", "--all")).stdout).not.toContain(other.root);
  for (const word of ["ls", "list"])
    expectOutcome(await rig.jig(word), { code: 2, stderr: ["hint: it is called `jig status --all`"] });
  expectOutcome(await rig.jig("status", "--all", "--watch"), { code: 2, stderr: ["exclude each other"] });
});

test("a supervisor that is silent keeps no other project out of `status --all`", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const pid = (await rig.status()).supervisor?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  try {
    expectOutcome(await rig.jig("status", "--all"), { stdout: [rig.root, "web", "does not answer"] });
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await waitFor("its supervisor to answer", async () => (await rig.status()).supervisor !== null);
});
