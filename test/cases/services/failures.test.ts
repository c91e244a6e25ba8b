import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

test("a stranger on the fixed port fails `up`, is named by pid and command, and is never opened nor ready", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const stranger = startProgram([rig.python, "-m", "http.server", "--bind", "127.0.0.1", String(port)], {
    cwd: "/proc",
    env: { PATH: "/usr/bin:/bin" },
  });
  await waitFor("the stranger to answer", () => answers(port));
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/", open: true }));
  const outcome = await rig.jig("up");
  expectOutcome(outcome, {
    code: 1,
    stdout: anything,
    stderr: [String(port), String(stranger.pid), "http.server"],
  });
  expect(web.starts()).toBe(0);
  expect((await rig.serviceStatus("web")).ready).toBe(false);
  expectOutcome(await rig.jig("down"), { stdout: anything });
  expect(isAlive(stranger.pid)).toBe(true);
  stranger.kill("SIGKILL");
  await stranger.ended;
});

test("a stranger that takes the port while the service starts is not taken for the service", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words, port, ready: { http: "/", timeout: "3s" } }),
  );
  const up = rig.start({}, "up");
  await web.nextRun();
  const stranger = startProgram([rig.python, "-m", "http.server", "--bind", "127.0.0.1", String(port)], {
    cwd: "/proc",
    env: { PATH: "/usr/bin:/bin" },
  });
  await waitFor("the stranger to answer", () => answers(port));
  expectOutcome(await up.ended, { code: 1, stdout: anything, stderr: [String(stranger.pid)] });
  stranger.kill("SIGKILL");
  await stranger.ended;
});

test("a service that never answers fails `up` at its deadline, with its name and its last lines", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words, port, ready: { http: "/", timeout: "1s" } }),
  );
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.print("looking for the answer");
  expectOutcome(await up.ended, { code: 1, stdout: anything, stderr: ["web", "looking for the answer"] });
  expect((await rig.serviceStatus("web")).state).toBe("failed");
  expect(isAlive(run.pid)).toBe(false);
});

test("a service on another port than its own is told so while `up` waits and when it fails, with both ways out", async () => {
  await using rig = await openRig();
  const [port, other] = [await freePort(), await freePort()];
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words, port, ready: { http: "/", timeout: "4s" } }),
  );
  const up = rig.start({}, "up");
  await (await web.nextRun()).listen(other);
  const why = `nothing listens on port ${port}; it listens on ${other} instead`;
  const hint = `let it use \`$PORT\`, or set \`port = ${other}\``;
  await waitFor(
    "the other port to be told",
    async () => (await rig.serviceStatus("web")).reason === `${why}: ${hint}`,
  );
  expectOutcome(await up.ended, {
    code: 1,
    stdout: anything,
    stderr: [`it was not ready within 4 s: ${why}\n --> jig.toml:3:8\n`, `hint: ${hint}`],
  });
});

test("a service that ends at once again and again is tried a few times, then failed with its last lines", async () => {
  await using rig = await openRig();
  rig.write("jig.toml", describeService("crash", { run: "echo no module named bench; exit 3" }));
  const outcome = await rig.jig("up");
  expectOutcome(outcome, { code: 1, stdout: anything, stderr: ["crash", "no module named bench"] });
  expect(await rig.serviceStatus("crash")).toMatchObject({ state: "failed", exit: { code: 3 }, pid: null });
  const log = await rig.jig("logs", "crash");
  expectOutcome(log, { stdout: ["no module named bench"] });
  const starts = log.stdout.split("no module named bench").length - 1;
  expect(starts).toBeLessThanOrEqual(10);
}, 30_000);

test("a service that crashes is started again, and the crash stays in its log", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  const up = rig.start({}, "up");
  const first = await web.nextRun();
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  await first.print("the last words");
  first.exit(9);
  const second = await web.nextRun();
  expect(second.pid).not.toBe(first.pid);
  await waitFor("the restart to be told", async () => (await rig.serviceStatus("web")).restarts === 1);
  await second.print("the first words");
  await waitFor("both in the log", async () => {
    const { stdout } = await rig.jig("logs", "web");
    return stdout.includes("the last words") && stdout.includes("the first words");
  });
});

test("an optional service that fails neither fails `up` nor holds its dependants", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("extra", { run: ["/nonexistent/program"], require: false }) +
      describeService("web", { run: web.words, after: ["extra"] }),
  );
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await web.nextRun();
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready" });
  expect(await rig.serviceStatus("extra")).toMatchObject({ state: "failed" });
}, 30_000);

test("what is ready stays running when another service fails", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words }) + describeService("broken", { run: ["/nonexistent/program"] }),
  );
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  expectOutcome(await up.ended, { code: 1, stdout: anything, stderr: ["broken"] });
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid: run.pid });
}, 30_000);

test("`up --timeout` gives up waiting, says for whom, and leaves the service starting", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/" }));
  const up = rig.start({}, "up", "--timeout", "300ms");
  const run = await web.nextRun();
  expectOutcome(await up.ended, {
    code: 1,
    stdout: [/^ +web +starting/m],
    stderr: ["note: not ready after"],
  });
  expect(isAlive(run.pid)).toBe(true);
});
