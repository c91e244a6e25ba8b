import { expect, test } from "bun:test";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";

const described = (name: string) =>
  [
    'name = "bench"',
    '[services.once]\nrun = "echo ran >> once.txt"\noneshot = true',
    `[services.${name}]\nrun = "trap '' TERM HUP INT; echo up >> deaf.txt; while :; do sleep 0.2; done"`,
    'stop = { timeout = "1s" }\nafter = ["once"]',
    `[services.long]\nrun = "sleep 500"\noneshot = true\nafter = ["${name}"]\n`,
  ].join("\n");

test.skipIf(!hasNix)(
  "stop ends what ignores it, what was renamed and what is to run once; what ran once does not run again",
  async () => {
    await using rig = await openRig({ description: described("deaf") });
    await writeFlake(rig);
    const env = { TMUX_TMPDIR: rig.base };
    const first = await develop(
      rig,
      { env },
      "timeout 4 start; timeout 3 start & timeout 3 start; wait; attach",
    );
    expect(first.stderr).not.toContain("duplicate");
    expect(first.stdout).toContain("what runs:\ndeaf\nlong\nonce (has ended)\n");
    expect(rig.read("once.txt")).toBe("ran\n");
    expect(rig.read("deaf.txt")).toBe("up\n");
    rig.write("jig.toml", described("renamed"));
    await writeFlake(rig);
    const { stdout, stderr } = await develop(rig, { env }, "stop; echo code $?; stop");
    expect(stdout, stderr).toBe(
      "Stopping...\nEverything that start started has ended.\ncode 0\nNothing of this project is running.\n",
    );
    expect(processesOf(rig.base).map(({ argv }) => argv)).toEqual([]);
  },
  90_000,
);
