import { expect, test } from "bun:test";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const NOTEBOOK = '{ "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }\n';

const writeProject = (rig: Rig): void => {
  rig.write("requirements.txt", "jupyterlab\nnumpy\n");
  rig.write("first.ipynb", NOTEBOOK);
};

const tomlFor = (version: string): string =>
  `# One bench for everybody who has this folder: \`jig up\` starts it, \`jig down\` stops it.
name = "bench"

[python]
version = "${version}"
requirements = ["requirements.txt"]
import-check = ["numpy"]

[services.jupyter]
use = "jupyterlab"
`;

/** The proposed version depends on the machine. */
const versionIn = (toml: string): string => /^version = "(3\.\d+)"$/m.exec(toml)?.[1] ?? "";

test("`init` shows what it found and what it proposes, and `--yes` writes it", async () => {
  await using rig = await openRig({ folder: "bench" });
  writeProject(rig);
  const outcome = await rig.jig("init", "--yes");
  const toml = tomlFor(versionIn(outcome.stdout));
  expectOutcome(outcome, {
    stdout: toml,
    stderr: `found in \`bench\`:
- \`requirements.txt\`: the packages
- 1 notebook

proposed \`jig.toml\`:


wrote jig.toml
next: \`jig up\`
`,
  });
  expect(rig.read("jig.toml")).toBe(toml);
  expect(lstatSync(join(rig.root, "jig.toml")).mode & 0o777).toBe(0o644);
  expect(readdirSync(rig.root).toSorted()).toEqual(["first.ipynb", "jig.toml", "requirements.txt"]);
  expectOutcome(await rig.jig("plan"), { stdout: ["jupyterlab"] });
});

test("without a terminal and without `--yes` nothing is written, and the exit code says so", async () => {
  await using rig = await openRig({ folder: "bench" });
  writeProject(rig);
  const outcome = await rig.jig("init");
  expectOutcome(outcome, {
    code: 1,
    stdout: tomlFor(versionIn(outcome.stdout)),
    stderr: /\n\nnothing was written: `jig init --yes` writes it\n$/,
  });
  expect(existsSync(join(rig.root, "jig.toml"))).toBe(false);
  expect(readdirSync(rig.state)).toEqual([]);
});

test("`--stdout` prints the text alone and writes nothing, beside a description too", async () => {
  await using rig = await openRig({ folder: "bench" });
  writeProject(rig);
  const first = await rig.jig("init", "--stdout");
  expectOutcome(first, { stdout: tomlFor(versionIn(first.stdout)) });
  rig.write("jig.toml", 'name = "mine"\n');
  expect(await rig.jig("init", "--stdout")).toEqual(first);
  expect(rig.read("jig.toml")).toBe('name = "mine"\n');
});

test("on a terminal it asks: yes writes, everything else does not", async () => {
  await using rig = await openRig({ folder: "bench" });
  const answer = async (typed: string) => {
    const running = rig.start({ terminal: true, env: { NO_COLOR: "1" } }, "init");
    await waitFor("the question", () => running.stdout().includes("write it? [y/N]"), {
      explain: running.stdout,
    });
    // The files are listed before the question.
    expect(running.stdout()).toContain("notebooks/hello.ipynb");
    running.type(typed);
    return running.ended;
  };
  expectOutcome(await answer("\n"), { code: 1, stdout: ["nothing was written"] });
  expect(readdirSync(rig.root)).toEqual([]);
  expectOutcome(await answer("y\n"), { stdout: ["wrote notebooks/hello.ipynb, jig.toml", "next: `jig up`"] });
  expect(readdirSync(rig.root).toSorted()).toEqual(["jig.toml", "notebooks"]);
});

test("a description that is there is never overwritten", async () => {
  await using rig = await openRig({ description: 'name = "mine"\n' });
  expectOutcome(await rig.jig("init", "--yes"), {
    code: 1,
    stderr:
      "error: there is a `jig.toml` here already\nhint: `jig up` brings it up; `jig init --stdout` shows what would be proposed\n",
  });
  expect(rig.read("jig.toml")).toBe('name = "mine"\n');
});

test("of several at once one writes, and the others say that there is one", async () => {
  await using rig = await openRig({ folder: "bench" });
  writeProject(rig);
  // The last look that each takes before it writes: all of them have seen a folder without a description by then.
  const asked = Array.from({ length: 4 }, () => rig.start({ terminal: true }, "init"));
  for (const running of asked) {
    await waitFor("the question", () => running.stdout().includes("write it? [y/N]"), {
      explain: running.stdout,
    });
  }
  for (const running of asked) running.type("y\n");
  const ends = await Promise.all(asked.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 1, 1, 1]);
  expect(ends.filter(({ stdout }) => stdout.includes("wrote jig.toml"))).toHaveLength(1);
  expect(ends.filter(({ stdout }) => stdout.includes("a `jig.toml` here already"))).toHaveLength(3);
  expect(readdirSync(rig.root).toSorted()).toEqual(["first.ipynb", "jig.toml", "requirements.txt"]);
});

test("a `jig.toml` that is a link to nowhere is there, too, and so is whatever a proposal would add", async () => {
  await using rig = await openRig();
  symlinkSync("nowhere", join(rig.root, "jig.toml"));
  expectOutcome(await rig.jig("init", "--yes"), {
    code: 1,
    stderr:
      "error: there is a `jig.toml` here already\nhint: it is a link that leads nowhere: `ls -l jig.toml` shows it; remove it, then try again\n",
  });
  expect(readdirSync(rig.root)).toEqual(["jig.toml"]);
  rmSync(join(rig.root, "jig.toml"));
  const away = join(rig.base, "away");
  mkdirSync(away);
  symlinkSync(away, join(rig.root, "notebooks"));
  symlinkSync(join(away, "mine.ipynb"), join(rig.root, "hello.ipynb"));
  expectOutcome(await rig.jig("init", "--yes"), { stdout: anything, stderr: ["\nwrote jig.toml\n"] });
  expect(lstatSync(join(rig.root, "hello.ipynb")).isSymbolicLink()).toBe(true);
  expect(readdirSync(away)).toEqual([]);
});

test("a description in pyproject.toml is one too", async () => {
  await using rig = await openRig();
  rig.write("pyproject.toml", '[tool.jig]\nname = "mine"\n');
  expectOutcome(await rig.jig("init", "--yes"), {
    code: 1,
    stderr:
      "error: there is `[tool.jig]` in `pyproject.toml` here already\nhint: `jig up` brings it up; `jig init --stdout` shows what would be proposed\n",
  });
});

test("below another project it says which of the two will count", async () => {
  await using rig = await openRig({ description: 'name = "outer"\n' });
  rig.write("inner/notes.md", "");
  expectOutcome(await rig.jigWith({ cwd: join(rig.root, "inner") }, "init", "--stdout"), {
    stdout: /name = "inner"/,
    stderr: [
      `a folder above has a description too (\`${rig.root}\`): from here on down, this one will count`,
    ],
  });
});

test("neither a home nor the root of the machine becomes a project", async () => {
  await using rig = await openRig();
  for (const cwd of [rig.home, "/"]) {
    expectOutcome(await rig.jigWith({ cwd }, "init", "--yes"), {
      code: 2,
      stderr:
        "error: a project needs a folder of its own, and this is everything's\nhint: make one and begin there: `mkdir bench`, `cd bench`, `jig init`\n",
    });
  }
  expectOutcome(await rig.jig("init", "-C", "nowhere"), {
    code: 2,
    stderr: /^error: there is no folder `.*nowhere`\n/,
  });
});

test("what stands in the way of `up` is told before anything is written", async () => {
  await using rig = await openRig({ folder: "bench" });
  rig.write("requirements.txt", "six\n-e .\n");
  rig.write(".venv/pyvenv.cfg", "home = /usr/bin\n");
  const { code, stderr } = await rig.jig("init", "--yes");
  expect(code).toBe(0);
  expect(stderr).toContain(`
to do before \`jig up\`:
- there is a \`.venv\` that jig did not make; to move it aside: \`mv .venv ../bench.venv.old\`; jig makes one of its own and installs the packages there anew
- \`requirements.txt:2\`: there is no package in the folder \`.\`; `);
  expect(stderr).toEndWith("wrote jig.toml\nnext: what is to do above, then `jig up`\n");
});

test("a `.gitignore` that is there gets a line for what is one machine's alone, and that is said before it is asked", async () => {
  await using rig = await openRig({ folder: "bench" });
  writeProject(rig);
  rig.write(".gitignore", "*.pyc");
  expectOutcome(await rig.jig("init"), {
    code: 1,
    stdout: anything,
    stderr: ["beside it:\n- a line `jig.local.toml` in .gitignore: that file is for one machine alone\n"],
  });
  expect(rig.read(".gitignore")).toBe("*.pyc");
  expectOutcome(await rig.jig("init", "--yes"), {
    stdout: anything,
    stderr: ["wrote jig.toml and a line in .gitignore\n"],
  });
  expect(rig.read(".gitignore")).toBe("*.pyc\njig.local.toml\n");
  rmSync(join(rig.root, "jig.toml"));
  expectOutcome(await rig.jig("init", "--yes"), { stdout: anything, stderr: /wrote jig\.toml\nnext/ });
  expect(rig.read(".gitignore")).toBe("*.pyc\njig.local.toml\n");
});

test("names of files cannot speak to the terminal", async () => {
  await using rig = await openRig({ folder: "be\u001b[31mnch" });
  rig.write("a-requirements\u001b]0;x\u0007.txt", "six\n");
  const { stdout, stderr } = await rig.jig("init");
  expect(stdout + stderr).not.toContain("\u001b");
});

const isRoot = process.getuid?.() === 0;

// Root may write everywhere.
test.skipIf(isRoot)("a folder that cannot be written to is told as that", async () => {
  await using rig = await openRig();
  chmodSync(rig.root, 0o555);
  const outcome = await rig.jig("init", "--yes");
  chmodSync(rig.root, 0o755);
  expectOutcome(outcome, {
    code: 1,
    stdout: ["[python]"],
    stderr: [
      `error: \`${rig.root}\` cannot be written to: permission denied\nhint: see whose it is with \`ls -ld '${rig.root}'\`\n`,
    ],
  });
});
