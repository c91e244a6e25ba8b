import { expect, test } from "bun:test";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { findOtherPython } from "../../rig/other-python.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";
import { freePort } from "../../rig/ports.ts";

/** Answers as JupyterLab does, and imports a package when it is asked to, as a kernel would in the middle of its work. */
const lab = `import http.server, json, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/api/kernels": said = [{"id": "1", "name": "python3", "execution_state": "busy"}]
        elif path == "/api/sessions": said = [{"path": "deep/work.ipynb", "kernel": {"id": "1"}}]
        elif path == "/import":
            import alder
            said = [alder.version, sys.version_info[:2]]
        else: said = {}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
`;

const other = findOtherPython();

test.skipIf(other === null)(
  `another Python is told with the notebooks that go on with the former one, which keeps its packages${other === null ? " (this machine has one Python)" : ""}`,
  async () => {
    if (other === null) return;
    await using index = await servePackageIndex({ more: [makeWheel("jupyterlab", "1.0")] });
    await using rig = await openIndexedRig(index);
    const port = await freePort();
    const first = /\d+\.\d+/.exec(Bun.spawnSync([rig.python, "--version"]).stdout.toString())?.[0];
    rig.write("lab.py", lab);
    const describe = (version: string, ...more: readonly string[]): void => {
      rig.write(
        "jig.toml",
        `[python]\nversion = "${version}"\npackages = ${JSON.stringify(["alder", "jupyterlab", ...more])}\n[services.lab]\nuse = "jupyterlab"\nrun = ["python", "lab.py", "\${port}"]\nport = ${port}\nopen = false\n`,
      );
    };
    const imports = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/import`)).json();
    describe(first ?? "");
    expectOutcome(await rig.jig("up", "lab", "--no-open"), { stdout: anything, stderr: anything });
    const { pid } = await rig.serviceStatus("lab");

    symlinkSync(other.path, join(rig.bin, `python${other.version}`));
    describe(other.version, "birch");
    const synced = await rig.jig("sync");
    expectOutcome(synced, {
      stdout: [`Python ${other.version}.`],
      stderr: [
        new RegExp(
          `warning: \`.venv\` has Python ${other.version}.\\d+ now; lab goes on with Python ${first}`,
        ),
        /lab: deep\/work.ipynb is working with Python/,
        "hint: save the notebooks first: `jig restart lab` starts it with the new one, and ends these kernels",
      ],
    });
    expect(await imports()).toEqual(["2.0", (first ?? "").split(".").map(Number)]);
    // Nothing of it counts as the new one's, and it is told once.
    expectOutcome(await rig.jig("sync", "--check"), { stdout: ["is as jig.lock says"] });
    expectOutcome(await rig.jig("up", "lab", "--no-open"), { stdout: anything, stderr: /^(?!.*deep)/s });
    expect((await rig.serviceStatus("lab")).pid).toBe(pid);
    const former = join(rig.root, `.venv/lib/python${first}`);
    expect(existsSync(former)).toBe(true);

    // Back again: nobody runs on what was there in between, and on the same nobody goes on with a former one.
    describe(first ?? "", "birch");
    expectOutcome(await rig.jig("sync"), { stdout: [`Python ${first}.`], stderr: /^(?!.*goes on with)/s });
    describe(other.version, "birch");
    expectOutcome(await rig.jig("sync"), {
      stdout: anything,
      stderr: [new RegExp(`lab goes on with Python ${first}`)],
    });

    expectOutcome(await rig.jig("down", "--yes"), { stdout: anything, stderr: anything });
    describe(other.version);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expect(existsSync(former)).toBe(false);
  },
);
