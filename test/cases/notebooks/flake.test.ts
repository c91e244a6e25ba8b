import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix, nix } from "../../rig/nix.ts";
import { notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

test.skipIf(!hasNix)(
  "the emitted flake sets git's filter once, and git works when nb-clean is gone",
  async () => {
    await using repository = await openNotebookRepository(
      "clean = { preserve-execution-counts = true }",
      "bench",
    );
    const { rig, git, put, staged } = repository;
    rig.write("jig.toml", `${rig.read("jig.toml")}[python]\nversion = "3.11"\npackages = ["six"]\n`);
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await writeFlake(rig);
    rig.write(".gitignore", ".venv/\n");
    git("add", ".");
    for (let entered = 0; entered < 2; entered += 1) {
      const { code, stderr } = await develop(rig, { timeoutMs: 120_000 }, "true");
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain("error");
    }
    expect(rig.read(".git/info/attributes").match(/\*\.ipynb" filter=nb-clean\n/g)?.length).toBe(1);
    put("my notes/a.ipynb", notebookText({ source: "1", printed: "one\n" }));
    expect(git("add", "my notes")).toMatchObject({ code: 0, stderr: "" });
    const clean = notebookText({ source: "1" }).replace('"execution_count": null', '"execution_count": 1');
    expect(staged("my notes/a.ipynb").toString()).toBe(clean);

    // What nb-clean refuses, and an nb-clean that prints nothing, or half: one line each, with what helps.
    const run = notebookText({ source: "1", printed: "one\n" });
    const refused = [run.replace('"metadata": {}', '"metadata": {"x": NaN}'), `\uFEFF${run}`];
    for (const [at, text] of refused.entries()) {
      put(`${at}.ipynb`, text);
      const { code, stderr } = git("add", `${at}.ipynb`);
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^\d\.ipynb: goes into git as it is: nb-clean does not clean it \([^\n]+\); clear its outputs in Jupyter, save it, stage it again\n$/,
      );
      expect(staged(`${at}.ipynb`).toString()).toBe(text);
    }
    // uv's cache has the same file under another name: it is not written to.
    const nbClean = join(rig.root, ".venv", "bin", "nb-clean");
    rmSync(nbClean);
    for (const [name, prints] of [
      ["silent", "cat >/dev/null"],
      ["half", "head -c 200"],
    ] as const) {
      writeFileSync(nbClean, `#!/bin/sh\n${prints}\n`, { mode: 0o755 });
      put(`${name}.ipynb`, run);
      const { code, stderr } = git("add", `${name}.ipynb`);
      expect(code).toBe(0);
      expect(stderr).toStartWith(
        `${name}.ipynb: goes into git as it is: nb-clean does not clean it (it prints no whole notebook); `,
      );
      expect(staged(`${name}.ipynb`).toString()).toBe(run);
    }

    rmSync(join(rig.root, ".venv"), { recursive: true });
    put("b.ipynb", notebookText({ source: "2", printed: "two\n" }));
    expect(git("add", "b.ipynb")).toMatchObject({
      code: 0,
      stderr: "b.ipynb: goes into git as it is: there is no .venv/bin/nb-clean; nix develop brings it\n",
    });
    expect(staged("b.ipynb").toString()).toContain("two");
    expect((await develop(rig, { timeoutMs: 120_000 }, "true")).code).toBe(0);
    git("add", "--renormalize", "b.ipynb");
    expect(staged("b.ipynb").toString()).not.toContain("two");
  },
);

test.skipIf(!hasNix)("a folder whose name a shell would run gets no filter, and that is said", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git } = repository;
  for (const name of ["a$(touch pwned)b", 'a"b']) {
    rig.write(`${name}/jig.toml`, 'name = "x"\n[notebooks]\nclean = true\n[python]\nversion = "3.11"\n');
    const folder = join(rig.root, name);
    expectOutcome(await rig.jig("flake", "-C", folder), { stdout: anything, stderr: anything });
    // Nix takes no flake from such a path: the same one lies elsewhere.
    const copy = join(rig.base, "copy");
    mkdirSync(copy, { recursive: true });
    copyFileSync(join(folder, "flake.nix"), join(copy, "flake.nix"));
    const { stderr } = await nix(rig, { cwd: folder }, "develop", `path:${copy}`, "-c", "true");
    expect(stderr).toContain("this folder has a name that its filter cannot hold");
  }
  expect(git("config", "filter.nb-clean.clean").stdout).toBe("");
  expect(existsSync(join(rig.root, ".git", "info", "attributes"))).toBe(false);
});

test.skipIf(!hasNix)(
  "two projects of one repository clean their own notebooks, each as it says",
  async () => {
    await using repository = await openNotebookRepository("clean = true", "bench");
    const { rig, git, put, staged } = repository;
    const clean = { a: "true", b: "{ preserve-execution-counts = true }" };
    for (const [name, how] of Object.entries(clean)) {
      rig.write(
        `${name}/jig.toml`,
        `[notebooks]\nclean = ${how}\n[python]\nversion = "3.11"\npackages = ["six"]\n`,
      );
      const folder = join(rig.root, name);
      expectOutcome(await rig.jig("lock", "-C", folder), { stdout: anything, stderr: anything });
      expectOutcome(await rig.jig("flake", "-C", folder), { stdout: anything, stderr: anything });
    }
    git("add", ".");
    for (const name of ["a", "b", "a"]) {
      const { code, stderr } = await develop(rig, { cwd: join(rig.root, name) }, "true");
      expect(code, stderr).toBe(0);
    }
    rmSync(join(rig.root, "a", ".venv"), { recursive: true });
    put("b/n.ipynb", notebookText({ source: "1", printed: "one\n" }));
    expect(git("add", "b/n.ipynb")).toMatchObject({ code: 0, stderr: "" });
    expect(staged("b/n.ipynb").toString()).toContain('"execution_count": 1');
    expect(staged("b/n.ipynb").toString()).not.toContain("one");
    expect(rig.read(".git/info/attributes").match(/filter=nb-clean/g)?.length).toBe(2);
  },
);
