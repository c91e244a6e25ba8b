import { expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { canBeNixos, openNixos } from "../../rig/nixos.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv } from "../../rig/recording-nix.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** The real uv, which writes down what it is run with when it installs. */
const listeningUv = async (rig: Rig): Promise<string> => {
  const uv = await bringUv(rig);
  return rig.program(
    "listening-uv",
    `#!/bin/sh\nif [ "$1 $2" = 'pip install' ]; then env >'${rig.base}/uv.env'; fi\nexec '${uv}' "$@"\n`,
  );
};

const python = '[python]\nversion = "3.11"\npackages = ["numpy"]\nimport-check = ["numpy"]\n';

// In a program, in what it starts, and in a worker that begins from nothing.
const WORK = `
import multiprocessing, os, subprocess, sys
def work(_):
    import numpy
    return int(numpy.arange(4).sum())
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(work(0), pool.map(work, [1]), os.environ.get("LD_LIBRARY_PATH"), sys.prefix == os.environ["VIRTUAL_ENV"], flush=True)
    subprocess.run(["git", "--version"], check=True)
`;

test.skipIf(!canBeNixos)(
  "on NixOS the Python and the uv are Nix's, and wheels find the C++ runtime without a loader's path (needs root and Nix)",
  async () => {
    await using rig = await openRig({ description: `${python}[packages]\ncommon = ["zlib"]\n` });
    const nixos = openNixos(rig, await listeningUv(rig));
    expectOutcome(await nixos.jig("sync"), {
      stdout: anything,
      stderr: [/✓ 3 system packages from Nix/, "✓ Python 3.11.", "✓ numpy imports"],
    });
    expect(readFileSync(join(rig.root, ".venv", "pyvenv.cfg"), "utf8")).toMatch(/^home = \/nix\/store\//m);
    rig.write("work.py", WORK);
    expectOutcome(await nixos.jig("run", "--", "python", "work.py"), {
      stdout: /^6 \[6\] None True\ngit version/,
    });
    // What has to be built is built with Nix's compiler.
    const env = readFileSync(join(rig.base, "uv.env"), "utf8");
    expect(env).toMatch(/^NIX_CFLAGS_COMPILE=.*-zlib-/m);
    expect(env).toMatch(/^PATH=\S*\/nix\/store\/[^:]*-python3-/m);

    expectOutcome(await nixos.jig("sync"), { stdout: anything });
    // Without what jig taught the environment, the import fails: the runtime is really hidden.
    const [taught = ""] = new Bun.Glob("lib/python3*/site-packages/_jig_libraries.pth").scanSync(
      join(rig.root, ".venv"),
    );
    rmSync(join(rig.root, ".venv", taught));
    const { code, stderr } = await nixos.jig("run", "--", "python", "-c", "import numpy");
    expect([code, stderr]).toEqual([1, expect.stringContaining("libstdc++.so.6")]);
  },
);

test.skipIf(!canBeNixos)(
  "on NixOS a Python that nixpkgs lacks is told by its version, with those that it has (needs root and Nix)",
  async () => {
    await using rig = await openRig({ description: '[python]\nversion = "3.8"\n' });
    expectOutcome(await openNixos(rig, await listeningUv(rig)).jig("up"), {
      code: 1,
      stderr: [
        "error: there is no Python 3.8 in nixpkgs, which has 3.10, 3.11, 3.12, 3.13\n --> jig.toml:2:11\n",
        "hint: on NixOS Python is Nix's: name one of those as `version` in `[python]`, or a `nixpkgs` in `[packages]` that",
      ],
    });
  },
);

test.skipIf(!canBeNixos)(
  "elsewhere the Python is the machine's, Nix or not, and is built for with the machine's compiler (needs root and Nix)",
  async () => {
    await using rig = await openRig({
      description: `${python}[packages]\ncommon = ["zlib"]\n`,
      env: jigNixEnv,
    });
    const env = { JIG_UV: await listeningUv(rig) };
    expectOutcome(await rig.jigWith({ env }, "sync"), {
      stdout: anything,
      stderr: [/✓ 1 system package from Nix/, "✓ numpy imports"],
    });
    expect(readFileSync(join(rig.root, ".venv", "pyvenv.cfg"), "utf8")).not.toContain("/nix/store/");
    expect(readFileSync(join(rig.base, "uv.env"), "utf8")).not.toMatch(/NIX_CFLAGS|^PATH=.*\/nix\/store/m);
  },
);
