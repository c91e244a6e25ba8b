// What people are told of services that do not do what was meant: why, and only what is news.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { readStatus } from "../../../src/supervise/records/read-status.ts";
import { freePort } from "../../rig/ports.ts";
import { shell } from "./bench-commands.ts";
import { createBench, type Bench } from "./bench-rig.ts";

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

test("a command that does not exist is not tried again", async () => {
  const bad = bench.spec("bad", { command: { kind: "argv", words: [["no-such-command-at-all"]] } });
  const started = await bench.up([bad]);
  expect(started.services["bad"]).toMatchObject({ state: "failed", restarts: 0, pid: null });
  expect(started.failures["bad"]).toEqual({ reason: "`no-such-command-at-all` is not on PATH", detail: [] });
  const inShell = bench.spec("bad", { command: shell("no-such-command-at-all"), digest: "second" });
  const again = await bench.up([inShell]);
  expect(again.services["bad"]).toMatchObject({ state: "failed", restarts: 0, exit: { code: 127 } });
  expect(again.failures["bad"]?.reason).toBe("its command cannot be run (exit code 127)");
  expect(again.failures["bad"]?.detail.join("\n")).toContain("no-such-command-at-all");
});

test("a program is looked for where the service would find it", async () => {
  const tool = join(bench.root, "work", "bin", "tool");
  mkdirSync(dirname(tool));
  writeFileSync(tool, "#!/bin/sh\nexec sleep 1000\n", { mode: 0o755 });
  const command = { kind: "argv", words: [["tool"]] } as const;
  const path = [join(bench.root, "work", "bin"), ":/usr/bin:/bin"];
  const found = bench.spec("found", { command, env: { PATH: path } });
  const beside = bench.spec("beside", { command, env: { PATH: ["bin:/usr/bin:/bin"] } });
  const lost = bench.spec("lost", { command });
  const started = await bench.up([found, beside, lost]);
  expect(Object.values(started.services).map(({ state }) => state)).toEqual(["ready", "ready", "failed"]);
});

test("a folder that is not there is told before anything is started", async () => {
  const cwd = join(bench.root, "work", "nowhere");
  const started = await bench.up([bench.spec("web", { cwd })]);
  expect(started.services["web"]).toMatchObject({ state: "failed", exit: null, pid: null });
  expect(started.failures["web"]).toEqual({ reason: `the folder \`${cwd}\` is not there`, detail: [] });
});

test("a folder that its files cannot be written into is told before anything is started", async () => {
  const folder = join(bench.layout.state, "services", "web");
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  writeFileSync(folder, "");
  const started = await bench.up([bench.spec("web")]);
  expect(started.services["web"]).toMatchObject({ state: "failed", exit: null, pid: null });
  const reason = `its files cannot be written into \`${folder}\` (EEXIST); see \`ls -ld ${folder}\``;
  expect(started.failures["web"]).toEqual({ reason, detail: [] });
});

test("a service whose pid nobody could write down is found, becomes ready and is stopped", async () => {
  const specs = [bench.spec("web"), bench.spec("other")];
  await bench.up(specs);
  await bench.down(["web"]);
  // No shell writes into a folder.
  mkdirSync(join(bench.layout.state, "services", "web", "2.pid"));
  const started = await bench.up(specs);
  expect(started.services["web"]).toMatchObject({ state: "ready" });
  expect(started.services["web"]?.pid).toBeGreaterThan(1);
  expect((await bench.down()).services["web"]).toMatchObject({ state: "stopped" });
});

/** Listens only when there is a file `go`. */
const SLOW = `
  while (!require("node:fs").existsSync("go")) await Bun.sleep(10);
  Bun.serve({ hostname: "127.0.0.1", port: Number(process.env.PORT), fetch: () => new Response("here") });
`;

test("why a service is not ready yet is told while it is waited for", async () => {
  const port = await freePort();
  const file = join(bench.root, "work", "go");
  const web = bench.spec("web", {
    command: { kind: "argv", words: [[process.execPath], ["-e"], [SLOW]] },
    port: { number: port, fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 10_000 },
  });
  const client = await bench.connect();
  const reasons: (string | null)[] = [];
  for await (const message of client.up({ services: [web], start: ["web"], env: bench.env })) {
    if (message.kind !== "state" || message.service.state !== "starting") continue;
    reasons.push(message.service.reason);
    if (message.service.reason !== null) writeFileSync(file, "");
  }
  expect(reasons.at(-1)).toBe(`nothing listens on port ${port} yet`);
});

test("`down` tells of nothing that was over before, and leaves no reason behind", async () => {
  const bad = bench.spec("bad", { command: shell("exit 3"), oneshot: true });
  const brief = bench.spec("brief", { command: shell("sleep 0.6; exit 0") });
  const web = bench.spec("web");
  const client = await bench.connect();
  await bench.up([bad, brief, web]);
  await bench.waitFor("one has ended", async () => {
    const status = await client.status();
    return status.ok && status.value[1]?.state === "stopped";
  });
  const stopped = await bench.down();
  const told = stopped.messages.flatMap((message) =>
    message.kind === "state" ? [`${message.service.name} ${message.service.state}`] : [],
  );
  expect(told).toEqual(["web ready", "web stopping", "web stopped"]);
  expect(stopped.changed).toEqual(["web"]);
  for (const service of [...Object.values(stopped.services), ...readStatus(bench.layout)])
    expect(service).toMatchObject({ state: "stopped", reason: null });
  expect(stopped.services["bad"]?.exit).toEqual({ code: 3 });
});

/** Accepts every connection and resets it. */
const RESETTING = `
  require("node:net").createServer((socket) => socket.resetAndDestroy()).listen(Number(process.env.PORT), "127.0.0.1");
`;

test("a service that resets every connection is told as that", async () => {
  const port = await freePort();
  const web = bench.spec("web", {
    command: { kind: "argv", words: [[process.execPath], ["-e"], [RESETTING]] },
    port: { number: port, fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 1500 },
  });
  const started = await bench.up([web]);
  expect(started.failures["web"]?.reason).toBe(
    "it was not ready within 1.5 s: it closes the connection at `/` without an answer",
  );
});

test("what is meant to end is never shown as ready, however long it takes", async () => {
  const brief = bench.spec("brief", { command: shell("sleep 0.8"), oneshot: true });
  const started = await bench.up([brief]);
  const told = started.messages.flatMap((message) =>
    message.kind === "state" ? [message.service.state] : [],
  );
  expect(told).not.toContain("ready");
  expect(told.at(-1)).toBe("done");
});
