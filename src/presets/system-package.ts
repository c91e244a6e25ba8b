// What is looked for on a machine without Nix in the place of one of nixpkgs' packages. Data and names alone.

import type { PackageManager } from "../plan/facts.ts";
import { systemLibraries } from "./system-libraries.ts";
import type { SystemPackage } from "./system-package-row.ts";
import { systemPrograms } from "./system-programs.ts";

/** What counts as that package here. `isKnown`: somebody wrote it down; else it is guessed by the name. */
export interface Wanted extends SystemPackage {
  readonly isKnown: boolean;
}

/** Never fails. A name without an entry of its own is a command, or a library, that is called like its last part. */
export const wantedFor = (attribute: string): Wanted => {
  for (const name of spellings(attribute)) {
    const known = rowOf(name);
    if (known !== null) return { ...known, isKnown: true };
    const [, version] = /^python(3\d*)$/.exec(name) ?? [];
    if (version !== undefined) return wantedPython(version);
  }
  const name = withoutOutput(attribute).split(".").at(-1) ?? attribute;
  return {
    commands: [name],
    libraries: [],
    // Homebrew's folder for it may be there.
    names: { apt: null, dnf: null, pacman: null, apk: null, brew: name },
    comesWithMacos: false,
    isKnown: false,
  };
};

const rowOf = (name: string): SystemPackage | null => {
  if (Object.hasOwn(systemPrograms, name)) return systemPrograms[name] ?? null;
  return Object.hasOwn(systemLibraries, name) ? (systemLibraries[name] ?? null) : null;
};

/** `zlib.dev`: a part of a package is here where the package is. */
const withoutOutput = (attribute: string): string => attribute.replace(/\.(?:bin|dev|lib|man|out)$/, "");

/** The names under which it may be written down, the nearest first. */
const spellings = (attribute: string): readonly string[] => {
  const whole = withoutOutput(attribute);
  // `llvmPackages_18.clang`: one version of a set.
  const ofAnySet = whole.replace(/^(\w+?Packages)_\d[\d_]*\./, "$1.");
  // `nodejs_22`, `jdk21`, `go_1_23`, `openjdk17_headless`: one version of what is known without it.
  const ofAnyVersion = ofAnySet.replace(/_headless$/, "").replace(/_?\d+(?:_\d+)*$/, "");
  return [attribute, whole, ofAnySet, ofAnyVersion];
};

const wantedPython = (digits: string): Wanted => {
  const minor = digits.slice(1);
  const version = minor === "" ? "3" : `3.${minor}`;
  const name = `python${version}`;
  return {
    commands: [name],
    libraries: [],
    names: {
      apt: name,
      dnf: name,
      pacman: "python",
      apk: "python3",
      brew: minor === "" ? "python" : `python@${version}`,
    },
    comesWithMacos: false,
    isKnown: true,
  };
};

/** A package that belongs to one Python, and so into its environment: its name there; null for all others. */
export const pythonPackageIn = (attribute: string): string | null =>
  /^(?:python\d*|pypy\d*)Packages\.([\w-]+)$/.exec(attribute)?.[1] ?? null;

/** Of one that is not found it is certain that it is not here; of a name that nobody wrote down it is not. */
export const isSurelyMissed = (attribute: string): boolean =>
  pythonPackageIn(attribute) !== null || wantedFor(attribute).isKnown;

const INSTALL: Readonly<Record<PackageManager, string>> = {
  apt: "apt-get install",
  dnf: "dnf install",
  pacman: "pacman -S",
  apk: "apk add",
  brew: "brew install",
};

const SEARCH: Readonly<Record<PackageManager, string>> = {
  apt: "apt-cache search",
  dnf: "dnf search",
  pacman: "pacman -Ss",
  apk: "apk search",
  brew: "brew search",
};

/** The one command that installs them; null when none of them has a name there. */
export const installCommand = (
  attributes: readonly string[],
  manager: PackageManager,
  isRoot: boolean,
): string | null => {
  const names = attributes.flatMap((attribute) => wantedFor(attribute).names[manager] ?? []);
  if (names.length === 0) return null;
  const asRoot = isRoot || manager === "brew" ? "" : "sudo ";
  return `${asRoot}${INSTALL[manager]} ${[...new Set(names)].join(" ")}`;
};

/** The command that looks for what a package may be called there. */
export const searchCommand = (attributes: readonly string[], manager: PackageManager): string => {
  const [only = "", ...others] = attributes.map((attribute) => wantedFor(attribute).commands.flat()[0] ?? "");
  // nixpkgs' names may hold what a shell takes for something else: none of those is in a command that people copy.
  const word = others.length === 0 && /^\w[\w.+-]*$/.test(only) ? only : "NAME";
  return `${SEARCH[manager]} ${word}`;
};
