// Services that start, wait for each other, answer, fail, restart and stop, under a real supervisor.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";

import { connectSupervisor } from "../../../src/api/client.ts";
import { isAlive, readCommandLine, readProcess } from "../../../src/host/processes/process-table.ts";
import { readOlder } from "../../../src/supervise/records/read-older.ts";
import { readStatus } from "../../../src/supervise/records/read-status.ts";
import { freePort } from "../../rig/ports.ts";
import { http, pidOf, shell } from "./bench-commands.ts";
import { createBench, type Bench } from "./bench-rig.ts";

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.on("connect", () => (socket.destroy(), resolve(true)));
    socket.on("error", () => resolve(false));
  });

test("a service is ready when it answers, has its port, and is gone after `down`", async () => {
  const port = await freePort();
  const web = bench.spec("web", {
    command: http(),
    port: { number: port, fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 10_000 },
    page: "/",
  });
  const started = await bench.up([web]);
  expect(started.services["web"]).toMatchObject({
    state: "ready",
    ready: true,
    port,
    url: `http://127.0.0.1:${port}/`,
    restarts: 0,
    exit: null,
    reason: null,
  });
  expect(started.changed).toEqual(["web"]);
  expect(readCommandLine(pidOf(started, "web"))?.[0]).toBe(process.execPath);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");

  const again = await bench.up([web]);
  expect(pidOf(again, "web")).toBe(pidOf(started, "web"));
  expect(again.changed).toEqual([]);

  const stopped = await bench.down();
  expect(stopped.services["web"]).toMatchObject({ state: "stopped", pid: null, exit: { signal: "SIGTERM" } });
  expect(await canConnect(port)).toBe(false);
  expect(bench.carriers()).toEqual([]);
  expect(bench.supervisor()).toBeNull();
  expect(existsSync(bench.layout.socket)).toBe(false);
});

test("proxy variables are not heeded when readiness is asked", async () => {
  const port = await freePort();
  const client = await bench.connect();
  const web = bench.spec("web", {
    command: http(),
    port: { number: port, fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 10_000 },
  });
  const nowhere = { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" };
  const env = { ...bench.env, ...nowhere };
  for await (const message of client.up({ services: [web], start: ["web"], env }))
    if (message.kind === "settled") expect(message.services[0]?.state).toBe("ready");
});

test("services start after what they come after, and stop before it", async () => {
  const db = bench.spec("db", { command: shell("sleep 0.3; touch ../db-up; exec sleep 1000", false) });
  const api = bench.spec("api", {
    command: shell("sleep 1000"),
    after: [{ service: "db", until: "ready" }],
  });
  const web = bench.spec("web", { after: [{ service: "api", until: "ready" }] });
  const started = await bench.up([db, api, web], ["web"]);
  expect(Object.values(started.services).map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  const order = (answer: typeof started, state: string): string[] =>
    answer.messages.flatMap((message) =>
      message.kind === "state" && message.service.state === state ? [message.service.name] : [],
    );
  expect([...new Set(order(started, "ready"))]).toEqual(["db", "api", "web"]);
  expect([...new Set(order(await bench.down(), "stopped"))]).toEqual(["web", "api", "db"]);
});

test("a one-shot is waited for, and is done when it succeeds", async () => {
  const make = bench.spec("make", { command: shell("sleep 0.2; touch made"), oneshot: true });
  const use = bench.spec("use", {
    command: shell("test -e made && exec sleep 1000"),
    after: [{ service: "make", until: "done" }],
  });
  const started = await bench.up([make, use]);
  expect(started.services["make"]).toMatchObject({ state: "done", exit: { code: 0 }, pid: null });
  expect(started.services["use"]?.state).toBe("ready");
  const again = await bench.up([make, use]);
  expect(again.changed).toEqual([]);
});

test("what waits for a service that failed is told why, and optional ones hold nobody", async () => {
  const bad = bench.spec("bad", { command: shell("exit 3"), oneshot: true });
  const web = bench.spec("web", { after: [{ service: "bad", until: "done" }] });
  const started = await bench.up([bad, web]);
  expect(started.services["bad"]).toMatchObject({ state: "failed", exit: { code: 3 } });
  expect(started.services["web"]).toMatchObject({
    state: "waiting",
    reason: "it waits for `bad`, which failed",
  });
  const optional = await bench.up([{ ...bad, require: false, digest: "second" }, web]);
  expect(optional.services["web"]?.state).toBe("ready");
});

test("a service that never answers fails with the reason and its last lines, and is stopped", async () => {
  const port = await freePort();
  const mute = bench.spec("mute", {
    command: shell("for i in 1 2 3; do echo line $i; done; exec sleep 1000", false),
    port: { number: port, fixed: true },
    ready: { probe: { kind: "tcp" }, timeoutMs: 400 },
  });
  const started = await bench.up([mute]);
  expect(started.services["mute"]?.state).toBe("failed");
  expect(started.failures["mute"]).toEqual({
    reason: `it was not ready within 0.4 s: nothing listens on port ${port} yet`,
    detail: ["line 1", "line 2", "line 3"],
  });
  expect(bench.carriers()).toEqual([]);
});

test("an answer with an error is not ready", async () => {
  const web = bench.spec("web", {
    command: http("new Response('no', {status: 503})"),
    port: { number: await freePort(), fixed: true },
    ready: { probe: { kind: "http", path: "/health" }, timeoutMs: 700 },
  });
  const started = await bench.up([web]);
  expect(started.failures["web"]?.reason).toBe("it was not ready within 0.7 s: it answers 503 at `/health`");
});

test("a page that there is not is told with what names another", async () => {
  const web = bench.spec("web", {
    command: http("new Response('no', {status: 404})"),
    port: { number: await freePort(), fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 700 },
  });
  const started = await bench.up([web]);
  expect(started.failures["web"]).toMatchObject({
    reason: "it was not ready within 0.7 s: it answers 404 at `/`",
    hint: 'give it a path that it has: `ready = { http = "/PATH" }`',
  });
});

test("a service that crashes is started again at once", async () => {
  const web = bench.spec("web", { command: shell("exec sleep 1000", false) });
  const started = await bench.up([web]);
  process.kill(pidOf(started, "web"), "SIGKILL");
  const client = await bench.connect();
  await bench.waitFor("it runs again", async () => {
    const status = await client.status();
    const [now] = status.ok ? status.value : [];
    return now?.state === "ready" && now.restarts === 1 && now.pid !== pidOf(started, "web");
  });
});

test("a service that crashes again and again fails after five starts, and its logs are kept", async () => {
  const bad = bench.spec("bad", {
    command: shell("echo traceback of run; exit 7"),
    ready: { probe: { kind: "tcp" }, timeoutMs: 5000 },
    port: { number: await freePort(), fixed: true },
  });
  const started = await bench.up([bad]);
  expect(started.services["bad"]).toMatchObject({ state: "failed", exit: { code: 7 }, restarts: 4 });
  expect(started.failures["bad"]).toEqual({
    reason: "it failed 5 times in a row, the last time with exit code 7",
    detail: ["traceback of run"],
  });
  for (const run of [1, 2, 3, 4, 5]) expect(bench.log("bad", run)).toContain("traceback of run\n");
  await bench.waitFor("the supervisor ends", () => bench.supervisor() === null);
  expect(readStatus(bench.layout)[0]).toMatchObject({ name: "bad", state: "failed", exit: { code: 7 } });
});

test("a service that ends by itself is stopped, with its exit code", async () => {
  const brief = bench.spec("brief", { command: shell("sleep 1; exit 0") });
  await bench.up([brief]);
  await bench.waitFor("the supervisor has nothing left to do", () => bench.supervisor() === null);
  expect(readStatus(bench.layout)[0]).toMatchObject({
    state: "stopped",
    exit: { code: 0 },
    reason: "it ended by itself (exit code 0)",
  });
});

test("a newer description changes no running service until it is restarted", async () => {
  const old = bench.spec("web", { command: shell("exec sleep 1000", false) });
  const started = await bench.up([old]);
  const edited = { ...old, digest: "second", command: shell("exec sleep 2000", false) };
  const again = await bench.up([edited]);
  expect(again.older).toEqual(["web"]);
  expect(pidOf(again, "web")).toBe(pidOf(started, "web"));
  expect(again.services["web"]?.reason).toBe(
    "runs an older description or environment; `jig restart web` applies the new one",
  );
  const other = bench.spec("other");
  await bench.up([edited, other]);
  expect(readOlder(bench.layout, [old, edited, other])).toEqual(["web"]);
  const restarted = await bench.restart([edited, other]);
  expect(readOlder(bench.layout, [edited, other])).toEqual([]);
  expect(restarted.changed).toEqual(["web"]);
  expect(restarted.older).toEqual([]);
  expect(readCommandLine(pidOf(restarted, "web"))).toEqual(["sleep", "2000"]);
});

test("a stop wins over a pending restart", async () => {
  const bad = bench.spec("bad", { command: shell("sleep 0.2; exit 1") });
  const client = await bench.connect();
  void (async () => {
    for await (const _ of client.up({ services: [bad], start: ["bad"], env: bench.env }));
  })();
  await bench.waitFor("it waits before it starts again", async () => {
    const status = await client.status();
    return status.ok && status.value[0]?.state === "backoff";
  });
  const stopped = await bench.down();
  expect(stopped.services["bad"]?.state).toBe("stopped");
  expect(bench.carriers()).toEqual([]);
});

test("the token is made once, kept private, and in no argument and no environment", async () => {
  const file = join(bench.layout.state, "services", "lab", "token");
  const path = join(bench.layout.state, "services", "lab", "config.json");
  const lab = bench.spec("lab", {
    token: { file, parameter: "token", scheme: "token" },
    files: [{ path, content: "{}" }],
  });
  const started = await bench.up([lab]);
  const token = readFileSync(file, "utf8");
  expect(token).toMatch(/^[0-9a-f]{48}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).toBe("{}");
  const pid = pidOf(started, "lab");
  expect(
    readFileSync(`/proc/${pid}/environ`, "utf8") + readFileSync(`/proc/${pid}/cmdline`, "utf8"),
  ).not.toContain(token);
  await bench.restart([lab], ["lab"]);
  expect(readFileSync(file, "utf8")).toBe(token);
  const evil = bench.spec("evil", { files: [{ path: join(bench.root, "outside"), content: "x" }] });
  const refused = await bench.up([lab, evil], ["evil"]);
  expect(refused.services["evil"]?.state).toBe("failed");
  expect(existsSync(join(bench.root, "outside"))).toBe(false);
});

test("the user's environment reaches the service and no file", async () => {
  const client = await bench.connect();
  const web = bench.spec("web", { command: shell('echo "[$SECRET$FLAKE_SERVICE]"; exec sleep 1000', false) });
  // The mark of an emitted flake's service, as in a terminal of its JupyterLab, is nobody else's.
  const env = { ...bench.env, SECRET: "spring-tide", FLAKE_SERVICE: "flake-1/jupyter/2" };
  for await (const _ of client.up({ services: [web], start: ["web"], env }));
  await bench.waitFor("it has said it", () => bench.log("web", 1).includes("[spring-tide]"));
  const { state } = bench.layout;
  for (const file of ["desired.json", "services/web/state.json", "supervisor.log"])
    expect(readFileSync(join(state, file), "utf8")).not.toContain("spring-tide");
  expect(readFileSync(`/proc/${bench.supervisor()?.pid}/environ`, "utf8")).not.toContain("spring-tide");
});

test("a socket whose folder was deleted is made again", async () => {
  const started = await bench.up([bench.spec("web")]);
  const before = bench.supervisor()?.pid;
  rmSync(dirname(bench.layout.socket), { recursive: true });
  await bench.waitFor("it is there again", () => existsSync(bench.layout.socket));
  const client = await bench.connect();
  expect(client.hello.pid).toBe(before ?? 0);
  const status = await client.status();
  expect(status.ok && status.value[0]?.pid).toBe(pidOf(started, "web"));
  expect(statSync(bench.layout.socket).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(bench.layout.socket)).mode & 0o777).toBe(0o700);
});

test("a supervisor that was stopped by a signal is named, and no second one starts", async () => {
  await bench.up([bench.spec("web")]);
  const holder = bench.supervisor();
  if (holder === null) throw new Error("no supervisor");
  process.kill(holder.pid, "SIGSTOP");
  try {
    const connected = await connectSupervisor({
      layout: bench.layout,
      start: { argv: bench.argv, env: process.env, isOnItsWay: false },
    });
    expect(connected).toEqual({ ok: false, failure: { reason: "does-not-answer", pid: holder.pid } });
  } finally {
    process.kill(holder.pid, "SIGCONT");
  }
  expect(isAlive(readProcess(holder.pid))).toBe(true);
}, 20_000);

test("a request that does not fit is refused, and nothing is done", async () => {
  await bench.up([bench.spec("web")]);
  const ask = (path: string, body: string): Promise<Response> =>
    fetch(`http://jig${path}`, { unix: bench.layout.socket, method: "POST", body });
  const bad = await ask("/up", JSON.stringify({ services: [{ name: "../x" }], start: [], env: {} }));
  expect(bad.status).toBe(400);
  expect(await bad.json()).toMatchObject({ reason: "bad-request" });
  expect((await ask("/up", "{")).status).toBe(400);
  expect((await ask("/elsewhere", "{}")).status).toBe(404);
});

test("nobody is started for a question", async () => {
  const connected = await connectSupervisor({ layout: bench.layout, start: null });
  expect(connected).toEqual({ ok: false, failure: { reason: "not-running" } });
  expect(readStatus(bench.layout)).toEqual([]);
  expect(existsSync(bench.layout.state)).toBe(false);
});

test("garbage in the state folder counts as nothing", async () => {
  const { state } = bench.layout;
  mkdirSync(join(state, "services", "web"), { recursive: true });
  for (const file of [
    "desired.json",
    "ports.json",
    "supervisor.lock",
    "services/web/state.json",
    "services/web/1.pid",
  ])
    writeFileSync(join(state, file), '{"version":1,"na');
  expect(readStatus(bench.layout)).toEqual([]);
  const started = await bench.up([bench.spec("web")]);
  expect(started.services["web"]?.state).toBe("ready");
});
