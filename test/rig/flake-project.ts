// Projects with an emitted flake, for tests that evaluate and enter it.

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { copyWorkbench } from "./copy-workbench.ts";
import { bringUv } from "./bring-uv.ts";
import { nix, type NixRun } from "./nix.ts";
import type { Outcome } from "./outcome.ts";
import { repository } from "./paths.ts";
import type { Rig } from "./rig.ts";

/** The example workbench with its flake, the port of its web app its own. */
export const flakeWorkbench = async (rig: Rig): Promise<void> => {
  await copyWorkbench(rig);
  await writeFlake(rig);
};

/** Writes the flake of the rig's description, or throws. */
export const writeFlake = async (rig: Rig): Promise<void> => {
  const { code, stderr } = await rig.jig("flake");
  if (code !== 0) throw new Error(`jig flake ended with ${code}: ${stderr}`);
};

/** Runs a command in the shell of the emitted flake, with the real uv behind nixpkgs' name. */
export const develop = async (rig: Rig, run: NixRun, script: string): Promise<Outcome> => {
  const env = { STANDIN_UV: await bringUv(rig), ...run.env };
  return nix(rig, { ...run, env }, "develop", "-c", "bash", "-c", script);
};

/** What the four first flakes take in. */
export const firstInputs = ["nixpkgs", "flake-utils"];

/**
 * Puts one of the four first flakes, 1 to 4, which the workbench's was melded from, into a folder of its own.
 * @returns the folder
 */
export const placeFirstFlake = (rig: Rig, number: number): string => {
  const folder = join(rig.base, `first-${number}`);
  mkdirSync(folder, { recursive: true });
  cpSync(
    join(repository, "test", "fixtures", "first-flakes", String(number), "flake.nix"),
    join(folder, "flake.nix"),
  );
  return folder;
};

/** The same in a copy of the rig's project, as it stands. */
export const projectWithFirstFlake = (rig: Rig, number: number): string => {
  cpSync(rig.root, join(rig.base, `first-${number}`), { recursive: true });
  return placeFirstFlake(rig, number);
};
