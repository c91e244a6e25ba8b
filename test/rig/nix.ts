// The real Nix, offline, with the stand-in for nixpkgs: for tests that evaluate flakes and enter their shells.

import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";

import { fixtureFlake } from "./fixture-flake.ts";
import type { Rig } from "./rig.ts";
import { startProgram } from "./start-program.ts";

/** Whether Nix can be used here: it is on PATH, and its store is this user's. Tests skip themselves by name otherwise. */
export const hasNix: boolean = (() => {
  if (Bun.which("nix") === null || process.getuid?.() !== 0) return false;
  try {
    accessSync("/nix/var/nix", constants.W_OK);
    return true;
  } catch {
    return false;
  }
})();

const settings = [
  "experimental-features = nix-command flakes",
  "sandbox = false",
  "substituters =",
  "build-users-group =",
  "warn-dirty = false",
];

/** What every command of Nix needs here. */
export const nixEnv: Readonly<Record<string, string>> = { NIX_CONFIG: `${settings.join("\n")}\n` };

/** The stand-ins in place of what a flake's inputs name: words for behind `nix COMMAND`. */
export const standIns = (...names: readonly string[]): readonly string[] => [
  ...names.flatMap((name) => ["--override-input", name, fixtureFlake(name)]),
  "--no-write-lock-file",
];

export interface NixRun {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
  readonly timeoutMs?: number;
  /** Words before `nix`: what runs it. */
  readonly under?: readonly string[];
}

/** Runs `nix` in the rig's project until it ends. */
export const nix = (rig: Rig, { cwd, env, inputs, timeoutMs, under }: NixRun, ...args: readonly string[]) => {
  const [command = "", ...rest] = args;
  // Nix leaves its temporary folders behind.
  const temporary = join(rig.base, "nix-tmp");
  mkdirSync(temporary, { recursive: true });
  const words = [...(under ?? []), "nix", command, ...standIns(...(inputs ?? ["nixpkgs"])), ...rest];
  return startProgram(words, {
    cwd: cwd ?? rig.root,
    env: { ...rig.env, ...nixEnv, TMPDIR: temporary, ...env },
    timeoutMs: timeoutMs ?? 120_000,
  }).ended;
};

/** What a flake's expression gives, as JSON. */
export const evaluate = async <Value>(
  rig: Rig,
  flake: { readonly installable: string; readonly apply?: string; readonly inputs?: readonly string[] },
): Promise<Value> => {
  const apply = flake.apply === undefined ? [] : ["--apply", flake.apply];
  const inputs = flake.inputs === undefined ? {} : { inputs: flake.inputs };
  const { code, stdout, stderr } = await nix(rig, inputs, "eval", "--json", flake.installable, ...apply);
  if (code !== 0) throw new Error(`nix eval ${flake.installable} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
