// Where the nixpkgs of a project comes from: a release branch unless the description says otherwise. Pure.

import type { Description } from "../describe/description.ts";
import type { Lock } from "./lock/lock.ts";

/** The branch of a project that names none: a release, whose packages are built and stay what they are. */
export const DEFAULT_NIXPKGS = "nixos-25.11";

/** The Pythons of release branches, as far as they are known: what has come to its end before the release is left out of it. */
const PYTHONS: Readonly<Record<string, readonly string[]>> = {
  "nixos-25.05": ["3.9", "3.10", "3.11", "3.12", "3.13"],
  "nixos-25.11": ["3.10", "3.11", "3.12", "3.13", "3.14"],
};

/** Those that a branch has when it is known to lack this one; null when it has it, or when nothing is known of the branch. */
export const pythonsInsteadOf = (version: string, branch: string): readonly string[] | null => {
  const known = Object.hasOwn(PYTHONS, branch) ? (PYTHONS[branch] ?? null) : null;
  return known?.includes(version.split(".").slice(0, 2).join(".")) === false ? known : null;
};

/** The flake reference of a branch or a revision. */
export const nixpkgsUrl = (branchOrRevision: string): string => `github:NixOS/nixpkgs/${branchOrRevision}`;

/** Whether it names one state of nixpkgs for good. */
export const isRevision = (branchOrRevision: string): boolean => /^[0-9a-f]{40}$/.test(branchOrRevision);

/** What git is to be asked for a branch: the repository, and the names that its revision may have, the better ones first. */
export const nixpkgsInGit = (
  branch: string,
): { readonly url: string; readonly names: readonly string[] } => ({
  url: "https://github.com/NixOS/nixpkgs.git",
  // `^{}`: the commit that a signed tag is of.
  names: branch.startsWith("refs/")
    ? [branch]
    : [`refs/heads/${branch}`, `refs/tags/${branch}^{}`, `refs/tags/${branch}`],
});

/** What a description names, or the branch of one that names none. */
export const namedNixpkgs = ({ packages }: Pick<Description, "packages">): string =>
  packages?.nixpkgs?.value ?? DEFAULT_NIXPKGS;

/** The same as everybody else's: the revision that was locked for that branch, where one was. */
export const nixpkgsOf = (description: Pick<Description, "packages">, lock: Lock | null): string => {
  const named = namedNixpkgs(description);
  return lock?.nixpkgs?.branch === named ? lock.nixpkgs.revision : named;
};
