import { expect, test } from "bun:test";

import { leadsToNixpkgs } from "./nix-lock.ts";

const revision = "0123456789abcdef0123456789abcdef01234567";
const nixpkgs = { type: "github", owner: "NixOS", repo: "nixpkgs", rev: revision, narHash: "sha256-x" };

const lockOf = (locked: unknown, inputs: unknown = { nixpkgs: "nixpkgs_2" }): string =>
  JSON.stringify({
    nodes: {
      nixpkgs_2: {
        locked,
        original: { type: "github", owner: "NixOS", repo: "nixpkgs", ref: "nixos-25.11" },
      },
      root: { inputs },
    },
    root: "root",
    version: 7,
  });

test("a lock of Nix's leads to nixpkgs' own repository, and to the very revision where one is asked for", () => {
  expect(leadsToNixpkgs(lockOf(nixpkgs), "nixos-25.11")).toBe(true);
  expect(leadsToNixpkgs(lockOf(nixpkgs), revision)).toBe(true);
  expect(leadsToNixpkgs(lockOf(nixpkgs), revision.replace("0", "f"))).toBe(false);
});

test("one that leads elsewhere is none, nor is what was cut short", () => {
  for (const locked of [
    { ...nixpkgs, owner: "somebody" },
    { ...nixpkgs, repo: "fork" },
    { ...nixpkgs, host: "git.example" },
    { ...nixpkgs, dir: "lib/tests" },
    { type: "path", path: "/srv/nixpkgs", narHash: "sha256-x" },
    null,
  ])
    expect(leadsToNixpkgs(lockOf(locked), "nixos-25.11")).toBe(false);
  for (const inputs of [
    {},
    null,
    { nixpkgs: ["other", "nixpkgs"], other: "nixpkgs_2" },
    { nixpkgs: "absent" },
  ])
    expect(leadsToNixpkgs(lockOf(nixpkgs, inputs), "nixos-25.11")).toBe(false);
  for (const text of ["", '{ "nodes": {', '{ "nodes": {} }', "[]", lockOf(nixpkgs).slice(0, -1)])
    expect(leadsToNixpkgs(text, "nixos-25.11")).toBe(false);
});
