// Where the nixpkgs of a project comes from: a release branch unless the description says otherwise. Pure.

/** The branch of a project that names none: a release, whose packages are built and stay what they are. */
export const DEFAULT_NIXPKGS = "nixos-25.11";

/** The flake reference of a branch or a revision. */
export const nixpkgsUrl = (branchOrRevision: string): string => `github:NixOS/nixpkgs/${branchOrRevision}`;

/** Whether it names one state of nixpkgs for good. */
export const isRevision = (branchOrRevision: string): boolean => /^[0-9a-f]{40}$/.test(branchOrRevision);
