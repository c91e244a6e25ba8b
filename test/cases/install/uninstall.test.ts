import { expect, test } from "bun:test";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** The rig's cache is shared by all tests: these have one of their own. */
const openOwnRig = async (): Promise<Rig & { readonly cache: string }> => {
  const rig = await openRig();
  const cache = join(rig.base, "cache");
  mkdirSync(join(cache, "uv", "0.0.1"), { recursive: true });
  writeFileSync(join(cache, "uv", "0.0.1", "uv"), "x".repeat(5_000_000));
  return Object.assign(rig, { env: Object.assign(rig.env, { JIG_CACHE_DIR: cache }), cache });
};

/** Brings a service up, so that there is something of everything. */
const startService = async (rig: Rig): Promise<void> => {
  rig.write("jig.toml", describeService("web", { run: rig.service("web").words }));
  expectOutcome(await rig.jig("up", "--no-open"), { stdout: anything, stderr: anything });
};

test("what jig keeps is listed with its size and removed, and no project's file is", async () => {
  await using rig = await openOwnRig();
  await startService(rig);
  rig.write("jig.toml", `${rig.read("jig.toml")}\n[packages]\ncommon = ["git"]\n`);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("shell"), { stdout: anything, stderr: anything });
  mkdirSync(join(rig.root, ".venv"));
  rig.write("jig.lock", "as it was");
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  const [state = ""] = new Bun.Glob("projects/*/packages.json").scanSync(rig.state);
  for (const name of ["nix", "gpu", "pulls"]) mkdirSync(join(rig.state, state, "..", name));
  writeFileSync(join(rig.state, state, "..", "local.lock"), "");

  expectOutcome(await rig.jig("uninstall", "--yes"), {
    stdout: [
      "jig keeps outside of your projects:\n",
      `  ${join(rig.cache, "uv", "0.0.1")} (5 MB)\n`,
      new RegExp(`\n  ${join(rig.state, "projects")}/[a-z-]+-[0-9a-f]{12} \\(`),
      `removed\nthese stay, and are yours to remove:\n  ${join(rig.root, ".venv")}\n`,
      /to remove jig itself: `rm .+`\n$/,
    ],
  });
  for (const folder of [rig.cache, rig.state]) expect(existsSync(folder), folder).toBe(false);
  expect(readdirSync(rig.runtime)).toEqual([]);
  expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.lock", "jig.toml"]);
  expect(rig.read("jig.lock")).toBe("as it was");
  // The rig looks there for logs when it is closed.
  mkdirSync(rig.state);

  expectOutcome(await rig.jig("uninstall"), { stdout: /^jig keeps nothing outside of your projects\n/ });
});

test("the `.venv` of a project in which only `sync` has run is listed among what stays, also when that failed", async () => {
  await using rig = await openOwnRig();
  rig.write("jig.toml", '[python]\nversion = "3.11"\npackages = ["six==99.99"]\n');
  expectOutcome(await rig.jig("sync"), { code: 1, stderr: anything });
  mkdirSync(join(rig.root, ".venv"));
  expectOutcome(await rig.jig("uninstall", "--yes"), {
    stdout: [`these stay, and are yours to remove:\n  ${join(rig.root, ".venv")}\n`],
  });
  mkdirSync(rig.state);
});

test("what runs is named with its way out, and neither stopped nor robbed of its state, whatever was answered before", async () => {
  await using rig = await openOwnRig();
  await startService(rig);
  const { pid } = await rig.serviceStatus("web");
  for (const flags of [[], ["--yes"]]) {
    expectOutcome(await rig.jigWith({ cwd: "/" }, "uninstall", ...flags), {
      code: 1,
      stderr: [
        `error: something of \`${rig.root}\` still runs`,
        `${rig.root}: web`,
        `hint: \`jig down -C '${rig.root}'\` stops it`,
      ],
    });
  }
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid });
  expect(existsSync(join(rig.cache, "uv"))).toBe(true);
});

test("without a terminal nothing is removed unless `--yes` says so, and on one a no is a no", async () => {
  await using rig = await openOwnRig();
  expectOutcome(await rig.jig("uninstall"), {
    code: 1,
    stdout: [join(rig.cache, "uv", "0.0.1")],
    stderr: ["nobody can be asked here", "hint: `jig uninstall --yes` removes it"],
  });
  const asked = rig.start({ terminal: true }, "uninstall");
  await waitFor("the question", () => asked.stdout().includes("remove all of it? [y/N]"));
  asked.type("\n");
  const { code, stdout } = await asked.ended;
  expect(code).toBe(1);
  expect(stdout).toContain("left as it is");
  expect(existsSync(join(rig.cache, "uv"))).toBe(true);

  const agreed = rig.start({ terminal: true }, "uninstall");
  await waitFor("the question", () => agreed.stdout().includes("remove all of it? [y/N]"));
  agreed.type("y\n");
  expect((await agreed.ended).code).toBe(0);
  expect(existsSync(rig.cache)).toBe(false);
});

test("other things in the folders that were chosen for jig stay, and those behind links", async () => {
  await using rig = await openOwnRig();
  const others = [join(rig.cache, "holiday.jpg"), join(rig.state, "thesis.tex"), join(rig.runtime, "x.sock")];
  for (const path of others) writeFileSync(path, "the user's");
  const away = join(rig.base, "away");
  mkdirSync(away);
  writeFileSync(join(away, "canary"), "the user's");
  symlinkSync(away, join(rig.state, "projects"));

  expectOutcome(await rig.jig("uninstall", "--yes"), { stdout: anything });
  for (const path of [...others, join(away, "canary")]) expect(readFileSync(path, "utf8")).toBe("the user's");
  expect(existsSync(join(rig.cache, "uv"))).toBe(false);
  expect(lstatSync(join(rig.state, "projects")).isSymbolicLink()).toBe(true);
});

test("a home that is chosen as jig's folder keeps its own `projects`, `uv` and `tools.json`", async () => {
  await using rig = await openOwnRig();
  const { home } = rig;
  const theirs = {
    "projects/thesis/chapter.tex": "years of work",
    // What a person could call a project of theirs, with files that jig knows and files that it does not.
    "projects/mine-0123456789ab/logs/run.log": "the user's",
    "projects/both-0123456789ab/thesis.tex": "the user's",
    "uv/0.5.1/uv": "a program",
    "uv/0.5.1/LICENSE": "an installation of their own",
    "uv/archive-v0/numpy": "another tool's cache",
    "tools.json": '["hammer"]',
  };
  const write = (path: string, text: string): void => {
    mkdirSync(join(home, path, ".."), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  for (const [path, text] of Object.entries(theirs)) write(path, text);
  write("projects/both-0123456789ab/id", "jig's");
  write("projects/bench-0123456789ab/warm.json", "{}");
  write("uv/0.0.1/uv", "jig's");
  const env = { JIG_STATE_DIR: home, JIG_CACHE_DIR: home };

  const { stdout } = await rig.jigWith({ env }, "uninstall", "--yes", "--json");
  expect(JSON.parse(stdout).removed.map(({ path }: { readonly path: string }) => path)).toEqual(
    ["uv/0.0.1", "projects/bench-0123456789ab", "projects/both-0123456789ab"].map((path) => join(home, path)),
  );
  for (const [path, text] of Object.entries(theirs)) {
    expect(readFileSync(join(home, path), "utf8"), path).toBe(text);
  }
  expect(readdirSync(join(home, "projects")).toSorted()).toEqual([
    "both-0123456789ab",
    "mine-0123456789ab",
    "thesis",
  ]);
  expect(readdirSync(join(home, "projects", "both-0123456789ab"))).toEqual(["thesis.tex"]);
});

test("an rc file in another encoding keeps its bytes, and one with two names keeps its lines", async () => {
  await using rig = await openOwnRig();
  const hook = '# >>> jig >>>\neval "$(jig hook bash)"\n# <<< jig <<<\n';
  const latin = Buffer.from(`alias caf\u00E9=ls\n${hook}# fin \u00FF\n`, "latin1");
  writeFileSync(join(rig.home, ".bashrc"), latin);
  const shared = join(rig.base, "shared-zshrc");
  writeFileSync(shared, hook);
  const zshrc = join(rig.home, ".zshrc");
  linkSync(shared, zshrc);

  expectOutcome(await rig.jig("uninstall", "--yes"), {
    stdout: [1, 2, 3].map((line) => `\`${zshrc}:${line}\` calls jig: remove that line\n`),
  });
  expect(readFileSync(join(rig.home, ".bashrc"))).toEqual(
    Buffer.from("alias caf\u00E9=ls\n# fin \u00FF\n", "latin1"),
  );
  expect(readFileSync(shared, "utf8")).toBe(hook);
  expect(statSync(zshrc).ino).toBe(statSync(shared).ino);
});

test("the hook's lines are taken out of rc files, through links, and the user's own are named", async () => {
  await using rig = await openOwnRig();
  const dotfiles = join(rig.base, "dotfiles");
  writeFileSync(
    dotfiles,
    'alias ll="ls -l"\n# >>> jig >>>\neval "$(jig hook bash)"\n# <<< jig <<<\nexport A=b\n',
    { mode: 0o640 },
  );
  symlinkSync(dotfiles, join(rig.home, ".bashrc"));
  const zshrc = join(rig.home, ".zshrc");
  writeFileSync(zshrc, 'eval "$(jig hook zsh)"\n');

  expectOutcome(await rig.jig("uninstall", "--yes"), {
    stdout: [`  ${dotfiles} (`, `\`${zshrc}:1\` calls jig: remove that line\n`],
  });
  expect(readFileSync(join(rig.home, ".bashrc"), "utf8")).toBe('alias ll="ls -l"\nexport A=b\n');
  expect(statSync(dotfiles).mode & 0o777).toBe(0o640);
  expect(readFileSync(zshrc, "utf8")).toBe('eval "$(jig hook zsh)"\n');
});

test("scripts get one object that says what was removed and what stays", async () => {
  await using rig = await openOwnRig();
  const { code, stdout, stderr } = await rig.jig("uninstall", "--yes", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    removed: expect.arrayContaining([
      { kind: "cache", path: join(rig.cache, "uv", "0.0.1"), bytes: 5_000_000 },
    ]),
    left: { environments: [], lines: [] },
    removal: expect.stringContaining("to remove jig itself"),
  });
  expect(JSON.parse((await rig.jig("uninstall", "--json")).stdout)).toMatchObject({
    removed: expect.any(Array),
  });
});
