// What must hold when the supervisor dies, when pids come round again, and when a service does not want to go.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isAlive, readProcess } from "../../../src/host/processes/process-table.ts";
import { readServiceRecord, writeServiceRecord } from "../../../src/supervise/records/records.ts";
import { readStatus } from "../../../src/supervise/records/read-status.ts";
import { pidOf, shell } from "./bench-commands.ts";
import { createBench, type Bench } from "./bench-rig.ts";

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const isRunning = (pid: number): boolean => isAlive(readProcess(pid));

test("three `up` at once have one supervisor and start each service once", async () => {
  for (let round = 0; round < 5; round += 1) {
    const services = [bench.spec("one"), bench.spec("two")];
    const answers = await Promise.all([bench.up(services), bench.up(services), bench.up(services)]);
    const pids = new Set(answers.map((answer) => pidOf(answer, "one")));
    expect(pids.size).toBe(1);
    // A keeper and its service, twice.
    expect(bench.carriers().length).toBe(4);
    await bench.killSupervisor();
  }
});

test("services outlive the supervisor, and the next `up` takes them over: none lost, none doubled", async () => {
  const services = [
    bench.spec("one", { command: shell("while :; do echo tick; sleep 0.05; done") }),
    bench.spec("two", { command: shell("exec sleep 1000", false) }),
  ];
  const first = await bench.up(services);
  for (let round = 0; round < 20; round += 1) {
    await bench.killSupervisor();
    expect(readStatus(bench.layout).map(({ state, pid }) => [state, pid])).toEqual([
      ["ready", pidOf(first, "one")],
      ["ready", pidOf(first, "two")],
    ]);
    const [left, right] = await Promise.all([bench.up(services), bench.up(services)]);
    expect([left, right].map((answer) => [pidOf(answer, "one"), pidOf(answer, "two")])).toEqual([
      [pidOf(first, "one"), pidOf(first, "two")],
      [pidOf(first, "one"), pidOf(first, "two")],
    ]);
    expect(left.changed).toEqual([]);
  }
  const stopped = await bench.down();
  expect(stopped.services["one"]).toMatchObject({ state: "stopped", exit: { signal: "SIGTERM" } });
  expect(bench.carriers()).toEqual([]);
}, 30_000);

test("a service that crashes after it was taken over is started again in its own environment", async () => {
  const web = bench.spec("web", { command: shell('echo "[$HOME]"; exec sleep 1000', false) });
  await bench.up([web]);
  await bench.killSupervisor();
  const adopted = await bench.up([web]);
  process.kill(pidOf(adopted, "web"), "SIGSEGV");
  const client = await bench.connect();
  await bench.waitFor("it runs again", async () => {
    const status = await client.status();
    const [now] = status.ok ? status.value : [];
    return now?.state === "ready" && now.pid !== pidOf(adopted, "web") && now.restarts === 1;
  });
  await bench.waitFor("it has spoken", () => bench.log("web", 2).includes(`[${bench.root}]`));
});

test("a service that ended while no supervisor lived is told as it ended, and started again by `up`", async () => {
  const web = bench.spec("web", { command: shell("while test ! -e go; do sleep 0.02; done; exit 9") });
  await bench.up([web]);
  await bench.killSupervisor();
  writeFileSync(join(bench.root, "work", "go"), "");
  await bench.waitFor("it has ended", () => bench.carriers().length === 0);
  expect(readStatus(bench.layout)[0]).toMatchObject({
    state: "stopped",
    pid: null,
    exit: { code: 9 },
    reason: "it ended with exit code 9, while no supervisor was running",
  });
  rmSync(join(bench.root, "work", "go"));
  const started = await bench.up([web]);
  expect(started.services["web"]).toMatchObject({ state: "ready", exit: null });
  expect(started.changed).toEqual(["web"]);
});

test("`down` after the supervisor was killed stops what runs", async () => {
  const started = await bench.up([bench.spec("web")]);
  await bench.killSupervisor();
  const stopped = await bench.down();
  expect(stopped.services["web"]).toMatchObject({ state: "stopped", exit: { signal: "SIGTERM" } });
  expect(isRunning(pidOf(started, "web"))).toBe(false);
});

test("SIGTERM ends the supervisor and no service", async () => {
  const started = await bench.up([bench.spec("web")]);
  const holder = bench.supervisor();
  process.kill(holder?.pid ?? 0, "SIGTERM");
  await bench.waitFor("the supervisor is gone", () => bench.supervisor() === null);
  expect(isRunning(pidOf(started, "web"))).toBe(true);
  expect(existsSync(bench.layout.socket)).toBe(false);
});

test("a supervisor killed while it stops a service: the next one finishes that", async () => {
  const slow = bench.spec("slow", {
    command: shell("trap 'sleep 0.5; exit 0' TERM; while :; do sleep 0.02; done"),
  });
  await bench.up([slow]);
  await bench.up([{ ...slow, digest: "second" }]);
  const client = await bench.connect();
  void (async () => {
    for await (const _ of client.down({ services: null }));
  })();
  await bench.waitFor(
    "the intent is on disk",
    () => readServiceRecord(bench.layout.state, "slow")?.phase === "stopping",
  );
  // That it runs an older copy is no more of interest.
  const status = await (await bench.connect()).status();
  expect(status.ok && status.value[0]).toMatchObject({ state: "stopping", reason: null });
  await bench.killSupervisor();
  const client2 = await bench.connect();
  await bench.waitFor("it is gone", () => bench.carriers().length === 0);
  expect(client2.hello.pid).not.toBe(client.hello.pid);
});

test("a recycled pid is neither believed nor signalled", async () => {
  await bench.up([bench.spec("web")]);
  await bench.down();
  const stranger = spawn("sleep", ["1000"], { detached: true });
  try {
    const record = readServiceRecord(bench.layout.state, "web");
    if (record === null || stranger.pid === undefined) throw new Error("no record");
    const stolen = { pid: stranger.pid, startTime: "1" };
    writeServiceRecord(bench.layout.state, { ...record, phase: "ready", keeper: stolen, main: stolen });
    writeFileSync(
      join(bench.layout.state, "services", "web", `${record.generation}.pid`),
      `${stranger.pid}\n`,
    );
    rmSync(join(bench.layout.state, "services", "web", `${record.generation}.exit`));
    expect(readStatus(bench.layout)[0]).toMatchObject({ state: "stopped", pid: null, exit: null });
    const stopped = await bench.down();
    expect(stopped.services["web"]).toMatchObject({ state: "stopped", pid: null, exit: null });
    expect(isRunning(stranger.pid)).toBe(true);
    const started = await bench.up([bench.spec("web")]);
    expect(pidOf(started, "web")).not.toBe(stranger.pid);
    expect(isRunning(stranger.pid)).toBe(true);
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("processes of another boot are not believed", async () => {
  await bench.up([bench.spec("web")]);
  await bench.down();
  const record = readServiceRecord(bench.layout.state, "web");
  if (record === null) throw new Error("no record");
  writeServiceRecord(bench.layout.state, { ...record, phase: "ready", bootId: "of yesterday" });
  expect(readStatus(bench.layout)[0]).toMatchObject({
    state: "stopped",
    exit: null,
    reason: "the machine was restarted",
  });
});

test("a lost record is made up for by the cookie: the service is taken over, not doubled", async () => {
  const web = bench.spec("web");
  const started = await bench.up([web]);
  await bench.killSupervisor();
  const { state } = bench.layout;
  for (const garbage of ["", "{", "null", '{"version":99}']) {
    writeFileSync(join(state, "services", "web", "state.json"), garbage);
    writeFileSync(join(state, "desired.json"), garbage);
    const again = await bench.up([web]);
    expect(pidOf(again, "web")).toBe(pidOf(started, "web"));
    expect(bench.carriers().length).toBe(2);
    await bench.killSupervisor();
  }
  await bench.down();
  expect(bench.carriers()).toEqual([]);
});

test("a service whose keeper was killed goes on, and its end is not made up", async () => {
  const started = await bench.up([bench.spec("web", { oneshot: false })]);
  const pid = pidOf(started, "web");
  const keeper = readProcess(pid)?.ppid ?? 0;
  process.kill(keeper, "SIGKILL");
  await bench.waitFor("the keeper is gone", () => !isRunning(keeper));
  const again = await bench.up([bench.spec("web")]);
  expect(pidOf(again, "web")).toBe(pid);
  const stopped = await bench.down();
  expect(stopped.services["web"]).toMatchObject({ state: "stopped", exit: null });
  expect(isRunning(pid)).toBe(false);
});

/** A shell text that starts `inner` in the given way and says its pid in `escaped`. */
const ways = {
  "a child in its group": "sh -c 'echo $$ >escaped; exec sleep 1000' & wait",
  "a child in a session of its own": "setsid sh -c 'echo $$ >escaped; exec sleep 1000' & sleep 1000",
  "a double fork": "(setsid sh -c 'echo $$ >escaped; exec sleep 1000' &) ; sleep 1000",
  "a double fork with an emptied environment, output still in the log":
    "(setsid env -i \"PATH=$PATH\" sh -c 'echo $$ >escaped; exec sleep 1000' &) ; sleep 1000",
  "a service that ignores the signal": "trap '' TERM; echo $$ >escaped; while :; do sleep 0.05; done",
  "children that renew themselves":
    "echo 'sleep 0.02; setsid sh ./chain & echo $$ >escaped' >chain; sh ./chain; sleep 1000",
};

for (const [what, script] of Object.entries(ways)) {
  test(`nothing is left of ${what}`, async () => {
    const bystander = spawn("sleep", ["1000"], { detached: true });
    const tree = bench.spec("tree", {
      command: shell(script),
      stop: { http: null, signal: "TERM", timeoutMs: 300 },
    });
    await bench.up([tree]);
    const file = join(bench.root, "work", "escaped");
    await bench.waitFor(
      "it has escaped",
      () => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"),
    );
    const pid = Number(readFileSync(file, "utf8"));
    const stopped = await bench.down();
    expect(stopped.services["tree"]?.state).toBe("stopped");
    expect(isRunning(pid)).toBe(false);
    expect(bench.carriers()).toEqual([]);
    expect(isRunning(bystander.pid ?? 0)).toBe(true);
    bystander.kill("SIGKILL");
  });
}

test("what a crashed service leaves behind is gone before it is started again", async () => {
  const tree = bench.spec("tree", {
    command: shell(
      "(setsid sh -c 'echo $$ >>escaped; exec sleep 1000' &) ; sleep 0.2; exec sleep 1000",
      false,
    ),
  });
  const started = await bench.up([tree]);
  const file = join(bench.root, "work", "escaped");
  await bench.waitFor("it has escaped", () => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
  const pid = Number(readFileSync(file, "utf8"));
  process.kill(pidOf(started, "tree"), "SIGKILL");
  await bench.waitFor("it runs again", () => readFileSync(file, "utf8").trim().split("\n").length === 2);
  expect(isRunning(pid)).toBe(false);
});

test("the signal reaches the whole group where a shell stays, and the main process alone otherwise", async () => {
  const child = "sh -c 'trap \"echo child; exit\" TERM; touch ready; while :; do sleep 0.02; done'";
  const script = `${child} & trap 'echo shell; wait; exit 4' TERM; wait`;
  for (const shellStays of [true, false]) {
    rmSync(join(bench.root, "work", "ready"), { force: true });
    const stop = { http: null, signal: "TERM", timeoutMs: shellStays ? 3000 : 300 } as const;
    const group = bench.spec("group", { command: shell(script, shellStays), stop });
    await bench.up([group]);
    await bench.waitFor("the child is there", () => existsSync(join(bench.root, "work", "ready")));
    const stopped = await bench.down();
    const log = bench.log("group", shellStays ? 1 : 2);
    expect(log).toContain("shell");
    expect(log.split("\n").includes("child")).toBe(shellStays);
    expect(stopped.services["group"]?.exit).toEqual(shellStays ? { code: 4 } : { signal: "SIGKILL" });
  }
});

test("no more than ten runs are kept", async () => {
  const web = bench.spec("web");
  await bench.up([web]);
  for (let round = 0; round < 12; round += 1) await bench.restart([web], ["web"]);
  expect(readdirSync(join(bench.layout.state, "logs")).length).toBe(10);
  expect(readdirSync(join(bench.layout.state, "logs"))).toContain("web.13.log");
}, 20_000);
