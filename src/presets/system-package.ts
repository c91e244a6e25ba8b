// What is looked for on a machine without Nix in the place of one of nixpkgs' packages. Data and names alone.

import type { PackageManager } from "../plan/facts.ts";
import { systemPackages, type SystemPackage } from "./system-packages.ts";

/** What counts as that package here. `isKnown`: somebody wrote it down; else it is guessed by the name. */
export interface Wanted extends SystemPackage {
  readonly isKnown: boolean;
}

/** Never fails. A name without an entry of its own is a command, or a library, that is called like its last part. */
export const wantedFor = (attribute: string): Wanted => {
  const known = Object.hasOwn(systemPackages, attribute) ? systemPackages[attribute] : undefined;
  if (known !== undefined) return { ...known, isKnown: true };
  const [, version] = /^python(3\d*)$/.exec(attribute) ?? [];
  if (version !== undefined) return wantedPython(version);
  const name = attribute.split(".").at(-1) ?? attribute;
  // `nodejs_22`, `postgresql_16`: one version of what is known without it.
  const base = name.replace(/_\d+$/, "");
  const family = base !== name && Object.hasOwn(systemPackages, base) ? systemPackages[base] : undefined;
  if (family !== undefined) return { ...family, isKnown: true };
  // nixpkgs' names may hold what a shell takes for something else: none of those is in a command that people copy.
  const plain = /^\w[\w.+-]*$/.test(name) ? name : null;
  return {
    commands: [name],
    libraries: [],
    names: { apt: plain, dnf: plain, pacman: plain, apk: plain, brew: plain },
    comesWithMacos: false,
    isKnown: false,
  };
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

const INSTALL: Readonly<Record<PackageManager, string>> = {
  apt: "apt-get install",
  dnf: "dnf install",
  pacman: "pacman -S",
  apk: "apk add",
  brew: "brew install",
};

/** The one command that installs them; null when none of them has a name there. */
export const installCommand = (
  attributes: readonly string[],
  manager: PackageManager,
  isRoot: boolean,
): string | null => {
  const names = attributes
    .filter((attribute) => pythonPackageIn(attribute) === null)
    .flatMap((attribute) => wantedFor(attribute).names[manager] ?? []);
  if (names.length === 0) return null;
  const asRoot = isRoot || manager === "brew" ? "" : "sudo ";
  return `${asRoot}${INSTALL[manager]} ${[...new Set(names)].join(" ")}`;
};
