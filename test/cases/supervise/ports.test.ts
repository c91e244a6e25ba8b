// Services whose port somebody else holds, and those that were told a port that moves, under a real supervisor.

import { afterEach, beforeEach, expect, test } from "bun:test";

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

test("a stranger on a fixed port fails the service at once, with pid and command", async () => {
  const port = await freePort();
  const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("a stranger") });
  try {
    const web = bench.spec("web", {
      command: http(),
      port: { number: port, fixed: true },
      ready: { probe: { kind: "http", path: "/" }, timeoutMs: 5000 },
    });
    const started = await bench.up([web]);
    expect(started.services["web"]).toMatchObject({ state: "failed", pid: null, restarts: 0 });
    expect(started.failures["web"]?.reason).toStartWith(`port ${port} is held by pid ${process.pid} (`);
    expect(started.failures["web"]?.reason).toEndWith("`)");
    expect(started.failures["web"]).toMatchObject({
      detail: [],
      hint: `stop it (\`kill ${process.pid}\`), or give \`web\` another \`port\``,
      place: { file: "jig.toml", line: 1, column: 1 },
    });
  } finally {
    await server.stop(true);
  }
});

test("a stranger that comes to the port later is never ready", async () => {
  const port = await freePort();
  const web = bench.spec("web", {
    command: shell("exec sleep 1000", false),
    port: { number: port, fixed: true },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 800 },
  });
  const starting = bench.up([web]);
  await bench.waitFor("it runs", () => bench.carriers().length > 0);
  const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("a stranger") });
  try {
    const started = await starting;
    expect(started.services["web"]?.state).toBe("failed");
    expect(started.failures["web"]?.reason).toContain(`port ${port} is held by pid ${process.pid}`);
    expect(started.failures["web"]?.hint).toStartWith(`stop it (\`kill ${process.pid}\`), or give`);
  } finally {
    await server.stop(true);
  }
});

test("a movable port that is taken moves on, and is remembered", async () => {
  const port = await freePort();
  const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("a stranger") });
  const web = bench.spec("web", {
    command: http(),
    port: { number: port, fixed: false },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 5000 },
  });
  let moved: number | null | undefined;
  try {
    const started = await bench.up([web]);
    moved = started.services["web"]?.port;
    expect(started.services["web"]?.state).toBe("ready");
    expect(moved).toBeGreaterThan(port);
    await bench.down();
  } finally {
    await server.stop(true);
  }
  const again = await bench.up([web]);
  expect(again.services["web"]?.port).toBe(moved ?? null);
});

test("who was told a port that has moved since is started again and told the new one; live work is left and named", async () => {
  const port = await freePort();
  const web = bench.spec("web", {
    command: http(),
    port: { number: port, fixed: false },
    ready: { probe: { kind: "http", path: "/" }, timeoutMs: 5000 },
  });
  const told = { env: { WEB: [{ kind: "service", name: "web", field: "url" } as const] } };
  const page = bench.spec("page", {
    ...told,
    command: shell('echo "web is at $WEB"; exec sleep 1000', false),
  });
  const lab = bench.spec("lab", { ...told, live: "jupyter-kernels" });
  const other = bench.spec("other");
  const services = [web, page, lab, other];
  const first = await bench.up(services);
  await bench.down(["web"]);
  const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("a stranger") });
  try {
    const second = await bench.up(services);
    const moved = second.services["web"]?.port ?? 0;
    expect(moved).toBeGreaterThan(port);
    await bench.waitFor("the page is told", () =>
      bench.log("page", 2).includes(`web is at http://127.0.0.1:${moved}\n`),
    );
    await bench.waitFor("all of them run", async () => {
      const status = await (await bench.connect()).status();
      return status.ok && status.value.every(({ state }) => state === "ready");
    });
    const last = await bench.up(services);
    expect(last.services["page"]?.pid).not.toBe(pidOf(first, "page"));
    expect(last.services["lab"]).toMatchObject({
      pid: pidOf(first, "lab"),
      reason: `\`web\` answers on port ${moved} now, and this was told ${port}: \`jig restart lab\``,
    });
    expect(last.services["other"]?.pid).toBe(pidOf(first, "other"));
  } finally {
    await server.stop(true);
  }
});
