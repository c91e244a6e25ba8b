import { expect, test } from "bun:test";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { isAlive, processesOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram, type Running } from "../../rig/start-program.ts";
import { waitFor, within } from "../../rig/wait-for.ts";

const FOREGROUND = ["up", "--foreground", "--no-open"] as const;

const untilUp = (rig: Rig, running: Running): Promise<unknown> =>
  waitFor("all to be up", () => running.stderr().includes(" is up") || running.stdout().includes(" is up"), {
    explain: rig.logs,
  });

const ended = (running: Running) =>
  within("the end of `up --foreground`", running.ended, { timeoutMs: 20_000 });

const twoServices = (rig: Rig) => {
  const [web, worker] = [rig.service("web"), rig.service("worker")];
  rig.write(
    "jig.toml",
    `name = "bench"\n${describeService("web", { run: web.words })}${describeService("worker", { run: worker.words })}`,
  );
  return { web, worker };
};

test("what services write is shown under their names, and SIGTERM stops them all", async () => {
  await using rig = await openRig();
  const { web, worker } = twoServices(rig);
  const running = rig.start({}, ...FOREGROUND);
  const [one, two] = [await web.nextRun(), await worker.nextRun()];
  await untilUp(rig, running);
  await one.print("hello");
  await two.print("there");
  await waitFor(
    "the lines",
    () => /web {4}\| hello\n/.test(running.stdout()) && /worker \| there\n/.test(running.stdout()),
  );
  running.kill("SIGTERM");
  expectOutcome(await ended(running), {
    stdout: [/^web {4}\| --- run 1 · /m, /^worker \| --- run 1 · /m],
    stderr: ["✓ web ready", "bench is up", /stopped (web, worker|worker, web)\n$/],
  });
  await Promise.all([one.ended, two.ended]);
  expect((await rig.status()).supervisor).toBeNull();
});

test("Ctrl-C at a terminal stops them too, and nobody is asked", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  const running = rig.start({ terminal: true }, ...FOREGROUND);
  const run = await web.nextRun();
  await untilUp(rig, running);
  expect(running.stdout()).toContain("Ctrl-C stops the services");
  running.type("\u0003");
  expect((await ended(running)).code).toBe(0);
  await run.ended;
});

test("services that a plain `up` had started are stopped too, which is said at the start", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  expectOutcome(await rig.jig("up", "web"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  const running = rig.start({ terminal: true }, ...FOREGROUND);
  await untilUp(rig, running);
  expect(running.stdout()).toContain("Ctrl-C stops the services, also those that ran before");
  expect(web.starts()).toBe(1);
  running.type("\u0003");
  expect((await ended(running)).code).toBe(0);
  await run.ended;
});

test("a closed terminal stops them as well", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  const running = rig.start({ terminal: true }, ...FOREGROUND);
  const run = await web.nextRun();
  await untilUp(rig, running);
  running.hangUp();
  await within("the service's end", run.ended);
  await ended(running);
});

test("with names only those are started, shown and stopped", async () => {
  await using rig = await openRig();
  const { web, worker } = twoServices(rig);
  expectOutcome(await rig.jig("up", "worker"), { stdout: anything, stderr: anything });
  const other = await worker.nextRun();
  const running = rig.start({}, ...FOREGROUND, "web");
  const run = await web.nextRun();
  await untilUp(rig, running);
  await run.print("alone");
  await waitFor("the line", () => /^alone\n/m.test(running.stdout()));
  running.kill("SIGTERM");
  expectOutcome(await ended(running), { stdout: anything, stderr: /stopped web\n$/ });
  expect(isAlive(other.pid)).toBe(true);
});

test("a required service that fails for good stops the others and ends with 1", async () => {
  await using rig = await openRig();
  const { web, worker } = twoServices(rig);
  const running = rig.start({}, ...FOREGROUND);
  const other = await worker.nextRun();
  const first = await web.nextRun();
  await untilUp(rig, running);
  first.exit(3);
  // It is tried again, until that has been enough.
  const failing = (async () => {
    for (;;) (await web.nextRun(60_000)).exit(3);
  })();
  failing.catch(() => {});
  expectOutcome(await within("the end", running.ended, { timeoutMs: 50_000, explain: rig.logs }), {
    code: 1,
    stdout: /^web {4}\| --- run 2 · /m,
    stderr: ["✗ web failed", /error: service `web`: .*3/, /stopped worker\n/],
  });
  await other.ended;
});

test("a required service that fails at once does so too, one that is not required does not", async () => {
  await using rig = await openRig({
    description: `${describeService("bad", { run: "echo no; exit 4" })}${describeService("good", { run: "sleep 1000" })}`,
  });
  expectOutcome(await rig.jig(...FOREGROUND), {
    code: 1,
    stdout: /^bad {2}\| no\n/m,
    stderr: ["service `bad`", /stopped good\n/],
  });
  rig.write(
    "jig.toml",
    `${describeService("bad", { run: "exit 4", require: false })}${describeService("good", { run: "sleep 1000" })}`,
  );
  const running = rig.start({}, ...FOREGROUND);
  await untilUp(rig, running);
  running.kill("SIGINT");
  expectOutcome(await ended(running), { stdout: anything, stderr: /stopped good\n$/ });
});

test("it ends with 0 when all is over: after `jig down` elsewhere, and when all that was to be done is done", async () => {
  await using rig = await openRig();
  twoServices(rig);
  const running = rig.start({}, ...FOREGROUND);
  await untilUp(rig, running);
  expectOutcome(await rig.jig("down"), { stdout: /^stopped /, stderr: anything });
  expectOutcome(await ended(running), { stdout: anything, stderr: anything });
  rig.write("jig.toml", describeService("once", { run: "echo did it", oneshot: true }));
  expectOutcome(await rig.jig(...FOREGROUND), { stdout: /did it\n/, stderr: anything });
});

test("services that are not ready in time are stopped, and that is a failure", async () => {
  await using rig = await openRig({
    description: describeService("slow", { run: "sleep 1000", port: 47_113, ready: { tcp: true } }),
  });
  expectOutcome(await rig.jig(...FOREGROUND, "--timeout", "1"), {
    code: 1,
    stdout: anything,
    stderr: /^error: not ready after 1 s: slow\nstopped slow\n$/,
  });
});

test("a name that is none is told, and the code is that of a wrong command line", async () => {
  await using rig = await openRig({ description: describeService("web", { run: "sleep 1000" }) });
  expectOutcome(await rig.jig(...FOREGROUND, "wbe"), { code: 2, stderr: ["`wbe`", "did you mean `web`?"] });
});

test("its supervisor may be killed: the services stay, and SIGTERM still stops them", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  const running = rig.start({}, ...FOREGROUND);
  const run = await web.nextRun();
  await untilUp(rig, running);
  const { supervisor } = await rig.status();
  process.kill(supervisor?.pid ?? 0, "SIGKILL");
  await waitFor("another supervisor", async () => {
    const now = (await rig.status()).supervisor;
    return now !== null && now.pid !== supervisor?.pid;
  });
  expect(isAlive(run.pid)).toBe(true);
  await run.print("still here");
  await waitFor("the line", () => running.stdout().includes("still here"));
  running.kill("SIGTERM");
  expectOutcome(await ended(running), { stdout: anything, stderr: anything });
  await run.ended;
});

test("killed without a word it takes nothing with it", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  const running = rig.start({}, ...FOREGROUND);
  const run = await web.nextRun();
  await untilUp(rig, running);
  running.kill("SIGKILL");
  await running.ended;
  expect((await rig.serviceStatus("web")).state).toBe("ready");
  expect(isAlive(run.pid)).toBe(true);
  expectOutcome(await rig.jig("down"), { stdout: /^stopped /, stderr: anything });
});

test("with a closed input, and an output that is closed later, it ends by itself and leaves nothing running", async () => {
  await using rig = await openRig({
    description: describeService("web", { run: "while :; do echo line; sleep 0.05; done" }),
  });
  const line = '"$0" up --foreground 2>&1 <&- | head -n 6';
  const outcome = await startProgram(["sh", "-c", line, executable], {
    cwd: rig.root,
    env: rig.env,
    timeoutMs: 20_000,
  }).ended;
  expectOutcome(outcome, { stdout: /line/ });
  await waitFor("all to be gone", () => processesOf(rig.base).length === 0, { explain: rig.logs });
});

test("somebody who does not read keeps nobody from stopping", async () => {
  await using rig = await openRig({
    description: describeService("web", {
      run: "head -c 3000000 /dev/zero | tr '\\0' '\\n'; echo end; sleep 1000",
    }),
  });
  const pipe = join(rig.base, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  const reader = openSync(pipe, constants.O_RDWR);
  try {
    const line = 'exec "$0" up --foreground >"$1"';
    const running = startProgram(["sh", "-c", line, executable, pipe], { cwd: rig.root, env: rig.env });
    await untilUp(rig, running);
    running.kill("SIGTERM");
    expectOutcome(await ended(running), { stderr: /stopped web\n$/ });
  } finally {
    closeSync(reader);
  }
});

test("`--json` tells the same as one object a line, the lines of services among them", async () => {
  await using rig = await openRig();
  const { web } = twoServices(rig);
  const running = rig.start({}, ...FOREGROUND, "--json");
  const run = await web.nextRun();
  await run.print("hello");
  await waitFor("the line", () => running.stdout().includes('"hello"'));
  await waitFor("both to be ready", () => (running.stdout().match(/"state":"ready"/g) ?? []).length >= 2);
  running.kill("SIGTERM");
  const outcome = await ended(running);
  expectOutcome(outcome, { stdout: /^\{/ });
  const events: { event: string; service?: unknown; line?: string; ok?: boolean }[] = outcome.stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(events.find(({ event, line }) => event === "log" && line === "hello")).toMatchObject({
    service: "web",
  });
  expect(events.at(-1)).toMatchObject({ event: "summary", ok: true, project: { name: "bench" } });
});

const namespaces = Bun.spawnSync(["unshare", "--pid", "--fork", "--mount-proc", "true"]).exitCode === 0;

test.skipIf(!namespaces)(
  "as the first process of a container it reaps what nobody else would, and stops",
  async () => {
    const script = `
    for at in 1 2 3 4 5 6 7 8 9 10; do sh -c 'sleep 0.01 &'; done
    while :; do
      zombies=0
      for stat in /proc/[0-9]*/stat; do
        read -r line <"$stat" 2>/dev/null || continue
        case $line in *') Z '*) zombies=$((zombies + 1)) ;; esac
      done
      echo "zombies=$zombies"
      sleep 0.1
    done`;
    await using rig = await openRig({ description: describeService("web", { run: ["sh", "-c", script] }) });
    const command = ["unshare", "--pid", "--fork", "--mount-proc", executable, ...FOREGROUND];
    const running = startProgram(command, { cwd: rig.root, env: rig.env });
    await untilUp(rig, running);
    await waitFor("the orphans to end", () => /zombies=[1-9]/.test(running.stdout()));
    await waitFor("them to be gone", () => running.stdout().endsWith("zombies=0\n"));
    const first = processesOf(rig.root).find(({ pid }) =>
      /^NSpid:\s+\d+\s+1$/m.test(readFileSync(`/proc/${pid}/status`, "utf8")),
    );
    process.kill(first?.pid ?? 0, "SIGTERM");
    expectOutcome(await ended(running), { stdout: anything, stderr: /stopped web\n$/ });
  },
);
