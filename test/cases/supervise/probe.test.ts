// What a service notices of being asked whether it is ready: one visitor who listens to the end, and no error.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { createServer } from "node:net";

import type { ServiceSpec } from "../../../src/plan/services/service-spec.ts";
import { createBench, type Bench } from "./bench-rig.ts";

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** Python's own server; `answer` is the body of its handler. It tells each connection and, at its end, what it wrote. */
const python = (answer: string): ServiceSpec["command"] => ({
  kind: "argv",
  words: [
    ["python3"],
    ["-c"],
    [
      `
import os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def setup(self):
        print("connected")
        super().setup()
    def finish(self):
        super().finish()
        print("finished")
    def log_message(self, *words):
        pass
    def do_GET(self):
${answer
  .split("\n")
  .map((line) => `        ${line}`)
  .join("\n")}
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`,
    ],
  ],
});

const whole = `body = b"x" * 300000
self.send_response(200)
self.send_header("Content-Length", str(len(body)))
self.end_headers()
self.wfile.write(body)`;

const inPieces = `self.send_response(200)
self.end_headers()
for _ in range(30):
    self.wfile.write(b"x" * 10000)
    time.sleep(0.01)`;

const ways: Readonly<Record<string, [ServiceSpec["ready"]["probe"], string]>> = {
  "a short answer": [
    { kind: "http", path: "/" },
    'self.send_response(200)\nself.end_headers()\nself.wfile.write(b"here")',
  ],
  "a body of 300 KB": [{ kind: "http", path: "/" }, whole],
  "a body in pieces": [{ kind: "http", path: "/" }, inPieces],
  "a connection alone": [{ kind: "tcp" }, "pass"],
};

for (const [what, [probe, answer]] of Object.entries(ways)) {
  test(`python's server has no error to write when it is asked for ${what}`, async () => {
    const web = bench.spec("web", {
      command: python(answer),
      port: { number: await freePort(), fixed: true },
      ready: { probe, timeoutMs: 10_000 },
      env: { PYTHONUNBUFFERED: ["1"] },
    });
    const started = await bench.up([web]);
    expect(started.services["web"]?.state).toBe("ready");
    const lines = (): readonly string[] => bench.log("web", 1).trimEnd().split("\n").slice(1);
    await bench.waitFor("its handler is through", () => lines().length >= 2);
    expect(lines()).toEqual(["connected", "finished"]);
  });
}
