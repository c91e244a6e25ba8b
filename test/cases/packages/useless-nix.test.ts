import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const description = '[packages]\ncommon = ["git"]\n[services.web]\nrun = "sleep 1000"\n';

const openNixRig = (env: Readonly<Record<string, string>> = {}): Promise<Rig> =>
  openRig({ description, env: { ...jigNixEnv, ...env } });

const ways: readonly (readonly [string, string, RegExp])[] = [
  ["exits with 1", "exit 1", /Nix is not used: it ended with 1\b/],
  ["asks a question", "read -r answer || exit 1; exec sleep 60", /Nix is not used: it ended with 1\b/],
  [
    "has no daemon",
    "echo \"error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused\" >&2; exit 1",
    /Nix is not used: its daemon does not answer/,
  ],
  [
    "knows no flakes",
    "echo \"error: unrecognised flag '--extra-experimental-features'\" >&2; exit 1",
    /Nix is not used: it is too old for flakes/,
  ],
  [
    "has a store that cannot be written to",
    "echo 'error: creating directory \"/nix/store/.links\": Read-only file system' >&2; exit 1",
    /Nix is not used: its store cannot be written to/,
  ],
  ["says nothing for a minute", "exec sleep 60", /Nix is not used: it did nothing for 15 s/],
  ["is no program", "exec /nonexistent/nix-of-another-machine", /Nix is not used: .*nix-of-another-machine/],
];

test.each(ways)("a Nix that %s costs one line, and the way without Nix is taken", async (_, script, line) => {
  await using rig = await openNixRig();
  const nix = recordingNix(rig, script);
  expectOutcome(await rig.jigWith({ timeoutMs: 50_000 }, "up"), { stdout: /is up/, stderr: line });
  expect((await rig.serviceStatus("web")).state).toBe("ready");
  // Nothing is missing, so that is said once, and Nix is not asked again.
  const { length } = nix.calls();
  expectOutcome(await rig.jig("up"), { stdout: /is up/ });
  expectOutcome(await rig.jig("run", "--", "git", "--version"), { stdout: /^git version/ });
  rig.write("jig.toml", `${description}# changed\n`);
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  expect(nix.calls().length).toBe(length);
});

test.skipIf(!hasNix)(
  "the real Nix without a daemon, and without a network, is useless in the same way",
  async () => {
    await using rig = await openNixRig({ NIX_REMOTE: "unix:///nonexistent/socket" });
    expectOutcome(await rig.jig("up"), {
      stdout: /is up/,
      stderr: /Nix is not used: its daemon does not answer/,
    });
    await using other = await openNixRig({
      JIG_NIXPKGS: "github:NixOS/nixpkgs/nixos-25.11",
      // It would try for ten seconds.
      NIX_CONFIG: `${jigNixEnv["NIX_CONFIG"]}download-attempts = 1\n`,
      HTTPS_PROXY: "http://127.0.0.1:9",
      https_proxy: "http://127.0.0.1:9",
    });
    expectOutcome(await other.jigWith({ timeoutMs: 60_000 }, "up"), {
      stdout: /is up/,
      stderr: /Nix is not used: nixpkgs cannot be fetched/,
    });
  },
);

test("a Nix that cannot fetch nixpkgs is not asked for it a second time", async () => {
  await using rig = await openNixRig();
  rig.write("jig.toml", '[packages]\ncommon = ["git"]\n');
  const nix = recordingNix(
    rig,
    `case $* in *nixVersion*) printf 2.8.0 ;; *) echo "error: unable to download 'https://x': Couldn't resolve host name" >&2; exit 1 ;; esac`,
  );
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: /Nix is not used: nixpkgs cannot be fetched/,
  });
  expect(nix.calls().length).toBe(2);
});

test("a Nix that was of no use is asked again while a package is missing, and when it changes", async () => {
  await using rig = await openNixRig();
  rig.write("jig.toml", '[packages]\ncommon = ["jig-tool"]\n');
  const nix = recordingNix(rig, "exit 1");
  const again = [
    /looked for 1 system package on this machine, found 0; Nix is not used/,
    /warning: `jig-tool` is not on this machine/,
  ];
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: again });
  const cold = nix.calls().length;
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  expect(nix.calls().length).toBe(cold);
  recordingNix(rig, "exit 3 # another one");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: [...again, "it ended with 3"] });
  // Some minutes later.
  const [file] = new Bun.Glob("projects/*/packages.json").scanSync(rig.state);
  const outcome = JSON.parse(readFileSync(join(rig.state, file ?? ""), "utf8"));
  const minutes = (outcome.asksAgainAt - Date.now()) / 60_000;
  expect([minutes > 8, minutes <= 10]).toEqual([true, true]);
});

test("a Nix that was named and is not there is told, not passed over", async () => {
  await using rig = await openNixRig();
  for (const name of ["/nonexistent/nix", "no-such-nix", "here/nix"]) {
    expectOutcome(await rig.jigWith({ env: { JIG_NIX: name } }, "sync"), {
      stdout: anything,
      stderr: ["1 system package found on this machine; Nix is not used: ", `\`${name}\``],
    });
  }
});

test("who does not want to wait for Nix any longer stops, and decides nothing by that", async () => {
  await using rig = await openNixRig();
  const nix = recordingNix(rig, 'case "$*" in *nixVersion*) echo 2.8 ;; *) sleep 1000 ;; esac');
  const sync = rig.start({}, "sync");
  await waitFor("Nix to be asked for the packages", () => nix.calls().length === 2);
  sync.kill("SIGINT");
  const { code, stderr } = await sync.ended;
  expect(code).toBe(130);
  expect(stderr).not.toContain("not used");
  await waitFor("Nix to end", () => processesOf(rig.base).length === 0);
  recordingNix(rig, "exit 5");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["it ended with 5"] });
});

test("Nix is found where it hides when it is not on PATH", async () => {
  await using rig = await openNixRig();
  const nix = recordingNix(rig, "exit 1");
  const hidden = join(rig.home, ".nix-profile", "bin");
  mkdirSync(hidden, { recursive: true });
  symlinkSync(nix.path, join(hidden, "nix"));
  const bare = join(rig.base, "bare");
  mkdirSync(bare);
  for (const name of ["sh", "sleep", "git"]) symlinkSync(Bun.which(name) ?? "", join(bare, name));
  expectOutcome(await rig.jigWith({ env: { PATH: bare } }, "up"), {
    stdout: anything,
    stderr: /Nix is not used/,
  });
  expect(nix.calls().length).toBe(1);
});
