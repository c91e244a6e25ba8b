import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { installedRepository, notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });

test("install tells an nb-clean that takes nothing out from one that cleans, and brings the right one", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, nbClean } = repository;
  const right = readFileSync(nbClean);
  writeFileSync(nbClean, "#!/bin/sh\nexec cat\n");
  chmodSync(nbClean, 0o755);
  expectOutcome(await rig.jig("notebooks", "install"), { stdout: "git's filter is set\n", stderr: anything });
  expect(readFileSync(nbClean).equals(right)).toBe(true);
});

const counts = (key: string, file: string): RegExp =>
  new RegExp(`\`filter\\.nb-clean\\.${key}\` in \`${file}\` counts in place of jig's filter`);

test("another command that git runs in place of jig's filter is named with its file, and where it is no more, nothing is", async () => {
  await using repository = await installedRepository();
  const { rig, git, put } = repository;
  put("a.ipynb", CLEAN);
  git("add", ".");
  const [config, own] = [join(rig.root, ".git", "config"), join(rig.home, "own")];
  const before = readFileSync(config, "utf8");
  writeFileSync(config, `${before}[filter "nb-clean"]\n\tclean = cat\n`);
  expectOutcome(await rig.jig("notebooks"), { stdout: anything, stderr: counts("clean", ".git/config") });
  expectOutcome(await rig.jig("notebooks", "check"), {
    stdout: anything,
    stderr: counts("clean", ".git/config"),
  });
  expectOutcome(await rig.jig("notebooks", "install"), {
    stdout: "git's filter is set already\n",
    stderr: counts("clean", ".git/config"),
  });
  writeFileSync(config, `${before}[include]\n\tpath = ${own}\n`);
  writeFileSync(own, '[filter "nb-clean"]\n\tclean = nb-clean clean\n');
  expectOutcome(await rig.jig("notebooks"), { stdout: anything, stderr: counts("clean", own) });
  writeFileSync(config, before);
  // Before every `clean`, whatever file it stands in.
  git("config", "--global", "filter.nb-clean.process", "some program");
  expectOutcome(await rig.jig("notebooks"), { stdout: anything, stderr: counts("process", ".*gitconfig") });
  expect(JSON.parse((await rig.jig("notebooks", "--json")).stdout)).toMatchObject({
    filter: { overruling: { key: "filter.nb-clean.process", file: expect.stringContaining(".gitconfig") } },
  });
  git("config", "--global", "--unset", "filter.nb-clean.process");
  // A person's own setting for all repositories is overruled by jig's.
  git("config", "--global", "filter.nb-clean.clean", "nb-clean clean");
  expectOutcome(await rig.jig("notebooks"), { stdout: anything });
  expectOutcome(await rig.jig("notebooks", "check"), { stdout: anything });
});

test("the repository of the project counts, not one that the environment names; in a hook, what is committed", async () => {
  await using repository = await installedRepository();
  const { rig, git, gitIn, put } = repository;
  const other = join(rig.base, "other");
  mkdirSync(other);
  gitIn(other, "init", "-q");
  put("a.ipynb", CLEAN);
  git("add", ".");
  git("commit", "-qm", "one");
  put("a.ipynb", RUN);
  const env = {
    GIT_DIR: join(other, ".git"),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, ".git", "index"),
  };
  for (const some of [env, { GIT_INDEX_FILE: env.GIT_INDEX_FILE }, { GIT_DIR: env.GIT_DIR }]) {
    expectOutcome(await rig.jigWith({ env: some }, "notebooks", "check"), {
      stdout: "✓ 1 notebook without outputs\n",
    });
    expectOutcome(await rig.jigWith({ env: some }, "notebooks"), {
      stdout: [/^a\.ipynb +differs in outputs only$/m],
      stderr: anything,
    });
  }
  // `git commit a.ipynb` has an index of its own, which the hook is told of.
  git("config", "--remove-section", "filter.nb-clean");
  put("b.ipynb", RUN);
  git("add", "b.ipynb");
  const hook = join(rig.root, ".git", "hooks", "pre-commit");
  mkdirSync(join(rig.root, ".git", "hooks"), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\nexec "${executable}" notebooks check\n`);
  chmodSync(hook, 0o755);
  put("c.txt", "c");
  git("add", "--intent-to-add", "c.txt");
  expect(git("commit", "-qm", "two", "c.txt")).toMatchObject({ code: 0 });
  expect(git("commit", "-qm", "three", "b.ipynb")).toMatchObject({ code: 1, stdout: "" });
});

test("check and status name the notebooks that git hands to no filter, or to another one", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, put } = repository;
  await rig.jig("notebooks", "install", "--shared");
  put("docs/.gitattributes", "*.ipynb -filter\nb.ipynb !filter\n");
  put("raw/.gitattributes", "*.ipynb filter=lfs\n");
  for (const path of ["a.ipynb", "docs/a.ipynb", "docs/b.ipynb", "raw/a.ipynb"]) put(path, CLEAN);
  git("add", ".");
  const said = [
    "git hands 2 notebooks to no filter, so what they hold goes into git: docs/a.ipynb, docs/b.ipynb; ",
    "git hands 1 notebook to the filter `lfs`, so what they hold goes into git: raw/a.ipynb; ",
  ];
  expectOutcome(await rig.jig("notebooks", "check"), {
    stdout: "✓ 4 notebooks without outputs\n",
    stderr: said,
  });
  expectOutcome(await rig.jig("notebooks"), { stdout: anything, stderr: said });
  expect(JSON.parse((await rig.jig("notebooks", "check", "--json")).stdout)).toMatchObject({
    filter: { unfiltered: ["docs/a.ipynb", "docs/b.ipynb", "raw/a.ipynb"] },
  });
  expectOutcome(await rig.jig("notebooks", "check", "a.ipynb"), { stdout: "✓ 1 notebook without outputs\n" });
});
