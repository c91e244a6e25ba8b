// What goes wrong between a description, Nix and its files, and is mended by whoever made the mistake, or by jig itself.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fixtureFlake } from "../../rig/fixture-flake.ts";
import { hasNix, nixEnv } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const openNixRig = (description: string, env: Readonly<Record<string, string>> = {}): Promise<Rig> =>
  openRig({ description, env: { ...jigNixEnv, ...env } });

const nixFolderOf = (rig: Rig): string =>
  join(rig.state, "projects", readdirSync(join(rig.state, "projects"))[0] ?? "", "nix");

describe.skipIf(!hasNix)("with the real Nix", () => {
  test("a name that is no package is told where it stands, and Nix is asked again once it is mended", async () => {
    await using rig = await openNixRig(
      '[packages]\nrequire = true\ncommon = [\n  "python311Packages",\n  "mkShell",\n  "lib.optionals",\n  "system",\n]\n',
    );
    expectOutcome(await rig.jig("up"), {
      code: 1,
      stderr: [
        "error: `python311Packages` is not a package, but a set in nixpkgs\n --> jig.toml:4",
        "`mkShell` in nixpkgs is not a package (jig.toml:5)",
        "(jig.toml:6)",
        'hint: name what is wanted of it, as in `"python311Packages.NAME"`',
      ],
    });
    rig.write("jig.toml", '[packages]\nrequire = true\ncommon = ["git", "hello"]\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /2 system packages from Nix/ });
  });

  test("why nixpkgs cannot be read is told, and nobody else's lists of packages pay for it", async () => {
    await using rig = await openNixRig('[packages]\ncommon = ["git"]\n');
    const env = { JIG_NIXPKGS: "path:/nonexistent" };
    expectOutcome(await rig.jigWith({ env }, "sync"), {
      stdout: anything,
      stderr: /Nix is not used: getting status of '\/nonexistent': No such file or directory/,
    });
    const nix = recordingNix(rig);
    rig.write("jig.toml", '[packages]\ncommon = ["git", "hello"]\n');
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
    expect(nix.calls().length).toBeGreaterThan(0);
  });

  test("what a full disk left of a lock of Nix's is made anew", async () => {
    await using rig = await openNixRig('[packages]\ncommon = ["git"]\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /1 system package from Nix/ });
    for (const [broken, list] of [
      ["", '"hello"'],
      ['{ "nodes": {', '"hello", "git"'],
      ['{ "nodes": {} }', '"git", "zlib"'],
    ] as const) {
      const lock = join(nixFolderOf(rig), "flake", "flake.lock");
      writeFileSync(lock, broken);
      rig.write("jig.toml", `[packages]\ncommon = [${list}]\n`);
      expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: / from Nix/ });
    }
    expect(readFileSync(join(nixFolderOf(rig), "flake", "flake.nix"), "utf8")).toContain("zlib");
  });

  test("a lock of Nix's that leads to another nixpkgs is not followed", async () => {
    await using rig = await openNixRig('[packages]\ncommon = ["git"]\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /1 system package from Nix/ });
    const path = fixtureFlake("nixpkgs").replace(/^path:/, "");
    const hashed = Bun.spawnSync(["nix", "hash", "path", path], { env: { ...process.env, ...nixEnv } });
    const locked = { type: "path", path, narHash: hashed.stdout.toString().trim(), lastModified: 1 };
    const original = { type: "github", owner: "NixOS", repo: "nixpkgs", ref: "nixos-25.11" };
    const nodes = { nixpkgs: { locked, original }, root: { inputs: { nixpkgs: "nixpkgs" } } };
    const lock = join(nixFolderOf(rig), "flake", "flake.lock");
    writeFileSync(lock, JSON.stringify({ nodes, root: "root", version: 7 }));
    rig.write("jig.toml", '[packages]\ncommon = ["git", "hello"]\n');
    const unreachable = { JIG_NIXPKGS: "", NIX_CONFIG: `${nixEnv["NIX_CONFIG"]}download-attempts = 1\n` };
    // Where nixpkgs is cannot be reached here.
    expectOutcome(await rig.jigWith({ env: unreachable }, "sync"), {
      stdout: anything,
      stderr: /Nix is not used: nixpkgs cannot be fetched/,
    });
  });
});

test("a Nix that talks and does nothing is given up", async () => {
  await using rig = await openNixRig('[packages]\ncommon = ["git"]\n');
  recordingNix(rig, "while :; do echo 'warning: still at it' >&2; sleep 1; done");
  expectOutcome(await rig.jigWith({ timeoutMs: 50_000 }, "sync"), {
    stdout: anything,
    stderr: /1 system package found on this machine; Nix is not used: it did nothing for 15 s/,
  });
});
