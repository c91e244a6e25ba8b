import { describe as group, expect, test } from "bun:test";

import { joinSources } from "../../base/place.ts";
import { describe } from "../describe.ts";

const read = (text: string, local?: string) => {
  const own = { file: "jig.toml", text };
  return describe(local === undefined ? own : joinSources(own, { file: "jig.local.toml", text: local }));
};

const problemsOf = (text: string): readonly string[] => {
  const described = read(text);
  return described.ok ? [] : described.failure.map(({ message, hint }) => `${message}; ${hint}`);
};

const namesOf = (texts: readonly { readonly value: string }[] | undefined) =>
  texts?.map(({ value }) => value);

test("packages are read for every system, for one system and for one service", () => {
  const described = read(`
[packages]
common = ["git", "python311Packages.pip"]
linux = ["stdenv.cc.cc.lib"]
macos = ["mas"]
unfree = true
nixpkgs = "nixos-25.11"
require = true
[services.cache]
run = "redis-server"
packages = ["redis"]
`);
  if (!described.ok) throw new Error(described.failure[0]?.message);
  const { packages, services } = described.value;
  expect(namesOf(packages?.common)).toEqual(["git", "python311Packages.pip"]);
  expect(namesOf(packages?.linux)).toEqual(["stdenv.cc.cc.lib"]);
  expect(namesOf(packages?.macos)).toEqual(["mas"]);
  expect([packages?.unfree?.value, packages?.nixpkgs?.value, packages?.require?.value]).toEqual([
    true,
    "nixos-25.11",
    true,
  ]);
  expect(namesOf(services[0]?.packages)).toEqual(["redis"]);
});

const nixpkgsIn = (text: string): string | undefined => {
  const described = read(`[packages]\nnixpkgs = "${text}"\n`);
  return described.ok ? described.value.packages?.nixpkgs?.value : undefined;
};

test("a commit is one in capitals, too, and a branch keeps them", () => {
  const digits = "0123456789abcdef".repeat(3).slice(0, 40);
  expect(nixpkgsIn(digits.toUpperCase())).toBe(digits);
  expect(nixpkgsIn("NixOS-unstable")).toBe("NixOS-unstable");
});

group("what is no attribute path is told with what to write", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["pkgs.git", 'write `"git"`'],
    ["nixpkgs#git", 'write `"git"`'],
    ["nodejs@20", 'chooses which; write `"nodejs"`'],
    ["git tmux", "as on search.nixos.org"],
    ["a..b", "as on search.nixos.org"],
    ["${pkgs}", "as on search.nixos.org"],
    ["a'; rm -rf", "as on search.nixos.org"],
  ];
  test.each(cases)("%s", (name, hint) => {
    const [problem = ""] = problemsOf(`[packages]\ncommon = [${JSON.stringify(name)}]\n`);
    expect(problem).toContain("is not the name of a package in nixpkgs");
    expect(problem).toContain(hint);
  });
});

test("an address, a folder and a way up are no nixpkgs", () => {
  for (const value of ["path:/x", "../x", "a/b", "github:x", "a..b"]) {
    expect(problemsOf(`[packages]\nnixpkgs = "${value}"\n`)[0]).toContain(
      "is neither a branch nor a revision of nixpkgs",
    );
  }
});

test("the local file adds to each list and replaces the rest", () => {
  const described = read(
    '[packages]\ncommon = ["git"]\nunfree = false\n[services.a]\nrun = "a"\npackages = ["redis"]\n',
    '[packages]\ncommon = ["htop"]\nlinux = ["strace"]\nunfree = true\n[services.a]\npackages = ["jq"]\n',
  );
  if (!described.ok) throw new Error(described.failure[0]?.message);
  const { packages, services, local } = described.value;
  expect(namesOf(packages?.common)).toEqual(["git", "htop"]);
  expect(namesOf(packages?.linux)).toEqual(["strace"]);
  expect(packages?.unfree?.value).toBe(true);
  expect(namesOf(services[0]?.packages)).toEqual(["redis", "jq"]);
  expect(namesOf(local?.committed.packages?.common)).toEqual(["git"]);
  expect(local?.keys).toEqual([
    "packages.common",
    "packages.linux",
    "packages.unfree",
    "services.a.packages",
  ]);
});
