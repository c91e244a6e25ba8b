import { expect, test } from "bun:test";

import { nixpkgsInGit } from "./nixpkgs.ts";

test("git is asked for a branch before a tag, and of a signed tag for its commit", () => {
  expect(nixpkgsInGit("nixos-25.11")).toEqual({
    url: "https://github.com/NixOS/nixpkgs.git",
    names: ["refs/heads/nixos-25.11", "refs/tags/nixos-25.11^{}", "refs/tags/nixos-25.11"],
  });
  expect(nixpkgsInGit("refs/pull/1/head").names).toEqual(["refs/pull/1/head"]);
});
