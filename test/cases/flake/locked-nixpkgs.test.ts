// Which nixpkgs everybody gets: `jig lock` asks git or Nix for the revision of the branch, and the flake has it.

import { describe, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const description = '[python]\nversion = "3.11"\npackages = ["six"]\n[packages]\ncommon = ["git"]\n';

/** The stand-in in a repository of its own, which has revisions. */
const nixpkgsWithHistory = (rig: Rig) => {
  const folder = join(rig.base, "nixpkgs");
  cpSync(join(repository, "test", "fixtures", "nixpkgs"), folder, { recursive: true });
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const git = (...words: readonly string[]): string =>
    Bun.spawnSync(["git", ...identity, ...words], { cwd: folder, env: rig.env })
      .stdout.toString()
      .trim();
  git("init", "--quiet");
  const commit = (text: string): string => {
    git("add", ".");
    git("commit", "--quiet", "--allow-empty", "-m", text);
    return git("rev-parse", "HEAD");
  };
  return { url: `git+file://${folder}`, commit, git };
};

const revisionIn = (rig: Rig): string =>
  /^nixpkgs-revision = "(.*)"$/m.exec(rig.read("jig.lock"))?.[1] ?? "none";

test("git tells the revision of the branch where there is no Nix, and nobody waits for it but who asks for a lock", async () => {
  await using rig = await openRig({ description: `${description}nixpkgs = "stable"\n` });
  const { url, commit, git } = nixpkgsWithHistory(rig);
  const first = commit("first");
  git("branch", "stable");
  git("tag", "-a", "-m", "a release", "released");
  const second = commit("second");
  const lock = (reference: string, ...words: readonly string[]) =>
    rig.jigWith({ env: { JIG_NIXPKGS: reference } }, "lock", ...words);
  expectOutcome(await rig.jigWith({ env: { JIG_NIXPKGS: url } }, "sync"), {
    stdout: anything,
    stderr: anything,
  });
  expect(revisionIn(rig)).toBe("none");
  // A repository that is not to be had is soon done with, and so is one that must not be asked.
  for (const [reference, ...words] of [
    ["git+file:///nonexistent"],
    [url, "--offline"],
    ["path:/nonexistent"],
  ] as const) {
    expectOutcome(await lock(reference, ...words), { stdout: anything, stderr: ["nixpkgs unpinned"] });
    expect(revisionIn(rig)).toBe("none");
  }
  expectOutcome(await lock(`${url}?ref=stable`), {
    stdout: anything,
    stderr: [`nixpkgs at ${first.slice(0, 12)}`],
  });
  expect(revisionIn(rig)).toBe(first);
  expectOutcome(await rig.jig("flake", "--stdout"), {
    stdout: [`inputs.nixpkgs.url = "github:NixOS/nixpkgs/${first}";`],
  });
  expectOutcome(await lock(url), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  expectOutcome(await lock(url, "--upgrade"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(second);
  // Of a tag that is signed, the commit.
  expectOutcome(await lock(`${url}?ref=released`, "--upgrade"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  rig.write("jig.toml", `${description}nixpkgs = "elsewhere"\n`);
  expectOutcome(await lock(`${url}?ref=elsewhere`), { stdout: anything, stderr: ["nixpkgs unpinned"] });
  expect(revisionIn(rig)).toBe("none");
});

describe.skipIf(!hasNix)("nixpkgs in the lock", () => {
  test("is the branch's revision when a lock was asked for, stays until an upgrade, and is in the flake", async () => {
    await using rig = await openRig({ description });
    const { url, commit } = nixpkgsWithHistory(rig);
    // More than a branch, which git alone could tell.
    const reference = `${url}?shallow=1`;
    const first = commit("first");
    const recorded = recordingNix(rig);
    const env = { ...jigNixEnv, JIG_NIX: recorded.path, JIG_NIXPKGS: reference };
    const lock = async (...words: readonly string[]): Promise<string> => {
      expectOutcome(await rig.jigWith({ env }, "lock", ...words), { stdout: anything, stderr: anything });
      return revisionIn(rig);
    };
    expect(await lock()).toBe(first);
    const second = commit("second");
    const asked = recorded.calls().length;
    expect(await lock()).toBe(first);
    expect(recorded.calls().length).toBe(asked);
    expectOutcome(await rig.jig("flake"), {
      stdout: "✓ wrote flake.nix and requirements.lock\n",
    });
    expect(rig.read("flake.nix")).toContain(`inputs.nixpkgs.url = "github:NixOS/nixpkgs/${first}";`);
    expect(rig.read("flake.nix")).not.toContain("Unpinned");
    expect(await lock("--upgrade")).toBe(second);
    // Who has no Nix keeps what is there, and a Nix that cannot tell is no failure.
    expectOutcome(await rig.jig("lock", "--upgrade"), { stdout: anything, stderr: anything });
    expect(rig.read("jig.lock")).toContain(second);
    rig.write("jig.toml", `${description}nixpkgs = "elsewhere"\n`);
    const useless = { ...env, JIG_NIX: "/bin/false" };
    expectOutcome(await rig.jigWith({ env: useless }, "lock"), { stdout: anything, stderr: anything });
    expect(rig.read("jig.lock")).not.toContain("nixpkgs");
  }, 120_000);
});
