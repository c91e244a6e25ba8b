import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { packageIn } from "../../rig/package-in-folder.ts";
import { openRig } from "../../rig/rig.ts";

test.skipIf(!hasNix)(
  "the emitted shell installs into its own .venv and nowhere else, whichever file of uv's names another folder",
  async () => {
    await using rig = await openRig({ folder: "clone" });
    rig.write("jig.toml", 'name = "bench"\n[python]\nversion = "3.11"\npackages = ["six"]\n');
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await writeFlake(rig);
    const vend = join(rig.root, "vend");
    const own = join(vend, "mine-1.0.dist-info");
    mkdirSync(own, { recursive: true });
    for (const [name, text] of [
      ["METADATA", "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n"],
      ["RECORD", "mine-1.0.dist-info/METADATA,,\nmine-1.0.dist-info/RECORD,,\nmine.py,,\n"],
    ] as const)
      writeFileSync(join(own, name), text);
    rig.write("vend/mine.py", "");
    const files = [
      [join(rig.root, "pyproject.toml"), '[tool.uv.pip]\ntarget = "vend"\n'],
      [join(rig.root, "pyproject.toml"), '[tool.uv]\npip = { target = "vend" }\n'],
      [join(rig.root, "uv.toml"), '[pip]\n\t"prefix" = "vend"\n'],
      [join(rig.base, "uv.toml"), `[pip]\ntarget = ${JSON.stringify(vend)}\n`],
    ] as const;
    for (const [path, text] of files) {
      rmSync(join(rig.root, ".venv"), { recursive: true, force: true });
      writeFileSync(path, text);
      expectOutcome(await develop(rig, {}, "python -c 'import six'"), {
        stderr: ["- No settings file of uv is heeded here: ", "- Done. 2 pip packages installed.\n"],
      });
      expect(readdirSync(vend).toSorted(), text).toEqual(["mine-1.0.dist-info", "mine.py"]);
      rmSync(path);
    }
    rmSync(join(rig.root, ".venv"), { recursive: true });
    rig.write("pyproject.toml", "[tool.uv.pip]\nno-build = false\n");
    const heeded = await develop(rig, {}, "python -c 'import six'");
    expect(heeded.code, heeded.stderr).toBe(0);
    expect(heeded.stderr).not.toContain("heeded");
  },
  120_000,
);

test.skipIf(!hasNix)(
  "the emitted shell makes the environment of a moved project anew, with what its own packages have in them by then",
  async () => {
    await using rig = await openRig({ folder: "clone" });
    packageIn(join(rig.root, "own"), "own");
    rig.write(
      "jig.toml",
      'name = "bench"\n[python]\nversion = "3.11"\npackages = ["six", "own @ ./own"]\nimport-check = ["own"]\n',
    );
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await writeFlake(rig);
    const look = `python -c 'import own; print(own.X)'; grep -cF "$PWD" .venv/bin/activate`;
    rig.write("own/own.py", "X = 1\n");
    expectOutcome(await develop(rig, {}, look), { stdout: "1\n1\n", stderr: ["3 pip packages"] });
    rig.write("own/own.py", "X = 7\n");
    const moved = join(rig.base, "moved");
    renameSync(rig.root, moved);
    try {
      expectOutcome(await develop(rig, { cwd: moved }, look), {
        stdout: "7\n1\n",
        stderr: ["3 pip packages"],
      });
    } finally {
      renameSync(moved, rig.root);
    }
  },
  120_000,
);

test.skipIf(!hasNix)(
  "the emitted shell puts nothing into a .venv that is not its own, and makes none where it can install nothing",
  async () => {
    await using rig = await openRig({ folder: "clone" });
    rig.write(
      "jig.toml",
      'name = "bench"\n[python]\nversion = "3.11"\npackages = ["six"]\n[notebooks]\nclean = true\n',
    );
    await writeFlake(rig);
    rig.write(".gitignore", ".venv/\n");
    const git = (...words: readonly string[]) =>
      Bun.spawnSync(["git", ...words], { cwd: rig.root, env: rig.env }).stdout.toString();
    git("init", "--quiet");
    git("add", ".");
    rig.program("nvidia-smi", "#!/bin/sh\necho 'GPU 0: a fake'\n");
    const said = "Warning: git gets notebooks with their outputs: there is no nb-clean in .venv.\n";
    const none = await develop(rig, {}, "true");
    expectOutcome(none, { stderr: ["There is no requirements.lock", said] });
    expect(none.stderr).not.toContain("error");
    expect(existsSync(join(rig.root, ".venv"))).toBe(false);

    expect(
      Bun.spawnSync([await bringUv(rig), "venv", "--python", rig.python, join(rig.root, ".venv")]).exitCode,
    ).toBe(0);
    rig.write(".venv/nvidia-driver/mine", "");
    rig.write("requirements.lock", "");
    git("add", ".");
    expectOutcome(await develop(rig, {}, "true"), { stderr: ["was not made by this flake", said] });
    expect(readdirSync(join(rig.root, ".venv", "bin"))).not.toContain("nb-clean");
    expect(readdirSync(join(rig.root, ".venv", "nvidia-driver"))).toEqual(["mine"]);
    expect(git("config", "filter.nb-clean.clean")).toBe("");
  },
  120_000,
);
