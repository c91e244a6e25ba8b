import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** As little of an Ollama as a service needs to be ready. */
const served = `
import http.server, json, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        said = {"/api/version": {"version": "0.9.6"}, "/api/tags": {"models": []}}.get(self.path, {})
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
host, port = os.environ["OLLAMA_HOST"].removeprefix("http://").split(":")
http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
`;

test("services that were told where jig's own Ollama was are named when a stranger has its port since", async () => {
  await using rig = await openRig({
    description:
      '[ollama]\n[services.web]\nrun = "echo at $OLLAMA_HOST; exec sleep 1000"\nafter = ["ollama"]\n',
  });
  rig.program("ollama", `#!${rig.python}\n${served}`);
  expectOutcome(await rig.jig("up"), { stdout: /ollama +ready/, stderr: anything });
  const { pid, port, url } = await rig.serviceStatus("ollama");
  expectOutcome(await rig.jig("logs", "web"), { stdout: [`at ${url}`.replace(/\/$/, "")] });
  process.kill(pid ?? 0, "SIGKILL");
  await waitFor("it to be gone", () => !isAlive(pid ?? 0));
  await using stranger = serveFakeOllama("0.9.6", undefined, port ?? 0);
  expect(stranger.port).toBe(port ?? 0);
  const again = await waitFor(
    "it to be on another port",
    async () => {
      const status = await rig.serviceStatus("ollama");
      return status.ready && status.port !== port ? status : null;
    },
    { timeoutMs: 30_000, explain: rig.logs },
  );
  const { reason } = await rig.serviceStatus("web");
  expect(reason).toMatch(/^`OLLAMA_HOST` is .* now, and this was started with .*: `jig restart web`$/);
  expectOutcome(await rig.jig("restart"), { stdout: /web +ready/, stderr: anything });
  expectOutcome(await rig.jig("logs", "web"), { stdout: [`at ${again.url}`.replace(/\/$/, "")] });
  expect((await rig.serviceStatus("web")).reason).toBeNull();
});
