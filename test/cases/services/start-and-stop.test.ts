import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort, isFree } from "../../rig/ports.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** A project with one web service on a fixed port, described and not yet started. */
const webProject = async (rig: Rig) => {
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/" }));
  return { port, web, url: `http://127.0.0.1:${port}/` };
};

test("`up` comes back when the service answers, `status` tells the contract, `down` leaves nothing", async () => {
  await using rig = await openRig();
  const { port, web, url } = await webProject(rig);
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  expect((await rig.serviceStatus("web")).state).toBe("starting");
  await run.listen(port);
  expectOutcome(await up.ended, { stdout: [url], stderr: anything });

  const status = await rig.status();
  expect(status).toEqual({
    version: 1,
    project: { name: expect.any(String), root: rig.root, id: expect.stringMatching(/^[0-9a-f]{8}$/) },
    supervisor: { pid: expect.any(Number) },
    services: [
      {
        name: "web",
        state: "ready",
        ready: true,
        pid: run.pid,
        port,
        url,
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        restarts: 0,
        exit: null,
        reason: null,
      },
    ],
  });
  expectOutcome(await rig.jig("status"), { stdout: ["web", "ready", String(run.pid), url] });

  expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
  expect(isAlive(run.pid)).toBe(false);
  expect(await isFree(port)).toBe(true);
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "stopped", ready: false, pid: null });
  expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
});

test("`up` twice is one bench: the second starts nothing and names the same link", async () => {
  await using rig = await openRig();
  const { port, web, url } = await webProject(rig);
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.listen(port);
  expectOutcome(await up.ended, { stdout: [url], stderr: anything });
  expectOutcome(await rig.jig("up"), { stdout: [url], stderr: anything });
  expect(web.starts()).toBe(1);
  expect((await rig.serviceStatus("web")).pid).toBe(run.pid);
});

test("an `up` while another waits joins it: one service, both come back", async () => {
  await using rig = await openRig();
  const { port, web, url } = await webProject(rig);
  const first = rig.start({}, "up");
  const run = await web.nextRun();
  const second = rig.start({}, "up");
  const third = rig.start({}, "up");
  await run.listen(port);
  for (const { ended } of [first, second, third]) {
    expectOutcome(await ended, { stdout: [url], stderr: anything });
  }
  expect(web.starts()).toBe(1);
});

test("the services outlive a closed terminal", async () => {
  await using rig = await openRig();
  const { port, web } = await webProject(rig);
  const up = rig.start({ terminal: true, env: { CI: "" } }, "up");
  const run = await web.nextRun();
  up.hangUp();
  await up.ended;
  await run.listen(port);
  await waitFor("the service to be ready", async () => (await rig.serviceStatus("web")).ready, {
    explain: rig.logs,
  });
  expect((await rig.serviceStatus("web")).pid).toBe(run.pid);
});

test("`down NAME` says of that one alone that it is not running", async () => {
  await using rig = await openRig();
  rig.write(
    "jig.toml",
    describeService("app", { run: "exit 3", require: false }) +
      describeService("web", { run: rig.service("web").words }),
  );
  expectOutcome(await rig.jig("down", "app"), { stdout: "app is not running\n" });
  expectOutcome(await rig.jig("up", "web"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("down", "app"), { stdout: "app is not running\n" });
  expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
  expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
});

test("Ctrl-C during `restart` names what it no longer waits for", async () => {
  await using rig = await openRig();
  const { port, web } = await webProject(rig);
  const up = rig.start({}, "up");
  await (await web.nextRun()).listen(port);
  await up.ended;
  const restart = rig.start({ terminal: true }, "restart", "web");
  await web.nextRun();
  restart.type("\u0003");
  const { stdout } = await restart.ended;
  expect(stdout).toContain("not waiting any more: web;");
});

test("Ctrl-C during `up` leaves what runs running, and says so", async () => {
  await using rig = await openRig();
  const { port, web } = await webProject(rig);
  const up = rig.start({ terminal: true }, "up");
  const run = await web.nextRun();
  up.type("\u0003");
  const outcome = await up.ended;
  expect(outcome.code).not.toBe(0);
  expect(Bun.stripANSI(outcome.stdout)).toContain("→ my projét is on its way");
  expect(outcome.stdout).not.toContain("not complete");
  await run.listen(port);
  await waitFor("the service to be ready", async () => (await rig.serviceStatus("web")).ready, {
    explain: rig.logs,
  });
  expect((await rig.serviceStatus("web")).pid).toBe(run.pid);
});

test("the services outlive a killed supervisor, and the next command adopts them", async () => {
  await using rig = await openRig();
  const { port, web, url } = await webProject(rig);
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.listen(port);
  expectOutcome(await up.ended, { stdout: [url], stderr: anything });
  const { supervisor } = await rig.status();
  process.kill(supervisor?.pid ?? 0, "SIGKILL");
  await waitFor("the supervisor to be gone", () => !isAlive(supervisor?.pid ?? 0));

  expect(await (await fetch(url)).text()).toBe(`web ${run.pid}`);
  // Without a supervisor `status` still tells the truth, and starts none.
  const alone = await rig.status();
  expect(alone.supervisor).toBeNull();
  expect(alone.services[0]).toMatchObject({ name: "web", pid: run.pid });
  expectOutcome(await rig.jig("up"), { stdout: [url], stderr: anything });
  expect(web.starts()).toBe(1);
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid: run.pid });
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  expect(isAlive(run.pid)).toBe(false);
});

test("a service that ignores its signal, with a child in a session of its own, is gone after `down`", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, stop: { timeout: "300ms" } }));
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  await run.ignore("SIGTERM");
  const child = await run.spawn({ session: true });
  expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
  expect([run.pid, child].filter(isAlive)).toEqual([]);
});

test("services start in the order of `after` and stop in the reverse order", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const [database, web] = [rig.service("database"), rig.service("web")];
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words, after: ["database"] }) +
      describeService("database", { run: database.words, port }),
  );
  const up = rig.start({}, "up");
  const databaseRun = await database.nextRun();
  expect(web.starts()).toBe(0);
  expect((await rig.serviceStatus("web")).state).toBe("waiting");
  await databaseRun.listen(port);
  const webRun = await web.nextRun();
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  const down = rig.start({}, "down");
  expect(await webRun.nextSignal()).toBe("SIGTERM");
  await webRun.ended;
  expect(await databaseRun.nextSignal()).toBe("SIGTERM");
  expectOutcome(await down.ended, { stdout: anything, stderr: anything });
});

test("a service gets its port, its references and no proxy for this machine", async () => {
  await using rig = await openRig({
    env: { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" },
  });
  const port = await freePort();
  const [web, other] = [rig.service("web"), rig.service("other")];
  rig.write(
    "jig.toml",
    describeService("web", { run: [...web.words, "--port", "${port}"], port, ready: "/" }) +
      describeService("other", { run: other.commandLine, env: { WEB: "${service.web.url}" }, cwd: "." }),
  );
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  // The probe reaches it although a proxy to nowhere is set.
  await run.listen(port);
  const otherRun = await other.nextRun();
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  expect(run.args).toEqual(["--port", String(port)]);
  expect(run.env).toMatchObject({ PORT: String(port), PYTHONUNBUFFERED: "1" });
  expect(run.env["NO_PROXY"]?.split(",")).toContain("127.0.0.1");
  expect(otherRun.env["WEB"]).toStartWith(`http://127.0.0.1:${port}`);
  expect(otherRun.cwd).toBe(rig.root);
});

test("`up` of a named service starts it and what it needs, and nothing else", async () => {
  await using rig = await openRig();
  const [first, second, third] = [rig.service("first"), rig.service("second"), rig.service("third")];
  rig.write(
    "jig.toml",
    describeService("first", { run: first.words }) +
      describeService("second", { run: second.words, after: ["first"] }) +
      describeService("third", { run: third.words }),
  );
  expectOutcome(await rig.jig("up", "second"), { stdout: anything, stderr: anything });
  await first.nextRun();
  await second.nextRun();
  expect(third.starts()).toBe(0);
  expectOutcome(await rig.jig("up", "thrid"), { code: 2, stderr: ["`thrid`", "did you mean `third`?"] });
});
