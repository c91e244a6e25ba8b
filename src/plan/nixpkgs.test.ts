import { expect, test } from "bun:test";

import { DEFAULT_NIXPKGS, nixpkgsInGit, pythonsInsteadOf } from "./nixpkgs.ts";

test("git is asked for a branch before a tag, and of a signed tag for its commit", () => {
  expect(nixpkgsInGit("nixos-25.11")).toEqual({
    url: "https://github.com/NixOS/nixpkgs.git",
    names: ["refs/heads/nixos-25.11", "refs/tags/nixos-25.11^{}", "refs/tags/nixos-25.11"],
  });
  expect(nixpkgsInGit("refs/pull/1/head").names).toEqual(["refs/pull/1/head"]);
});

test("a release is known by its Pythons, and of what is not known nothing is said", () => {
  expect(pythonsInsteadOf("3.8", DEFAULT_NIXPKGS)).toEqual(["3.10", "3.11", "3.12", "3.13", "3.14"]);
  expect(pythonsInsteadOf("3.15.1", DEFAULT_NIXPKGS)).not.toBeNull();
  expect(pythonsInsteadOf("3.11.7", DEFAULT_NIXPKGS)).toBeNull();
  for (const other of ["nixos-unstable", "constructor", "0".repeat(40)])
    expect(pythonsInsteadOf("3.8", other)).toBeNull();
});
