// The repository's own flake.nix: jig itself as a package for Nix, built with the stand-in for nixpkgs.

import { describe, expect, test } from "bun:test";
import { cpSync, lstatSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { JIG_VERSION } from "../../../src/base/version.ts";
import { evaluate, hasNix, nix, nixEnv } from "../../rig/nix.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** The files of the repository, as a flake has them. */
const copyRepository = (rig: Rig): void => {
  const listed = Bun.spawnSync(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repository,
  });
  for (const file of listed.stdout.toString().split("\0")) {
    const from = join(repository, file);
    if (file !== "" && lstatSync(from, { throwIfNoEntry: false }) !== undefined)
      cpSync(from, join(rig.root, file));
  }
};

/** What stands behind bun and npm's packages here, on paths without a space. */
const standInsFor = (rig: Rig): Readonly<Record<string, string>> => {
  const [bun, packages] = [join(rig.base, "bun"), join(rig.base, "npm-packages")];
  symlinkSync(process.execPath, bun);
  symlinkSync(join(repository, "node_modules"), packages);
  return { STANDIN_BUN: bun, STANDIN_NODE_MODULES: packages };
};

describe.skipIf(!hasNix)("the repository's own flake", () => {
  test("is jig for four systems, and builds and runs on this one, with a uv beside it", async () => {
    await using rig = await openRig();
    copyRepository(rig);
    const env = standInsFor(rig);
    expect(
      await evaluate<Record<string, string>>(rig, {
        installable: ".#packages",
        apply: "builtins.mapAttrs (system: packages: packages.default.meta.mainProgram)",
      }),
    ).toEqual({
      "aarch64-darwin": "jig",
      "aarch64-linux": "jig",
      "x86_64-darwin": "jig",
      "x86_64-linux": "jig",
    });

    const built = await nix(rig, { env }, "build", "--impure", "--json", "--no-link", ".");
    expect(built.code, built.stderr).toBe(0);
    const [{ outputs }]: [{ outputs: { out: string } }] = JSON.parse(built.stdout);
    try {
      expect(readlinkSync(join(outputs.out, "libexec", "jig", "uv"))).toMatch(/-uv-[^/]+\/bin\/uv$/);
      expectOutcome(await nix(rig, { env }, "run", "--impure", ".", "--", "--version"), {
        stdout: new RegExp(`^jig ${JIG_VERSION.replaceAll(".", "\\.")}`),
        stderr: /./,
      });
    } finally {
      Bun.spawnSync(["nix-store", "--delete", outputs.out], { env: { ...rig.env, ...nixEnv } });
    }
  }, 120_000);
});
