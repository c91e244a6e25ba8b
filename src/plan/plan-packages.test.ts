import { describe, expect, test } from "bun:test";

import { planOf, readFacts } from "../../test/golden/plan/plan-text.ts";
import type { Facts } from "./facts.ts";
import type { Lock } from "./lock/lock.ts";

const text = `
[packages]
common = ["git", "zlib", "git"]
linux = ["gcc"]
macos = ["mas"]

[services.cache]
run = "redis-server"
packages = ["redis", "git"]

[services.other]
run = "x"
packages = ["redis"]
`;

const stepOf = (written: string, facts: Facts) =>
  planOf(written, { facts }).steps.flatMap((step) => (step.kind === "packages" ? [step] : []))[0];

const attributesOf = (written: string, facts: Facts) =>
  stepOf(written, facts)?.packages.map(({ attribute, services }) => [attribute, ...services].join(" "));

describe("the packages of a machine", () => {
  test("are those of every system, its own, and its services', each once and with who needs it", () => {
    expect(attributesOf(text, readFacts("debian-x64"))).toEqual([
      "git cache",
      "zlib",
      "gcc",
      "redis cache other",
    ]);
    expect(attributesOf(text, readFacts("macos-arm64"))).toEqual([
      "git cache",
      "zlib",
      "mas",
      "redis cache other",
    ]);
  });

  test("are none where the file names none for it: there is no step", () => {
    expect(stepOf('[packages]\nmacos = ["mas"]\n', readFacts("debian-x64"))).toBeUndefined();
    expect(stepOf("[packages]\n", readFacts("debian-x64"))).toBeUndefined();
  });

  test("have a place each, and the system's name in Nix's way", () => {
    const step = stepOf(text, readFacts("debian-arm64"));
    expect(step?.packages.map(({ why }) => why.line)).toEqual([3, 3, 4, 9]);
    expect([step?.system, step?.nixpkgs, step?.unfree, step?.require, step?.nix]).toEqual([
      "aarch64-linux",
      "nixos-25.11",
      false,
      false,
      null,
    ]);
    expect(stepOf(text, readFacts("macos-x64"))?.system).toBe("x86_64-darwin");
  });
});

test("are those of the revision that is locked for the branch, and of the branch where another one is", () => {
  const revision = "0123456789".repeat(4);
  const lock: Lock = {
    version: 1,
    python: "3.11.7",
    requiresPython: "==3.11.*",
    platforms: [],
    inputs: "",
    packages: [],
    nixpkgs: { branch: "nixos-25.11", revision },
  };
  const nixpkgsIn = (table: string) =>
    planOf(table, { lock }).steps.flatMap((step) => (step.kind === "packages" ? [step.nixpkgs] : []));
  expect(nixpkgsIn('[packages]\ncommon = ["git"]\n')).toEqual([revision]);
  expect(nixpkgsIn('[packages]\ncommon = ["git"]\nnixpkgs = "nixos-26.05"\n')).toEqual(["nixos-26.05"]);
});

test("git and Nix are asked for a revision only when a lock is asked for", () => {
  const written = '[python]\nversion = "3.11"\npackages = ["six"]\n[packages]\ncommon = ["git"]\n';
  const facts = {
    ...readFacts("debian-x64"),
    git: { path: "/usr/bin/git", version: "2.39" },
    nix: "/usr/bin/nix",
  };
  const locking = (how: "asked" | "when-needed", description = written) =>
    planOf(description, { facts, locking: how }).steps.flatMap((step) =>
      step.kind === "lock" ? [step.nixpkgs] : [],
    );
  const why = { file: "jig.toml", line: 4, column: 2 };
  expect(locking("asked")).toEqual([
    { branch: "nixos-25.11", git: "/usr/bin/git", nix: "/usr/bin/nix", why },
  ]);
  expect(locking("when-needed")).toEqual([{ branch: "nixos-25.11", git: null, nix: null, why }]);
  expect(locking("asked", `${written}nixpkgs = "${"0123456789".repeat(4)}"\n`)).toEqual([undefined]);
});

const digestOf = (written: string): string | undefined => planOf(written).services[0]?.digest;

test("other packages make running services older, and none leave their digest as it was", () => {
  const service = '[services.a]\nrun = "x"\n';
  expect(digestOf(`[packages]\n${service}`)).toBe(digestOf(service) ?? "");
  expect(digestOf(`[packages]\ncommon = ["git"]\n${service}`)).not.toBe(digestOf(service) ?? "");
});

describe("Python", () => {
  const python = '[python]\nversion = "3.11"\n';

  test("is Nix's on NixOS", () => {
    const facts = readFacts("nixos-x64");
    expect(attributesOf(python, facts)).toEqual(["python311", "uv"]);
    const step = planOf(python, { facts }).steps.find(({ kind }) => kind === "python");
    expect(step).toMatchObject({ path: null, needs: ["packages", "uv"] });
    expect(attributesOf(python, { ...facts, nix: null })).toBeUndefined();
  });

  test("is the machine's or uv's elsewhere, Nix or not", () => {
    const facts = readFacts("debian-x64");
    const steps = (nix: string | null) => planOf(python, { facts: { ...facts, nix } }).steps;
    expect(steps("/usr/bin/nix")).toEqual(steps(null));
  });
});
