// The facts of a machine that is not there: the oldest of a platform, with nothing on it yet. It asks no machine.

import type { Facts } from "../facts.ts";
import type { GpuFact } from "../gpu/gpu-fact.ts";
import { archOf, BASELINE, osOf, type Platform } from "./platforms.ts";

/** What `--on` can name: a platform, or Linux under Windows. */
export interface NamedMachine {
  readonly name: string;
  readonly platform: Platform;
  readonly isWsl: boolean;
}

/** The machine that a name stands for; null when it is none. `wsl` is the usual one, of x86_64. */
export const machineNamed = (name: string): NamedMachine | null => MACHINES.get(name) ?? null;

const machine = (name: string, platform: Platform, isWsl: boolean): [string, NamedMachine] => [
  name,
  { name, platform, isWsl },
];

const MACHINES: ReadonlyMap<string, NamedMachine> = new Map([
  machine("linux-arm64", "linux-arm64", false),
  machine("linux-x64", "linux-x64", false),
  machine("macos-arm64", "macos-arm64", false),
  machine("macos-x64", "macos-x64", false),
  machine("wsl", "linux-x64", true),
  machine("wsl-arm64", "linux-arm64", true),
]);

/** In the order in which they are told. */
export const MACHINE_NAMES: readonly string[] = [...MACHINES.keys()];

/** This machine, and what is supposed of the other one. */
export type Here = Pick<Facts, "user" | "variables"> & Partial<Pick<Facts, "gpu">>;

/** @param here this machine: whose variables, and whose home, nothing better is known than */
export const factsOn = (
  { platform, isWsl }: Pick<NamedMachine, "platform" | "isWsl">,
  here: Here,
): Facts => ({
  os: osOf(platform),
  arch: archOf(platform),
  libc: osOf(platform) === "macos" ? null : { kind: "glibc", version: BASELINE.glibc.join(".") },
  distribution: null,
  wsl: isWsl ? 2 : null,
  container: false,
  user: here.user,
  session: {
    display: !isWsl,
    ssh: false,
    ci: false,
    stdinTty: true,
    stdoutTty: true,
    stderrTty: true,
    openers: [],
  },
  pythons: [],
  uv: null,
  git: null,
  nix: null,
  packageManager: null,
  gpu: gpuOn(platform, here.gpu),
  venv: { kind: "absent" },
  diskFree: null,
  listeners: [],
  variables: here.variables,
});

/** Every Mac of that kind has one; of other machines nothing is known, and they are supposed to have none. */
const gpuOn = (platform: Platform, supposed: GpuFact | undefined): GpuFact => {
  const isMac = osOf(platform) === "macos";
  if (supposed !== undefined && supposed.kind !== (isMac ? "cuda" : "mps")) return supposed;
  return platform === "macos-arm64"
    ? { kind: "mps", translatedPythons: [] }
    : { kind: "none", why: isMac ? "no-metal" : "supposed", detail: null };
};
