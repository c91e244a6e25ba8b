import { expect, test } from "bun:test";

import { nixpkgsUrl, repositoryOf } from "./nixpkgs.ts";

const names = (ref: string): readonly string[] => [
  `refs/heads/${ref}`,
  `refs/tags/${ref}^{}`,
  `refs/tags/${ref}`,
];

test("a flake reference that is a branch of a repository is known as one, and what only Nix knows is not", () => {
  expect(repositoryOf(nixpkgsUrl("nixos-25.11"))).toEqual({
    url: "https://github.com/NixOS/nixpkgs.git",
    names: names("nixos-25.11"),
  });
  expect(repositoryOf("github:ada/nixpkgs")?.names).toEqual(["HEAD"]);
  expect(repositoryOf("git+ssh://git@git.example/nixpkgs?ref=mine")).toEqual({
    url: "ssh://git@git.example/nixpkgs",
    names: names("mine"),
  });
  expect(repositoryOf("git+file:///n?ref=refs/pull/1/head")?.names).toEqual(["refs/pull/1/head"]);
  for (const other of [
    "path:/n",
    "git+file:///n?rev=abc",
    "nixpkgs",
    "https://x.example/n.tar.gz",
    "/n",
    "",
  ]) {
    expect(repositoryOf(other)).toBeNull();
  }
});
