// What `start` tells and opens where it is more than an address, and what it leaves to look at.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";

/** Whether a namespace of its own can be had, in which another `/proc/version` stands. */
const canHide = hasNix && Bun.spawnSync(["unshare", "--mount", "true"]).success;

describe.skipIf(!hasNix)("the emitted shell", () => {
  test.skipIf(!canHide)(
    "JupyterLab's page is opened where a browser sees files; on a terminal, and for Windows, it is the link with the token",
    async () => {
      await using rig = await openRig();
      const port = await freePort();
      rig.write(
        "jig.toml",
        `[python]\nversion = "3.11"\n[services.lab]\nuse = "jupyterlab"\nport = ${port}\n`,
      );
      rig.write("requirements.lock", "");
      await writeFlake(rig);
      const link = `http://127.0.0.1:${port}/lab?token=abc123`;
      const server = [
        "import http.server, os",
        'folder = os.environ["JUPYTER_RUNTIME_DIR"]; os.makedirs(folder, exist_ok=True)',
        `open(folder + "/jpserver-1-open.html", "w").write('<meta content="1;url=${link}" />\\n    <a href="${link}">here</a>\\n')`,
        `http.server.test(http.server.SimpleHTTPRequestHandler, port=${port}, bind="127.0.0.1")`,
      ].join("\n");
      for (const name of ["xdg-open", "wslview"])
        rig.program(name, `#!/bin/sh\necho "${name} $*" >> opened.txt\n`);
      const seen = "script -qec start /dev/null";
      const script = [
        `cat > .venv/bin/jupyter-lab <<'END'\n${server}\nEND`,
        `export DISPLAY=:0; start; stop; ${seen}; stop`,
        "echo 'Linux version 6 (Microsoft)' > version; unset DISPLAY",
        `unshare --mount sh -c 'mount --bind version /proc/version && ${seen}'; stop`,
      ].join("\n");
      const { code, stdout, stderr } = await develop(rig, { env: { TMUX_TMPDIR: rig.base } }, script);
      expect(code, stderr).toBe(0);
      expect([...stdout.matchAll(/lab runs: (\S+)/g)].map(([, told]) => told)).toEqual([
        link.replace(/\?.*/, ""),
        link,
        link,
      ]);
      const page = join(rig.root, ".venv", "run", "lab", "jpserver-1-open.html");
      expect(rig.read("opened.txt")).toBe(`xdg-open ${page}\nwslview ${link}\n`);
    },
    60_000,
  );

  test("a model that cannot be had leaves its session to look at, also where Ollama ran before", async () => {
    await using rig = await openRig({ description: '[ollama]\nmodels = ["none", "tiny"]\n' });
    const port = await freePort();
    rig.write("served/api/version", "{}");
    rig.program("ollama", '#!/bin/sh\ncase $1 in pull) echo "pulling $2"; [ $2 = tiny ] ;; esac\n');
    await writeFlake(rig);
    const script = [
      `${rig.python} -m http.server --bind 127.0.0.1 ${port} --directory served >/dev/null 2>&1 &`,
      "until curl -s -o /dev/null $OLLAMA_HOST; do sleep 0.05; done",
      "start; until attach | grep -q ended; do sleep 0.05; done; attach",
      'for socket in "$TMUX_TMPDIR"/tmux-*/*; do tmux -S "$socket" capture-pane -p -S - -t ollama; done; stop; kill %1',
    ].join("\n");
    const env = { TMUX_TMPDIR: rig.base, OLLAMA_HOST: `127.0.0.1:${port}` };
    const { stdout, stderr } = await develop(rig, { env }, script);
    expect(stdout, stderr).toMatch(/ollama runs[^]*ollama \(has ended\)[^]*pulling none\npulling tiny\n/);
  }, 60_000);
});
