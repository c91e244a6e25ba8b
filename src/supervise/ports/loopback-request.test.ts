import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";

import { parseAnswer } from "./http-answer.ts";
import { canConnect, requestLoopback } from "./loopback-request.ts";

let web: ReturnType<typeof Bun.serve>;
let mute: Server;
let mutePort = 0;

beforeAll(async () => {
  web = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/moved") return new Response(null, { status: 302, headers: { Location: "/lab" } });
      if (pathname === "/stream")
        return new Response(
          new ReadableStream({
            start: (controller) => {
              for (const part of ["caf", "é ", "au lait"]) controller.enqueue(new TextEncoder().encode(part));
              controller.close();
            },
          }),
        );
      return new Response(`${request.method} ${request.headers.get("authorization") ?? "nobody"}`);
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  mute = createServer(() => {}).listen(0, "127.0.0.1", resolve);
  await promise;
  const address = mute.address();
  mutePort = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  await web.stop(true);
  mute.close();
});

const ask = (path: string, options: { method?: "GET" | "POST"; port?: number; timeoutMs?: number } = {}) =>
  requestLoopback({
    host: "127.0.0.1",
    port: options.port ?? web.port ?? 0,
    method: options.method ?? "GET",
    path,
    headers: { Authorization: "token abc" },
    timeoutMs: options.timeoutMs ?? 2000,
    body: true,
  });

test("a request carries its headers, and gives status and body", async () => {
  expect(await ask("/")).toEqual({ ok: true, value: { status: 200, location: null, body: "GET token abc" } });
  expect(await ask("/", { method: "POST" })).toMatchObject({ ok: true, value: { body: "POST token abc" } });
});

test("a redirect is told, not followed", async () => {
  expect(await ask("/moved")).toMatchObject({ ok: true, value: { status: 302, location: "/lab" } });
});

test("a chunked body is joined", async () => {
  expect(await ask("/stream")).toMatchObject({ ok: true, value: { body: "café au lait" } });
});

test("nobody, and somebody who says nothing, are told apart", async () => {
  const free = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = free.port ?? 0;
  await free.stop(true);
  expect(await ask("/", { port })).toEqual({ ok: false, failure: { reason: "refused" } });
  expect(await ask("/", { port: mutePort, timeoutMs: 50 })).toEqual({
    ok: false,
    failure: { reason: "timeout" },
  });
  expect(await canConnect("127.0.0.1", mutePort, 1000)).toBe(true);
  expect(await canConnect("127.0.0.1", port, 1000)).toBe(false);
});

test("an aborted request ends at once", async () => {
  const leaving = new AbortController();
  const asked = requestLoopback({
    host: "127.0.0.1",
    port: mutePort,
    method: "GET",
    path: "/",
    timeoutMs: 60_000,
    signal: leaving.signal,
  });
  leaving.abort();
  expect(await asked).toEqual({ ok: false, failure: { reason: "aborted" } });
});

test("what is not HTTP is not an answer", () => {
  expect(parseAnswer(Buffer.from("SSH-2.0-OpenSSH\r\n"))).toBeNull();
  expect(parseAnswer(Buffer.from("HTTP/1.1 204 No Content\r\n"))).toEqual({
    status: 204,
    location: null,
    body: "",
  });
});
