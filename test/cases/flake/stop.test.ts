import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { freePort } from "../../rig/ports.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const described = (name: string) =>
  [
    'name = "bench"',
    '[services.once]\nrun = "echo ran >> once.txt"\noneshot = true',
    `[services.${name}]\nrun = "trap '' TERM HUP INT; echo up >> deaf.txt; while :; do sleep 0.2; done"`,
    'stop = { timeout = "1s" }\nafter = ["once"]',
    `[services.long]\nrun = "sleep 500"\noneshot = true\nafter = ["${name}"]\n`,
  ].join("\n");

test.skipIf(!hasNix)(
  "stop ends what ignores it, what was renamed with its project and what is to run once; what ran once does not run again",
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
    rig.write("jig.toml", described("renamed").replace('"bench"', '"other"'));
    await writeFlake(rig);
    const { stdout, stderr } = await develop(rig, { env }, "stop; echo code $?; stop");
    expect(stdout, stderr).toBe(
      "Stopping...\nEverything that start started has ended.\ncode 0\nNothing of this project is running.\n",
    );
    expect(processesOf(rig.base).map(({ argv }) => argv)).toEqual([]);
  },
  90_000,
);

test.skipIf(!hasNix)(
  "a start that is waiting ends when all is stopped, and starts nothing more",
  async () => {
    await using rig = await openRig({
      description: [
        'name = "bench"',
        '[services.first]\nrun = "sleep 500"',
        '[services.mute]\nrun = "sleep 500"\nport = 1\nready = "/"\nrequire = false\nafter = ["first"]',
        '[services.last]\nrun = "touch started; sleep 500"\nafter = ["mute"]\n',
      ].join("\n"),
    });
    await writeFlake(rig);
    const { stdout, stderr } = await develop(
      rig,
      { env: { TMUX_TMPDIR: rig.base } },
      'start > said & until grep -q "Starting mute" said; do sleep 0.05; done; stop; wait $!; echo "start $?"; cat said',
    );
    expect(stdout, stderr).toContain("Everything that start started has ended.\nstart 1\n");
    expect(stdout).not.toContain("Starting last");
    expect(stderr).toContain("All of this has been stopped in the meantime.");
    expect(readdirSync(rig.root)).not.toContain("started");
    expect(processesOf(rig.base).map(({ argv }) => argv)).toEqual([]);
  },
  60_000,
);

test.skipIf(!hasNix)(
  "start and stop find what outlives a tmux that was killed by hand, and end that and nobody else's",
  async () => {
    const port = await freePort();
    await using rig = await openRig();
    // It ignores that its terminal is gone, and so does the child that outlives it.
    const serve = `trap '' HUP; echo $$$$ >> pids.txt; (while :; do sleep 0.2; done) & exec ${rig.python} -m http.server --bind 127.0.0.1 ${port}`;
    rig.write(
      "jig.toml",
      `name = "bench"\n[services.web]\nrun = "${serve}"\nport = ${port}\nready = "/"\n[services.dies]\nrun = "${serve.replace(/exec.*/, "sleep 0.3")}"\nrequire = false\n`,
    );
    await writeFlake(rig);
    const env = { TMUX_TMPDIR: rig.base };
    const killServer = `for socket in "$TMUX_TMPDIR"/tmux-*/flake-*; do tmux -S "$socket" kill-server; done`;
    const script = [
      // A stranger, started from the same shell, with the same words in its command.
      "setsid sh -c 'trap \"\" TERM; while :; do sleep 0.2; done # FLAKE_SERVICE=flake' >&2 & stranger=$!",
      `start >&2; ${killServer}; start >&2; ${killServer}`,
      "stop; echo code $?; stop",
      `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null || echo free`,
      "kill -s KILL -- -$stranger && echo stranger",
    ].join("\n");
    const { stdout, stderr } = await develop(rig, { env }, script);
    expect(stdout, stderr).toBe(
      "Stopping...\nEverything that start started has ended.\ncode 0\nNothing of this project is running.\nfree\nstranger\n",
    );
    expect(stderr).toContain("Ending what is left of web...");
    expect(new Set(rig.read("pids.txt").trim().split("\n")).size).toBeGreaterThan(2);
    expect(processesOf(rig.base).map(({ argv }) => argv)).toEqual([]);
    expect(readdirSync(join(rig.root))).not.toContain(".venv");
  },
  90_000,
);

test.skipIf(!hasNix)(
  "stop ends what left its service's group, kernels' way, nobody who has its words but not its mark, and no tmux of the user's",
  async () => {
    await using rig = await openRig({
      description:
        'name = "bench"\n[services.bg]\nrun = "tmux -L own -f /dev/null new-session -d \'sleep 4323 & exec sleep 4324\'; setsid sleep 4321 & setsid sh -c \'trap : TERM; while :; do sleep 0.2; done\' & exec sleep 4322"\nstop = { timeout = "1s" }\n',
    });
    await writeFlake(rig);
    const script = [
      "setsid sleep 4321 >&2 & stranger=$!",
      "start >&2; stop; echo code $?; stop",
      "kill $stranger && echo stranger",
      // As one does in a terminal of Jupyter's.
      "tmux -L own list-panes -F 'own #{pane_dead}'; ps -A -o args= | grep -c '^sleep 432[34]$'; tmux -L own kill-server",
    ].join("\n");
    const { stdout, stderr } = await develop(rig, { env: { TMUX_TMPDIR: rig.base } }, script);
    expect(stdout, stderr).toBe(
      "Stopping...\nEverything that start started has ended.\ncode 0\nNothing of this project is running.\nstranger\nown 0\n2\n",
    );
    await waitFor("the user's tmux to end", () => processesOf(rig.base).length === 0);
  },
  90_000,
);
