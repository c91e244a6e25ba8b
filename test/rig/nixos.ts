// A machine that looks like NixOS to whoever runs in it: its name, and no C++ runtime where wheels look for one. Nix
// itself works outside of it. Only root can make one.

import { join } from "node:path";

import { hasNix } from "./nix.ts";
import type { Outcome } from "./outcome.ts";
import { executable } from "./paths.ts";
import { jigNixEnv } from "./recording-nix.ts";
import type { Rig } from "./rig.ts";
import { canMount } from "./small-disk.ts";
import { startProgram } from "./start-program.ts";

export const canBeNixos: boolean = hasNix && canMount && Bun.which("nsenter") !== null;

const ENTER = `
set -e
printf 'ID=nixos\\nNAME=NixOS\\nPRETTY_NAME="NixOS 25.11"\\n' >"$STANDIN_BASE/os-release"
mount --bind "$STANDIN_BASE/os-release" "$(readlink -f /etc/os-release)"
mount --bind /dev/null "$(readlink -f /usr/lib/*-linux-gnu/libstdc++.so.6)"
exec "$@"`;

export interface Nixos {
  /** Runs `jig` there, in the rig's project. */
  jig(...args: string[]): Promise<Outcome>;
}

/** @param uv what stands behind nixpkgs' `uv` */
export const openNixos = (rig: Rig, uv: string): Nixos => {
  const outside = `--mount=/proc/${process.pid}/ns/mnt`;
  const nix = rig.program("nix", `#!/bin/sh\nexec nsenter ${outside} --wd="$PWD" ${Bun.which("nix")} "$@"\n`);
  const env = { ...rig.env, ...jigNixEnv, JIG_NIX: nix, STANDIN_UV: uv, STANDIN_BASE: rig.base };
  return {
    jig: (...args) =>
      startProgram(["unshare", "--mount", "sh", "-c", ENTER, "sh", executable, ...args], {
        cwd: rig.root,
        env: { ...env, PATH: join(rig.base, "bin") + ":/usr/bin:/bin" },
        timeoutMs: 120_000,
      }).ended,
  };
};
