import { expect, test } from "bun:test";

import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import type { Ran, RunRequest } from "../../host/host.ts";
import { layoutOf } from "../../host/layout.ts";
import { lockNixpkgs } from "./lock-nixpkgs.ts";

const revision = "0123456789".repeat(4);
const older = "9876543210".repeat(4);
const why = { file: "jig.toml", line: 4, column: 1 };
const branch = "nixos-25.11";
const line = `${revision}\trefs/heads/${branch}\n`;
const silent = { kind: "killed", signal: "SIGTERM", timedOut: true, stdout: "", stderr: "" } as const;
const refused = { kind: "exited", code: 128, stdout: "", stderr: "fatal: could not resolve host\n" } as const;

const lock = async (
  programs: FakeHostOptions["programs"] = {},
  {
    env = {},
    former = null,
    upgrade,
  }: { env?: Record<string, string>; former?: string | null; upgrade?: "all" } = {},
) => {
  const host = fakeHost({
    programs,
    env: { JIG_STATE_DIR: "/s", JIG_CACHE_DIR: "/c", JIG_RUNTIME_DIR: "/r", GIT_DIR: "/p/.git", ...env },
    files: { "/p/jig.toml": "" },
  });
  const context = {
    host,
    layout: layoutOf(host, { root: "/p", file: "jig.toml" }),
    signal: new AbortController().signal,
    progress: () => undefined,
    turn: null,
    ...(upgrade === undefined ? {} : { upgrade }),
  };
  const known = former === null ? {} : { nixpkgs: { branch, revision: former } };
  const made = await lockNixpkgs(
    context,
    { nixpkgs: { branch, git: "/usr/bin/git", nix: "/nix", why } },
    { version: 1, python: "3.11.7", requiresPython: "", platforms: [], inputs: "", packages: [], ...known },
  );
  return {
    made: made.ok ? (made.value.nixpkgs?.revision ?? null) : made.failure,
    asked: host.calls.map(({ argv }) => argv[0]),
    calls: host.calls,
  };
};

test("git is asked for one name, outside of every repository, without a question to anybody, and not for long", async () => {
  const { made, asked, calls } = await lock({ "/usr/bin/git": line });
  expect([made, asked]).toEqual([revision, ["/usr/bin/git"]]);
  expect(calls[0]).toMatchObject({ env: { GIT_TERMINAL_PROMPT: "0" }, timeoutMs: 5000 });
  expect(calls[0]?.env?.["GIT_DIR"]).toBeUndefined();
  expect(calls[0]?.argv).toContain("https://github.com/NixOS/nixpkgs.git");
});

test("Nix is asked where git does not know, and nobody else where git heard nothing", async () => {
  const nix = JSON.stringify({ revision });
  expect(await lock({ "/usr/bin/git": refused, "/nix": nix })).toMatchObject({ made: revision });
  expect(await lock({ "/usr/bin/git": "", "/nix": "{" })).toMatchObject({ made: null });
  expect(await lock({ "/usr/bin/git": silent, "/nix": nix })).toMatchObject({
    made: null,
    asked: ["/usr/bin/git"],
  });
});

const gone = { reason: "nixpkgs-unknown", branch, place: why };
const unknownToNix = ({ onStderrLine }: RunRequest): Ran => {
  const address = `https://api.github.com/repos/NixOS/nixpkgs/commits/${branch}`;
  onStderrLine?.(
    `@nix ${JSON.stringify({ action: "msg", level: 0, raw_msg: `unable to download '${address}': HTTP error 422` })}`,
  );
  return refused;
};

test("a branch that whoever was reached does not have is a failure; one that nobody was reached for is none", async () => {
  const others = `${older}\tHEAD\n`;
  expect(await lock({ "/usr/bin/git": others, "/nix": refused })).toMatchObject({ made: gone });
  expect(await lock({ "/usr/bin/git": refused, "/nix": unknownToNix })).toMatchObject({ made: gone });
  // Nix knows commits by the first of their digits.
  const short = { "/usr/bin/git": others, "/nix": JSON.stringify({ revision }) };
  expect(await lock(short)).toMatchObject({ made: revision });
  for (const git of ["", refused, silent])
    expect(await lock({ "/usr/bin/git": git, "/nix": refused })).toMatchObject({ made: null });
});

test("what is locked stays without a question until all is to become newer, and then too when nobody knows", async () => {
  const answers = { "/usr/bin/git": line };
  expect(await lock(answers, { former: older })).toMatchObject({ made: older, asked: [] });
  expect(await lock(answers, { former: older, upgrade: "all" })).toMatchObject({ made: revision });
  expect(await lock({ "/usr/bin/git": silent }, { former: older, upgrade: "all" })).toMatchObject({
    made: older,
  });
});

test("a mirror's revision is no one for a lock that others have, unless it is the branch's own address", async () => {
  const answers = { "/usr/bin/git": line };
  const mirror = { JIG_NIXPKGS: "git+file:///mirror" };
  expect(await lock(answers, { env: mirror })).toMatchObject({ made: null, asked: [] });
  expect(await lock(answers, { env: mirror, former: older, upgrade: "all" })).toMatchObject({
    made: older,
    asked: [],
  });
  const own = { JIG_NIXPKGS: `github:NixOS/nixpkgs/${branch}` };
  expect(await lock(answers, { env: own })).toMatchObject({ made: revision });
});

test("offline, nobody is asked", async () => {
  expect(await lock({ "/usr/bin/git": line }, { env: { UV_OFFLINE: "1" } })).toMatchObject({
    made: null,
    asked: [],
  });
});
