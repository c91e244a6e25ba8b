// How a row of the tables of system packages is written. It knows no package.

import type { PackageManager } from "../plan/facts.ts";

export interface SystemPackage {
  /** Each must be on PATH; of a list in it, one. */
  readonly commands: readonly (string | readonly string[])[];
  /** Each must be there as `NAME.pc` or `libNAME`; of a list in it, one. */
  readonly libraries: readonly (string | readonly string[])[];
  /** Null: that system has it by itself, or no package for it. */
  readonly names: Readonly<Record<PackageManager, string | null>>;
  /** macOS keeps its own libraries where no file is to be seen. */
  readonly comesWithMacos: boolean;
}

type Name = string | null;

/**
 * Its name in each of them; null: that one has it not, or not for sure by one name. Those for apt were looked up in Debian
 * 12, each. The others are from memory, since none of these systems was at hand: a wrong one is refused by `dnf` or `brew`.
 */
type Names = string | null | readonly [apt: Name, dnf: Name, pacman: Name, apk: Name, brew: Name];

const namesOf = (names: Names): SystemPackage["names"] => {
  if (names === null || typeof names === "string")
    return { apt: names, dnf: names, pacman: names, apk: names, brew: names };
  const [apt, dnf, pacman, apk, brew] = names;
  return { apt, dnf, pacman, apk, brew };
};

/** What is had once these commands are there. */
export const program = (names: Names, ...commands: SystemPackage["commands"]): SystemPackage => ({
  commands,
  libraries: [],
  names: namesOf(names),
  comesWithMacos: false,
});

/** What is had once these libraries are there. */
export const library = (names: Names, ...libraries: SystemPackage["libraries"]): SystemPackage => ({
  commands: [],
  libraries,
  names: namesOf(names),
  comesWithMacos: false,
});

/** The same, which is on every macOS. */
export const withMacos = (known: SystemPackage): SystemPackage => ({ ...known, comesWithMacos: true });
