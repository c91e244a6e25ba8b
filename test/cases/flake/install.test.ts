import { expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { packageIn } from "../../rig/package-in-folder.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const PYTHON = '[python]\nversion = "3.11"\n';

/** Locks these packages, and writes the flake that installs them. */
const describePackages = async (rig: Rig, packages: readonly string[], more = ""): Promise<void> => {
  rig.write("jig.toml", `name = "bench"\n${PYTHON}packages = ${JSON.stringify(packages)}\n${more}`);
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  await writeFlake(rig);
};

test.skipIf(!hasNix)(
  "the emitted shell makes an environment anew that was cut short, one shell at a time, and takes out what left the lock",
  async () => {
    await using rig = await openRig();
    await describePackages(rig, ["six", "idna"]);
    const uv = await bringUv(rig);
    // What uv is asked first, and tells.
    const settings = `[ "$1" = --show-settings ] && exec "${uv}" "$@"\n`;
    // What an end in the middle leaves: a package's record, and not all of its files.
    const cut = rig.program(
      "uv-that-is-cut-short",
      `#!/bin/sh\n${settings}"${uv}" "$@" || exit\n[ "$1" = venv ] && exit\nrm .venv/lib/python*/site-packages/six.py; kill -s KILL $PPID\n`,
    );
    expectOutcome(await develop(rig, { env: { STANDIN_UV: cut } }, "true"), { stderr: anything });
    expect(existsSync(join(rig.root, ".venv", "pyvenv.cfg"))).toBe(true);

    const counting = rig.program(
      "uv-that-counts",
      `#!/bin/sh\n${settings}echo "$1" >> made.txt\nexec "${uv}" "$@"\n`,
    );
    const enter = (number: string) =>
      develop(rig, { env: { STANDIN_UV: counting } }, `python -c 'import six, idna'; echo ${number}`);
    for (const [number, shell] of (await Promise.all(["0", "1", "2"].map(enter))).entries())
      expectOutcome(shell, { stdout: `${number}\n`, stderr: ["- Done. 3 pip packages installed.\n"] });
    expect(rig.read("made.txt")).toBe("venv\npip\n");

    const locked = rig.read("requirements.lock");
    rig.write("requirements.lock", locked.replace(/^idna==[^]*?\n(?=\S)/m, ""));
    expectOutcome(await develop(rig, {}, "python -c 'import idna'"), {
      code: 1,
      stderr: [
        "- Removed, for requirements.lock does not have them: idna\n- Done. 2 pip packages installed.\n",
      ],
    });

    // uv gives up before it touches anything: the former packages are there, and are not made anew.
    const nothing = rig.program("uv-without-network", `#!/bin/sh\n${settings}echo no network >&2\nexit 2\n`);
    rig.write("requirements.lock", locked);
    expectOutcome(await develop(rig, { env: { STANDIN_UV: nothing } }, "python -c 'import six'"), {
      stderr: [
        "no network\nWarning: the Python environment is not complete; entering again goes on with it.\n",
      ],
    });
    expectOutcome(await develop(rig, { env: { STANDIN_UV: nothing } }, "python -c 'import six'"), {
      stderr: ["no network\nWarning: "],
    });

    // No room: nothing but what uv begins with, and then there is room.
    rmSync(join(rig.root, ".venv"), { recursive: true });
    const full = rig.program(
      "uv-without-room",
      `#!/bin/sh\n${settings}mkdir -p .venv; echo tag > .venv/CACHEDIR.TAG; echo no room >&2\nexit 2\n`,
    );
    expectOutcome(await develop(rig, { env: { STANDIN_UV: full } }, "true"), { stderr: ["no room"] });
    expectOutcome(await develop(rig, {}, "python -c 'import idna'"), { stderr: ["- Done. 3 pip"] });
  },
  120_000,
);

test.skipIf(!hasNix)(
  "the emitted shell installs what lies in folders and repositories, whatever the user's uv is told",
  async () => {
    await using rig = await openRig({ folder: "clone" });
    packageIn(join(rig.root, "parts", "near"), "near");
    packageIn(join(rig.root, "parts", "copied"), "copied");
    const repository = join(rig.base, "repository");
    packageIn(repository, "far");
    for (const words of [
      ["init", "--quiet"],
      ["add", "."],
      ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "far"],
    ])
      Bun.spawnSync(["git", ...words], { cwd: repository, env: rig.env });
    const elsewhere = join(rig.base, "elsewhere");
    expect(Bun.spawnSync([await bringUv(rig), "venv", "--python", rig.python, elsewhere]).exitCode).toBe(0);
    rig.write("requirements.txt", "-e ./parts/near\n./parts/copied\n");
    await describePackages(
      rig,
      ["six", `far @ git+file://${repository}`],
      `requirements = ["requirements.txt"]\n[env]\nVIRTUAL_ENV = "${elsewhere}"\nPROJECT_ROOT = "${elsewhere}"\nUV_PYTHON = "${elsewhere}/bin/python"\n`,
    );
    mkdirSync(join(rig.home, ".config", "uv"), { recursive: true });
    writeFileSync(
      join(rig.home, ".config", "uv", "uv.toml"),
      `[pip]\npython = "${elsewhere}/bin/python"\ntarget = "${elsewhere}/target"\n`,
    );
    const env = { UV_SYSTEM_PYTHON: "1", UV_PYTHON: join(elsewhere, "bin", "python") };
    const look = `python -c 'import near, copied, far, six; print(near.where)'; echo "$VIRTUAL_ENV"`;
    expectOutcome(await develop(rig, { env }, look), {
      stdout: `${join(rig.root, "parts", "near", "near.py")}\n${join(rig.root, ".venv")}\n`,
      stderr: ["- No settings file of uv is heeded here", "- Done. 5 pip packages installed.\n"],
    });
    expect(existsSync(join(elsewhere, "target"))).toBe(false);

    // PATH cannot hold this one's programs.
    const colon = join(rig.base, "a:b");
    cpSync(rig.root, colon, { recursive: true });
    expectOutcome(await develop(rig, { cwd: colon }, "true"), {
      stderr: ["Error: PATH cannot hold a colon"],
    });
  },
  120_000,
);

test.skipIf(!hasNix)(
  "what uv began and did not end is made anew, whichever lock comes next; without nb-clean the rest is there",
  async () => {
    await using rig = await openRig();
    const describe = async (idna: string): Promise<void> => {
      rig.write(
        "jig.toml",
        `name = "bench"\n[python]\nversion = "3.11"\npackages = ["idna==${idna}", "own @ ./own"]\n[notebooks]\nclean = true\n`,
      );
      expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
      await writeFlake(rig);
    };
    rig.write("own/pyproject.toml", '[project]\nname = "own"\nversion = "1"\n');
    rig.write("own/own.py", "");
    await describe("3.7");
    const uv = await bringUv(rig);
    const fails = (name: string, how: string): string =>
      rig.program(
        name,
        `#!/bin/sh\ncase "$*" in "pip sync"*requirements.lock) ${how} ;; esac\nexec "${uv}" "$@"\n`,
      );
    const withoutClean = fails("no-nb-clean", "echo 'there is no nb-clean==5.0.0' >&2; exit 1");
    const first = await develop(
      rig,
      { env: { STANDIN_UV: withoutClean } },
      "python -c 'import idna.core, own'",
    );
    expectOutcome(first, { stderr: ["Warning: nb-clean, for git's filter", "- Done. 3 pip packages"] });
    await describe("3.6");
    const half = fails("half-uv", "rm .venv/lib/python*/site-packages/idna/core.py; exit 1");
    expectOutcome(await develop(rig, { env: { STANDIN_UV: half } }, "true"), {
      stderr: ["is not complete; entering again goes on with it"],
    });
    await describe("3.7");
    const again = await develop(rig, {}, "python -c 'import idna.core, own'");
    expectOutcome(again, { stderr: ["- Done. 4 pip packages installed."] });
  },
  120_000,
);
