import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const git = (rig: Rig, ...args: readonly string[]): string => {
  const ran = Bun.spawnSync(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    cwd: rig.root,
    env: rig.env,
  });
  if (ran.exitCode !== 0) throw new Error(ran.stderr.toString());
  return ran.stdout.toString();
};

const commit = (rig: Rig, message: string): void => {
  git(rig, "add", "--all");
  git(rig, "commit", "--quiet", "--message", message);
};

test("what changed since a revision is told for a pull request and for scripts", async () => {
  await using rig = await openRig();
  git(rig, "init", "--quiet");
  rig.write("README.md", "a bench\n");
  commit(rig, "before jig");
  git(rig, "tag", "empty");
  await copyWorkbench(rig);
  commit(rig, "the bench");
  git(rig, "tag", "v1");
  const id = (await rig.jig("id")).stdout.trim();
  expectOutcome(await rig.jig("diff", "v1"), { stdout: `workbench is what it was at \`v1\`: ${id}\n` });

  // Whatever a clone configures for showing files is not run.
  git(rig, "config", "diff.evil.textconv", "touch evil; cat");
  rig.write(".gitattributes", "* diff=evil filter=evil\n");
  git(rig, "config", "filter.evil.smudge", "touch evil; cat");
  rig.write("jig.lock", rig.read("jig.lock").replace(/(name = "numpy"\nversion = ")[^"]+/, "$199.0"));
  rig.write(
    "jig.toml",
    `${rig.read("jig.toml").replace("[python]", "[python]\nexact = true")}\n[services.job]\nrun = "true"\n`,
  );
  rig.write("requirements.txt", `${rig.read("requirements.txt")}six # for old times' sake\n`);
  rig.write("jig.local.toml", 'env = { MINE = "1" }\n');
  const told = await rig.jig("diff", "v1");
  expectOutcome(told, {
    stdout: [
      `workbench since \`v1\`: ${id} → `,
      "\nPackages: 1 newer\n",
      /\n- numpy [\d.]+ → 99\.0\n/,
      "\nServices\n- job new\n",
      "\nDescription\n- python.exact `true` new\n- requirements `six` new\n",
    ],
    stderr: /^`jig.lock` is out of date.*\n$/,
  });
  expect(told.stdout).not.toContain("MINE");
  expect(existsSync(join(rig.root, "evil"))).toBe(false);
  const script = JSON.parse((await rig.jig("diff", "--json")).stdout);
  expect(script).toMatchObject({
    version: 1,
    from: { revision: "HEAD", commit: git(rig, "rev-parse", "v1").trim(), id, lock: "current" },
    to: { lock: "outdated" },
    packages: [{ name: "numpy", change: "up", to: "99.0" }],
    services: [{ name: "job", change: "in" }],
    platforms: { in: [], out: [] },
    settings: [{ key: "python.exact", from: null, to: true }, { key: "requirements" }],
  });

  // From below, and led astray by a hook's variables.
  const elsewhere = {
    cwd: join(rig.root, "notebooks"),
    env: { GIT_DIR: "/nonexistent", GIT_INDEX_FILE: "/nonexistent" },
  };
  expectOutcome(await rig.jigWith(elsewhere, "diff", "v1"), { stdout: told.stdout, stderr: told.stderr });

  // In the change that brings jig, and in the one that takes it out.
  git(rig, "checkout", "--quiet", "--", ".");
  const brought = await rig.jig("diff", "empty");
  expectOutcome(brought, {
    stdout: [
      `workbench since \`empty\`: \`jig.toml\` is new: ${id}\n\nPackages\n- Python 3.11.`,
      / packages in jig\.lock\n\nServices\n- jupyter new\n- ollama new\n- server new\n/,
      "\n- requirements `numpy` new\n",
    ],
  });
  expect(brought.stdout).not.toContain("python.packages");
  expect(JSON.parse((await rig.jig("diff", "empty", "--json")).stdout)).toMatchObject({
    from: { id: null, lock: null },
    to: { id, lock: "current" },
    services: [{ name: "jupyter", change: "in" }, { name: "ollama" }, { name: "server" }],
  });
  git(rig, "rm", "--quiet", "jig.toml");
  expectOutcome(await rig.jigWith({ cwd: join(rig.root, "notebooks") }, "diff", "v1"), {
    stdout: [
      `workbench since \`v1\`: \`jig.toml\` is gone; it was ${id}\n\nPackages\n- Python 3.11.`,
      "\nServices\n- jupyter gone\n- ollama gone\n- server gone\n",
    ],
  });
  expect(JSON.parse((await rig.jig("diff", "--json")).stdout)).toMatchObject({
    from: { revision: "HEAD", id },
    to: { id: null, lock: null },
  });
  expectOutcome(await rig.jig("diff", "empty"), { code: 2, stderr: ["error: there is no `jig.toml`"] });
}, 60_000);

const listed = (...items: string[]): string =>
  `[python]\nversion = "3.11"\npackages = ${JSON.stringify(items)}\nrequirements = ["r.txt"]\n`;

test("a requirement that is asked for in other words is told once, wherever it is listed", async () => {
  await using rig = await openRig({ description: listed("six<2", "idna") });
  rig.write("r.txt", "numpy>=1\npip<99\n");
  git(rig, "init", "--quiet");
  commit(rig, "one");
  rig.write("jig.toml", listed("Six<3", "attrs"));
  rig.write("r.txt", "numpy>=2\n");
  expectOutcome(await rig.jig("diff"), {
    stdout: [
      "\nDescription\n- requirements `attrs` new\n- requirements `numpy>=1` → `numpy>=2`\n" +
        "- requirements `six<2` → `six<3`\n- requirements `idna` gone\n- requirements `pip<99` gone\n",
    ],
  });
  rig.write("jig.toml", `${rig.read("jig.toml")}[notebooks]\nclean = true\n`);
  expectOutcome(await rig.jig("diff"), { stdout: ["\nDescription\n- notebooks.clean `true` new\n"] });
  commit(rig, "notebooks");
  rig.write("jig.toml", rig.read("jig.toml").replace("clean = true\n", ""));
  expectOutcome(await rig.jig("diff"), { stdout: ["\n\nDescription\n- notebooks.clean `true` gone\n"] });
  const { settings } = JSON.parse((await rig.jig("diff", "HEAD~1", "--json")).stdout);
  expect(settings).toEqual([
    { key: "notebooks", from: null, to: {} },
    {
      key: "requirements",
      from: ["idna", "numpy>=1", "pip<99", "six<2"],
      to: ["attrs", "numpy>=2", "six<3"],
    },
  ]);
});

test("a revision that is none, one that cannot be read, and a folder without git are told", async () => {
  await using rig = await openRig({ description: '[services.web]\nrun = "true"\nport = "x"\n' });
  const good = '[services.web]\nrun = "true"\n';
  rig.write("jig.toml", good);
  expectOutcome(await rig.jig("diff"), {
    code: 1,
    stderr: ["is in no git repository that can be read", "`jig id`"],
  });
  git(rig, "init", "--quiet");
  expectOutcome(await rig.jig("diff"), { code: 2, stderr: ["error: git knows no commit `HEAD` here"] });
  rig.write("jig.toml", '[services.web]\nrun = "true"\nport = "x"\n');
  commit(rig, "broken");
  rig.write("jig.toml", good);
  expectOutcome(await rig.jig("diff"), { code: 1, stderr: ["HEAD:jig.toml:3:8", 'port = "x"'] });
  for (const name of ["no-such", "--output=evil", "-o", "HEAD:jig.toml", "", "HEAD^{tree}"]) {
    expectOutcome(await rig.jig("diff", "--json", "--", name), {
      code: 2,
      stdout: [`git knows no commit \`${name}\` here`],
    });
  }
  expect(existsSync(join(rig.root, "evil"))).toBe(false);
  // What a revision's requirements reach is the revision's as well: the folder of a package, a file of the same name.
  const places = '[python]\nversion = "3.11"\nrequirements = ["needs/all.txt"]\n';
  rig.write("jig.toml", places);
  rig.write("needs/all.txt", "-r more.txt\n-e ./tool\n");
  rig.write("needs/more.txt", "six\n");
  rig.write("needs/tool/pyproject.toml", '[project]\nname = "tool"\nversion = "1"\n');
  rig.write("tool/pyproject.toml", '[project]\nname = "tool"\nversion = "1"\n');
  commit(rig, "a package of its own");
  rig.write("needs/more.txt", "attrs\n");
  rig.write("jig.toml", places.replace("[python]", "[python]\nexact = true"));
  expectOutcome(await rig.jig("diff"), {
    stdout: [
      "- there is no jig.lock, then or now\n",
      "- python.exact `true` new\n- requirements `attrs` new\n- requirements `six` gone\n",
    ],
  });
  rig.write("jig.toml", good);
  rig.write("jig.lock", "broken\n");
  commit(rig, "broken lock");
  rig.write(
    "jig.lock",
    'version = 1\npython = "3.11.7"\nrequires-python = "==3.11.*"\ninputs = "sha256:0"\n',
  );
  expectOutcome(await rig.jig("diff"), { code: 1, stderr: ["at `HEAD`: ", "jig.lock"] });
  const noGit = { env: { PATH: rig.bin } };
  expectOutcome(await rig.jigWith(noGit, "diff"), { code: 1, stderr: ["`git` is not on PATH"] });
});

test("a revision that a partial clone lacks is told as that, and nothing is fetched for it", async () => {
  await using rig = await openRig();
  git(rig, "init", "--quiet");
  for (const name of ["one", "other"]) {
    rig.write("jig.toml", `name = "${name}"\n`);
    commit(rig, name);
  }
  git(rig, "config", "uploadpack.allowFilter", "true");
  for (const filter of ["blob:none", "tree:0"]) {
    const clone = join(rig.base, filter.replace(":", "-"));
    git(rig, "clone", "--quiet", `--filter=${filter}`, `file://${rig.root}`, clone);
    // Whoever fetches would run it.
    const url = `ext::touch ${join(rig.base, "fetched")}`;
    git(rig, "-C", clone, "config", "remote.origin.url", url);
    git(rig, "-C", clone, "config", "protocol.ext.allow", "always");
    const outcome = await rig.jigWith({ cwd: clone }, "diff", "HEAD~1");
    expectOutcome(outcome, {
      code: 1,
      stderr: [
        "git lacks `jig.toml` as it was at `HEAD~1`, and jig fetches nothing",
        "hint: this clone was made without all that was committed: `git fetch --refetch --no-filter`",
      ],
    });
    expect(existsSync(join(rig.base, "fetched"))).toBe(false);
    git(rig, "-C", clone, "config", "remote.origin.url", `file://${rig.root}`);
    git(rig, "-C", clone, "fetch", "--quiet", "--refetch", "--no-filter");
    expectOutcome(await rig.jigWith({ cwd: clone }, "diff", "HEAD~1"), { stdout: ["name `one` → `other`"] });
  }
});
