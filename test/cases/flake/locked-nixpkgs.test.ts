// Which nixpkgs everybody gets: `jig lock` asks git or Nix for the revision of the branch, and the flake has it.

import { expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { recordingNix } from "../../rig/recording-nix.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const description =
  'name = "bench"\n[python]\nversion = "3.11"\npackages = ["six"]\n[packages]\ncommon = ["git"]\n';

/** A repository in the place of nixpkgs' own, for git. */
const nixpkgsWithHistory = (rig: Rig) => {
  const folder = join(rig.base, "nixpkgs");
  mkdirSync(folder);
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const git = (...words: readonly string[]): string =>
    Bun.spawnSync(["git", ...identity, ...words], { cwd: folder, env: rig.env })
      .stdout.toString()
      .trim();
  git("init", "--quiet");
  const commit = (text: string): string => {
    git("commit", "--quiet", "--allow-empty", "-m", text);
    return git("rev-parse", "HEAD");
  };
  return { folder, commit, git };
};

/** For git, whoever starts it: this folder is nixpkgs. */
const nixpkgsIn = (folder: string): Readonly<Record<string, string>> => ({
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: `url.file://${folder}.insteadOf`,
  GIT_CONFIG_VALUE_0: "https://github.com/NixOS/nixpkgs.git",
});

const revisionIn = (rig: Rig): string =>
  /^nixpkgs-revision = "(.*)"$/m.exec(rig.read("jig.lock"))?.[1] ?? "none";

test("git tells the revision of the branch where there is no Nix, and nobody waits for it but who asks for a lock", async () => {
  await using rig = await openRig({ description: `${description}nixpkgs = "stable"\n` });
  const { folder, commit, git } = nixpkgsWithHistory(rig);
  const first = commit("first");
  git("branch", "stable");
  git("tag", "-a", "-m", "a release", "released");
  const second = commit("second");
  const own = nixpkgsIn(folder);
  const lock = (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
    rig.jigWith({ env }, "lock", ...words);
  expectOutcome(await rig.jigWith({ env: own }, "sync"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe("none");
  // A repository that is not to be had is soon done with; so is one that must not be asked, and a mirror's
  // revision is nothing to others.
  for (const [env, ...words] of [
    [nixpkgsIn("/nonexistent")],
    [own, "--offline"],
    [{ ...own, JIG_NIXPKGS: `git+file://${folder}?ref=stable` }],
  ] as const) {
    expectOutcome(await lock(env, ...words), { stdout: anything, stderr: ["nixpkgs unpinned"] });
    expect(revisionIn(rig)).toBe("none");
  }
  expectOutcome(await lock(own), { stdout: anything, stderr: [`nixpkgs at ${first.slice(0, 12)}`] });
  expect(revisionIn(rig)).toBe(first);
  expectOutcome(await rig.jig("flake", "--stdout"), {
    stdout: [`inputs.nixpkgs.url = "github:NixOS/nixpkgs/${first}";`],
  });
  git("branch", "--force", "stable", second);
  expectOutcome(await lock(own), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  const mirror = { ...own, JIG_NIXPKGS: `git+file://${folder}` };
  expectOutcome(await lock(mirror, "--upgrade"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  expectOutcome(await lock(own, "--upgrade"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(second);
  // Of a tag that is signed, the commit.
  rig.write("jig.toml", `${description}nixpkgs = "released"\n`);
  expectOutcome(await lock(own), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  // One that is not there: who was asked says so, and the lock stays what it was.
  rig.write("jig.toml", `${description}nixpkgs = "nixos-99.99"\n`);
  const before = rig.read("jig.lock");
  expectOutcome(await lock(own), {
    code: 1,
    stderr: [
      /error: nixpkgs has no branch `nixos-99\.99`, and no tag of that name\n --> jig\.toml:7/,
      'hint: name one that it has, as `"nixos-25.11"`, or a commit: 40 hex digits',
    ],
  });
  expect(rig.read("jig.lock")).toBe(before);
  // Who could not be asked says nothing.
  expectOutcome(await lock(nixpkgsIn("/nonexistent")), { stdout: anything, stderr: ["nixpkgs unpinned"] });
  expect(revisionIn(rig)).toBe("none");
  // A commit is one in capitals, too, and is in the flake as it is.
  rig.write("jig.toml", `${description}nixpkgs = "${first.toUpperCase()}"\n`);
  expectOutcome(await lock({}), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("flake", "--stdout"), { stdout: [`"github:NixOS/nixpkgs/${first}";`] });
});

test("Nix tells the revision where git cannot, it stays until an upgrade, and is in the flake", async () => {
  await using rig = await openRig({ description });
  const first = "1".repeat(40);
  const second = "2".repeat(40);
  const tell = (revision: string) => recordingNix(rig, `echo '{"revision":"${revision}"}'`);
  const recorded = tell(first);
  const env = { ...nixpkgsIn("/nonexistent"), JIG_NIX: recorded.path };
  const lock = async (...words: readonly string[]): Promise<string> => {
    expectOutcome(await rig.jigWith({ env }, "lock", ...words), { stdout: anything, stderr: anything });
    return revisionIn(rig);
  };
  expect(await lock()).toBe(first);
  tell(second);
  const asked = recorded.calls().length;
  expect(await lock()).toBe(first);
  expect(recorded.calls().length).toBe(asked);
  expectOutcome(await rig.jig("flake"), { stdout: "✓ wrote flake.nix and requirements.lock\n" });
  expect(rig.read("flake.nix")).toContain(`inputs.nixpkgs.url = "github:NixOS/nixpkgs/${first}";`);
  expect(rig.read("flake.nix")).not.toContain("Unpinned");
  expect(await lock("--upgrade")).toBe(second);
  // A Nix that cannot tell is no failure, and changes nothing.
  const useless = { ...env, JIG_NIX: "/bin/false" };
  expectOutcome(await rig.jigWith({ env: useless }, "lock", "--upgrade"), {
    stdout: anything,
    stderr: anything,
  });
  expect(rig.read("jig.lock")).toContain(second);
  rig.write("jig.toml", `${description}nixpkgs = "elsewhere"\n`);
  expectOutcome(await rig.jigWith({ env: useless }, "lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).not.toContain("nixpkgs");
});

test("a project without Python pins nixpkgs as well, keeps its models, and its flake has the revision", async () => {
  const bare = 'name = "bench"\n[packages]\ncommon = ["git"]\nnixpkgs = "stable"\n';
  await using rig = await openRig({ description: bare });
  const { folder, commit, git } = nixpkgsWithHistory(rig);
  const first = commit("first");
  git("branch", "stable");
  const env = { ...nixpkgsIn(folder), JIG_NIX: "none" };
  const lock = (...words: readonly string[]) => rig.jigWith({ env }, "lock", ...words);
  expectOutcome(await rig.jigWith({ env: { ...env, ...nixpkgsIn("/nonexistent") } }, "lock"), {
    stdout: anything,
    stderr: ["nixpkgs unpinned"],
  });
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
  rig.write("jig.toml", bare.replace("stable", "gone"));
  expectOutcome(await lock(), {
    code: 1,
    stderr: [/error: nixpkgs has no branch `gone`, [^\n]*\n --> jig\.toml:4/],
  });
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
  rig.write("jig.toml", bare);
  expectOutcome(await lock(), {
    stdout: "✓ jig.lock is up to date\n",
    stderr: [`nixpkgs at ${first.slice(0, 12)}`],
  });
  expect(rig.read("jig.lock")).toBe(
    `# What this project is pinned to besides Python's packages. Commit it.\nversion = 1\nnixpkgs = "stable"\nnixpkgs-revision = "${first}"\n`,
  );
  expectOutcome(await rig.jig("flake"), { stdout: "✓ wrote flake.nix\n", stderr: [] });
  expect(rig.read("flake.nix")).toContain(`inputs.nixpkgs.url = "github:NixOS/nixpkgs/${first}";`);
  expectOutcome(await rig.jig("flake", "--check"), { stdout: "✓ up to date\n" });
  // It stays until an upgrade, and what else is pinned stays with it.
  const model = `\n[[model]]\nname = "tiny"\ndigest = "${"a".repeat(64)}"\n`;
  rig.write("jig.lock", rig.read("jig.lock") + model);
  const second = commit("second");
  git("branch", "--force", "stable");
  expectOutcome(await lock(), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(first);
  expectOutcome(await lock("--upgrade"), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(second);
  expect(rig.read("jig.lock")).toEndWith(model);
  // Python that comes later finds no packages in it, and keeps both.
  rig.write("jig.toml", `${bare}[python]\nversion = "3.11"\npackages = ["six"]\n`);
  expectOutcome(await lock(), { stdout: anything, stderr: anything });
  expect(revisionIn(rig)).toBe(second);
  expect(rig.read("jig.lock")).toContain("six");
  expect(rig.read("jig.lock")).toEndWith(model);
  // And without one again.
  rig.write("jig.toml", bare);
  expectOutcome(await rig.jigWith({ env: { JIG_NIX: "none" } }, "up"), {
    stdout: anything,
    stderr: anything,
  });
});
