// Ctrl-C on a terminal while the emitted shell is entered.

import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { writeFlake } from "../../rig/flake-project.ts";
import { talkTo } from "../../rig/interactive-shell.ts";
import { hasNix, nixEnv, standIns } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

test.skipIf(!hasNix)(
  "Ctrl-C while packages are installed gives the shell, and says that entering again goes on",
  async () => {
    await using rig = await openRig();
    rig.write("jig.toml", 'name = "bench"\n[python]\nversion = "3.11"\npackages = ["six"]\n');
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await writeFlake(rig);
    const slow = rig.program(
      "slow-uv",
      `#!/bin/sh\n[ "$2" = sync ] || exec "${await bringUv(rig)}" "$@"\necho > "${rig.base}/installs"; exec sleep 100\n`,
    );
    const running = startProgram(["nix", "develop", ...standIns("nixpkgs")], {
      cwd: rig.root,
      env: { ...rig.env, ...nixEnv, TMPDIR: rig.base, STANDIN_UV: slow },
      terminal: true,
      timeoutMs: 60_000,
    });
    const shell = talkTo(running, join(rig.base, "answers"));
    await waitFor("the installation", () => existsSync(join(rig.base, "installs")), {
      explain: running.stdout,
    });
    running.type("\u0003");
    expect(await shell.ask('echo "$PROJECT_ROOT $PS1"')).toContain(`${rig.root} \\[`);
    await shell.leave();
    expect(shell.screen()).toContain(
      "Warning: the Python environment is not complete; entering again goes on with it.",
    );
    expect(shell.screen()).not.toContain("could not be imported");
  },
  90_000,
);
