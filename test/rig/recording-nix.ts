// A Nix that remembers how it was called, in front of the real one, and what jig needs to use it offline.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { fixtureFlake } from "./fixture-flake.ts";
import type { Rig } from "./rig.ts";

/** How Debian's Nix works for root alone; flakes are not allowed here: jig has to ask for them itself. */
const settings = ["sandbox = false", "substituters =", "build-users-group =", "experimental-features ="];

/** The stand-in for nixpkgs, and a Nix that is looked for as ever. */
export const jigNixEnv: Readonly<Record<string, string>> = {
  JIG_NIX: "",
  JIG_NIXPKGS: fixtureFlake("nixpkgs"),
  NIX_CONFIG: `${settings.join("\n")}\n`,
};

export interface RecordingNix {
  /** Hand it to `JIG_NIX`. */
  readonly path: string;
  /** The arguments of each call so far, in one text. */
  readonly calls: () => readonly string[];
}

/** Puts one before the machine's Nix on PATH. @param script what it does instead; else it is the real one */
export const recordingNix = (rig: Rig, script?: string): RecordingNix => {
  const log = join(rig.base, "nix.calls");
  const real = Bun.which("nix") ?? "/nonexistent/nix";
  const path = rig.program(
    "nix",
    `#!/bin/sh\nprintf '%s\\n' "LD=\${LD_LIBRARY_PATH-}\${LD_PRELOAD-} $*" >>'${log}'\n${script ?? `exec ${real} "$@"`}\n`,
  );
  return {
    path,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .split("\n")
            .filter((line) => line !== "")
        : [],
  };
};
