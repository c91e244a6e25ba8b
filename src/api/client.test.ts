import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PROTOCOL_VERSION } from "../base/version.ts";
import type { Layout } from "../plan/layout.ts";
import { connectSupervisor, type TalkMessage } from "./client.ts";
import type { Hello, ServiceMessage } from "./contract.ts";

let root: string;
let layout: Layout;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "jig-client-"));
  const at = (name: string): string => join(root, name);
  const own = { state: at("state"), cache: at("cache"), socket: at("s.sock") };
  layout = { root, file: "jig.toml", ...own, venv: at(".venv"), lock: at("jig.lock") };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const settled: ServiceMessage = {
  kind: "settled",
  at: "2025-01-02T03:04:05.678Z",
  services: [],
  changed: [],
  older: [],
  ending: false,
};

const hello = (): Hello => ({
  protocol: PROTOCOL_VERSION,
  jig: "0.0.0",
  root,
  pid: 4000,
  startTime: "1",
  bootId: "b",
});

/** Greets as a supervisor does, and leaves the rest to `answer`. */
const greetAnd = (answer: () => Response) =>
  Bun.serve({
    unix: layout.socket,
    fetch: (request) => (request.url.endsWith("/hello") ? Response.json(hello()) : answer()),
  });

/** One that ends as soon as it is asked for something. */
const greetAndEnd = (onEnd: () => void) => {
  const server = greetAnd(() => {
    void server.stop(true);
    rmSync(layout.socket, { force: true });
    onEnd();
    return new Response();
  });
  return server;
};

const askUp = async (): Promise<readonly TalkMessage[]> => {
  const connected = await connectSupervisor({ layout, start: null });
  if (!connected.ok) throw new Error(connected.failure.reason);
  const messages: TalkMessage[] = [];
  for await (const message of connected.value.up({ services: [], start: [], env: {} }))
    messages.push(message);
  return messages;
};

test("when a supervisor ends between its greeting and the request, the next one is asked", async () => {
  const servers: { stop: (now: boolean) => unknown }[] = [];
  const next = () => servers.push(greetAnd(() => new Response(`${JSON.stringify(settled)}\n`)));
  servers.push(greetAndEnd(next));
  expect(await askUp()).toEqual([settled]);
  expect(servers).toHaveLength(2);
  for (const server of servers) await server.stop(true);
});

test("a supervisor that is gone for good is told in jig's own words", async () => {
  greetAndEnd(() => {});
  expect(await askUp()).toMatchObject([
    { kind: "lost", failure: { reason: "lost", message: "the supervisor went away before it answered" } },
  ]);
});

test("an answer that is cut off is told in jig's own words", async () => {
  const server = greetAnd(() => new Response(""));
  expect(await askUp()).toMatchObject([
    { kind: "lost", failure: { message: "the supervisor went away in the middle of its answer" } },
  ]);
  await server.stop(true);
});
