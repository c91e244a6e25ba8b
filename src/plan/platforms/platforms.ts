// The platforms that a workbench can be for, and what the oldest machine of each is taken to be. WSL is none of them: it is
// Linux, with a fact more.

import { minorOf } from "../python/choose-python.ts";
import type { Arch, Facts, Os } from "../facts.ts";

export const PLATFORMS = ["linux-arm64", "linux-x64", "macos-arm64", "macos-x64"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Those of a project that names none; the machine that it is used on counts as well. */
export const DEFAULT_PLATFORMS: readonly Platform[] = ["linux-arm64", "linux-x64", "macos-arm64"];

/** The oldest glibc and macOS for which wheels are chosen: what is built for newer ones does not count as had. */
export const BASELINE: Baseline = { glibc: [2, 28], macos: 14 };

export interface Baseline {
  readonly glibc: readonly [major: number, minor: number];
  readonly macos: number;
}

/** For people: `glibc 2.28`. */
export const baselineOf = (platform: Platform): string =>
  osOf(platform) === "macos" ? `macOS ${BASELINE.macos}` : `glibc ${BASELINE.glibc.join(".")}`;

export const osOf = (platform: Platform): Os => (platform.startsWith("macos-") ? "macos" : "linux");

export const archOf = (platform: Platform): Arch => (platform.endsWith("-arm64") ? "arm64" : "x64");

/** As Python calls the processor there: `aarch64` on Linux is `arm64` on macOS. */
export const pythonMachineOf = (platform: Platform): string =>
  archOf(platform) === "x64" ? "x86_64" : osOf(platform) === "macos" ? "arm64" : "aarch64";

/** What the variables of a PEP 508 marker are there, for a CPython of that full version. */
export const markerValuesOf = (platform: Platform, version: string): Readonly<Record<string, string>> => {
  const isMacos = osOf(platform) === "macos";
  return {
    sys_platform: isMacos ? "darwin" : "linux",
    platform_system: isMacos ? "Darwin" : "Linux",
    os_name: "posix",
    platform_machine: pythonMachineOf(platform),
    implementation_name: "cpython",
    platform_python_implementation: "CPython",
    python_version: minorOf(version),
    python_full_version: version,
    extra: "",
  };
};

/** Whether a machine is not older than its platform's baseline; musl is none of the platforms. */
export const meetsBaseline = ({
  os,
  libc,
  distribution,
}: Pick<Facts, "os" | "libc" | "distribution">): boolean => {
  if (os === "macos") return Number(/^\d+/.exec(distribution?.version ?? "")?.[0] ?? 0) >= BASELINE.macos;
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(libc?.kind === "glibc" ? (libc.version ?? "") : "") ?? [];
  return Number(major) === BASELINE.glibc[0] && Number(minor) >= BASELINE.glibc[1];
};

/** The platform or machine that a word of another tool's stands for: Nix's, conda's, pip's, Docker's; null when none. */
export const meantPlatform = (word: string): string | null => {
  const plain = word.toLowerCase().replaceAll(/[_/ ]/g, "-");
  if (/^(?:win|windows|mingw|cygwin)/.test(plain)) return "wsl";
  const isMacos = /mac|osx|darwin|apple/.test(plain);
  if (!isMacos && !/linux|ubuntu|debian/.test(plain)) return null;
  const isArm = /arm|aarch|apple-silicon|\bm[1-9]\b/.test(plain);
  const isX64 = /x64|x86|amd64|intel|-64$/.test(plain);
  // Macs of today are of one kind, and Linux machines mostly of the other.
  const arch = isArm ? "arm64" : isX64 ? "x64" : isMacos ? "arm64" : "x64";
  return `${isMacos ? "macos" : "linux"}-${arch}`;
};
