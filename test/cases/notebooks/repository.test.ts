import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bytesOf, notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });

test("up sets the filter once, after saying what git will show as changed, and uninstall gives every byte back", async () => {
  await using repository = await openNotebookRepository(
    'clean = { preserve-execution-counts = true }\ncopy-once = { "assets/a.ipynb" = "work/a b.ipynb" }',
  );
  const { rig, git, put, staged } = repository;
  // The last line of git's configuration has no end.
  const config = join(rig.root, ".git", "config");
  writeFileSync(config, `${readFileSync(config, "utf8")}[alias]\n\tst = status`);
  const attributes = join(rig.root, ".git", "info", "attributes");
  rmSync(join(rig.root, ".git", "info"), { recursive: true });
  const before = readFileSync(config, "utf8");
  put("assets/a.ipynb", CLEAN);
  put("b.ipynb", RUN);
  git("add", ".");
  git("commit", "-qm", "one");

  expectOutcome(await rig.jig("up"), {
    stdout: anything,
    stderr: [
      "copied assets/a.ipynb to work/a b.ipynb\n",
      "git leaves outputs out of notebooks from now on (.git/config, .git/info/attributes)\n",
      "git has 1 notebook with outputs: b.ipynb; it shows as changed when next saved, and `git add --renormalize .`",
    ],
  });
  expect(git("status", "--short").stdout).toBe("?? work/\n");
  git("add", "--renormalize", ".");
  expect(staged("b.ipynb").toString()).toBe(CLEAN.replace('"execution_count": null', '"execution_count": 1'));
  expect(git("st", "--short").code).toBe(0);
  // What a person made of the copy stays theirs, and nothing is said twice.
  put("work/a b.ipynb", RUN);
  expectOutcome(await rig.jig("up"), { stdout: anything });
  expect(bytesOf(rig.root, "work/a b.ipynb").toString()).toBe(RUN);
  expectOutcome(await rig.jig("notebooks", "install"), { stdout: "git's filter is set already\n" });

  expectOutcome(await rig.jig("notebooks", "uninstall"), {
    stdout: `took git's filter out of ${attributes} and ${config}\n`,
  });
  expect(readFileSync(config, "utf8")).toBe(before);
  expect(existsSync(join(rig.root, ".git", "info"))).toBe(false);
  // It was taken out by a person: `up` does not set it again.
  expectOutcome(await rig.jig("up"), { stdout: anything });
  expect(readFileSync(config, "utf8")).toBe(before);

  expectOutcome(await rig.jig("notebooks", "install", "--shared"), { stdout: anything, stderr: anything });
  expect(rig.read(".gitattributes")).toBe(
    "# jig notebooks { in a file of its own\n*.ipynb filter=nb-clean\n# jig notebooks }\n",
  );
  const listed = await rig.jig("uninstall", "--yes");
  expectOutcome(listed, {
    stdout: [`  ${config}\n    git's filter for notebooks; the rest of this file stays\n`],
  });
  expect(readFileSync(config, "utf8")).toBe(before);
  expect(existsSync(join(rig.root, ".gitattributes"))).toBe(false);
});

test("clean takes the filter out after naming it, leaves another project's, and uninstall has nothing left to find", async () => {
  await using notebooks = await openNotebookRepository("clean = true");
  const { rig, put } = notebooks;
  const config = join(rig.root, ".git", "config");
  const before = readFileSync(config, "utf8");
  put("a.ipynb", RUN);
  mkdirSync(join(rig.root, "beside"));
  put("beside/jig.toml", "[notebooks]\nclean = true\n");
  for (const folder of [".", "beside"])
    expectOutcome(await rig.jig("notebooks", "install", "-C", folder), {
      stdout: "git's filter is set\n",
      stderr: anything,
    });
  expectOutcome(await rig.jig("clean", "--yes", "-C", "beside"), {
    stdout: [`${config}\n    git's filter for notebooks; the rest of this file stays\n`],
  });
  expect(rig.read(".git/info/attributes")).not.toContain("beside");
  expect(readFileSync(config, "utf8")).not.toBe(before);
  writeFileSync(`${config}.lock`, "");
  expectOutcome(await rig.jig("clean", "--yes"), {
    code: 1,
    stdout: anything,
    stderr: ["error: another git is changing its configuration"],
  });
  rmSync(`${config}.lock`);
  expectOutcome(await rig.jig("clean", "--yes"), { stdout: ["git's filter for notebooks", "removed"] });
  expect(readFileSync(config, "utf8")).toBe(before);
  expect(existsSync(join(rig.root, ".git", "info", "attributes"))).toBe(false);
  expect((await rig.jig("uninstall", "--yes")).stdout).not.toContain("filter");
});

test("a filter of somebody else's keeps its notebooks, and up goes on", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, put, git } = repository;
  put(".gitattributes", "*.ipynb filter=lfs diff=lfs merge=lfs -text\n");
  put("a.ipynb", RUN);
  git("add", ".gitattributes");
  const said = "`*.ipynb` has the filter `lfs` in git already, and keeps it";
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: [`warning: ${said}`] });
  expectOutcome(await rig.jig("notebooks", "install"), { code: 1, stderr: [`error: ${said}`] });
  expect(rig.read(".git/config")).not.toContain("nb-clean");

  // One that comes later is overruled by the line of this clone: that is said as long as it is so.
  put(".gitattributes", "* text=auto\n");
  expectOutcome(await rig.jig("notebooks", "install"), { stdout: "git's filter is set\n", stderr: anything });
  put(".gitattributes", "* text=auto\n*.ipynb filter=lfs diff=lfs merge=lfs -text\n");
  const overruled =
    "`.gitattributes` gives `*.ipynb` the filter `lfs`, and git's filter of this clone overrules that; `jig notebooks uninstall` takes it out\n";
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: `warning: ${overruled}` });
  expectOutcome(await rig.jig("notebooks"), { stdout: anything, stderr: [overruled] });
  expect((await rig.jig("notebooks", "uninstall")).code).toBe(0);
  expectOutcome(await rig.jig("up"), { stdout: anything });
});

test("what the team's .gitattributes says of some notebooks is not overruled, where there are none yet, too", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, put, git } = repository;
  const refusals: readonly (readonly [file: string, line: string, said: string])[] = [
    [".gitattributes", "docs/*.ipynb -filter", "`docs/*.ipynb` is to have no filter in git"],
    ["sub/.gitattributes", "*.ipynb filter=lfs", "`sub/*.ipynb` has the filter `lfs` in git already"],
    [".gitattributes", '"my docs/**" filter=lfs', "`my docs/**` has the filter `lfs` in git already"],
  ];
  for (const [file, line, said] of refusals) {
    put(file, `*.csv filter=lfs\n${line}\n`);
    git("add", file);
    expectOutcome(await rig.jig("notebooks", "install"), { code: 1, stderr: [`error: ${said}`] });
    expect(rig.read(".git/config"), line).not.toContain("nb-clean");
    git("rm", "-qf", file);
  }
  put(".gitattributes", "*.csv filter=lfs\ndocs/*.ipynb -filter");
  put("docs/a.ipynb", RUN);
  put("b.ipynb", RUN);
  expectOutcome(await rig.jig("up"), {
    stdout: anything,
    stderr: [
      "warning: `docs/*.ipynb` is to have no filter in git, and gets none; `jig notebooks install --shared`",
    ],
  });
  // For everybody: the team's own lines come after it, and so they count.
  expectOutcome(await rig.jig("notebooks", "install", "--shared"), { stdout: anything, stderr: anything });
  const filterOf = (path: string): string => git("check-attr", "filter", path).stdout;
  expect(filterOf("docs/a.ipynb")).toBe("docs/a.ipynb: filter: unset\n");
  expect(filterOf("b.ipynb")).toBe("b.ipynb: filter: nb-clean\n");
  expectOutcome(await rig.jig("up"), { stdout: anything });
  // Another clone has the line already.
  git("config", "--remove-section", "filter.nb-clean");
  expectOutcome(await rig.jig("notebooks", "install"), { stdout: anything, stderr: anything });
  expect(filterOf("docs/a.ipynb")).toBe("docs/a.ipynb: filter: unset\n");
  expectOutcome(await rig.jig("notebooks", "uninstall", "--shared"), { stdout: anything });
  expect(rig.read(".gitattributes")).toBe("*.csv filter=lfs\ndocs/*.ipynb -filter");
});

test("a clone without jig, a work tree, a submodule and sparse checkout work, and git's every day with the filter does", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, gitIn, put } = repository;
  const works = (folder: string, ...args: string[]): string => {
    const { code, stdout, stderr } = gitIn(folder, ...args);
    expect(code, `git ${args.join(" ")}: ${stderr}`).toBe(0);
    expect(stderr, args.join(" ")).not.toMatch(/error|external filter/);
    return stdout;
  };
  await rig.jig("notebooks", "install", "--shared");
  put("sub/a.ipynb", RUN);
  put("b.ipynb", RUN);
  works(rig.root, "add", ".");
  works(rig.root, "commit", "-qm", "one");
  expect(works(rig.root, "show", "HEAD:sub/a.ipynb")).toBe(CLEAN);

  const clone = join(rig.base, "clone");
  works(rig.base, "clone", "-q", rig.root, clone);
  expect(works(clone, "status", "--short")).toBe("");
  writeFileSync(join(clone, "b.ipynb"), RUN);
  works(clone, "commit", "-qam", "outputs");
  expect(works(clone, "show", "HEAD:b.ipynb")).toBe(RUN);
  works(clone, "stash", "list");
  works(clone, "checkout", "-q", "HEAD~1");

  // With the filter: a local run, stashed and brought back; a branch rebased; another work tree.
  put("b.ipynb", RUN.replace("print(1)", "print(2)"));
  works(rig.root, "stash", "-q");
  expect(bytesOf(rig.root, "b.ipynb").toString()).toBe(CLEAN);
  works(rig.root, "stash", "pop", "-q");
  works(rig.root, "checkout", "-qb", "work");
  works(rig.root, "commit", "-qam", "two");
  works(rig.root, "checkout", "-q", "main");
  put("c.txt", "c");
  works(rig.root, "add", "c.txt");
  works(rig.root, "commit", "-qm", "three");
  works(rig.root, "rebase", "-q", "main", "work");
  const tree = join(rig.base, "tree");
  works(rig.root, "worktree", "add", "-q", tree, "main");
  writeFileSync(join(tree, "b.ipynb"), RUN.replace("print(1)", "print(3)"));
  works(tree, "commit", "-qam", "four");
  expect(works(tree, "show", "HEAD:b.ipynb")).toBe(CLEAN.replace("print(1)", "print(3)"));
  works(tree, "sparse-checkout", "set", "sub");
  expect(existsSync(join(tree, "sub", "a.ipynb"))).toBe(true);
  works(tree, "sparse-checkout", "disable");

  const outer = join(rig.base, "outer");
  works(rig.base, "init", "-q", outer);
  works(outer, "submodule", "add", "-q", rig.root, "bench");
  works(outer, "commit", "-qm", "one");
  writeFileSync(join(outer, "bench", "b.ipynb"), RUN);
  const { code } = await rig.jigWith({ cwd: join(outer, "bench") }, "notebooks", "install");
  expect(code).toBe(0);
  works(join(outer, "bench"), "add", "b.ipynb");
  expect(works(join(outer, "bench"), "show", ":b.ipynb")).toContain('"outputs": []');
  git("worktree", "remove", "--force", tree);

  // A line that is committed is everybody's.
  works(rig.root, "checkout", "-q", "main");
  expectOutcome(await rig.jig("notebooks", "uninstall"), {
    stdout: `took git's filter out of ${join(rig.root, ".git", "config")}\n`,
    stderr: [".gitattributes` names the filter for everybody; `jig notebooks uninstall --shared`"],
  });
  expect(works(rig.root, "status", "--short", ".gitattributes")).toBe("");
  expectOutcome(await rig.jig("notebooks", "uninstall", "--shared"), {
    stdout: `took git's filter out of ${join(rig.root, ".gitattributes")}\n`,
  });
});

test("status and check say what git holds, clean cleans files, and keep brings outputs over a pull", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, gitIn, put } = repository;
  put("a.ipynb", notebookText({ source: "1" }, { source: "2" }));
  put("old.ipynb", RUN);
  git("add", ".");
  git("commit", "-qm", "one");
  const clone = join(rig.base, "clone");
  gitIn(rig.base, "clone", "-q", rig.root, clone);
  expectOutcome(await rig.jig("notebooks", "check"), {
    code: 1,
    stdout: "old.ipynb: holds outputs\n",
    stderr: /^hint: /,
  });
  await rig.jig("notebooks", "install");
  git("add", "--renormalize", ".");
  git("commit", "-qm", "two");
  expectOutcome(await rig.jig("notebooks", "check"), { stdout: "✓ 2 notebooks without outputs\n" });

  // Somebody runs the notebook here, and somebody else changes a cell of it there.
  put("a.ipynb", notebookText({ source: "1", printed: "one\n" }, { source: "2", printed: "two\n" }));
  expectOutcome(await rig.jig("notebooks"), {
    stdout: [/^notebook +against git\na\.ipynb +differs in outputs only\n/, "git's filter is set\n"],
    stderr: anything,
  });
  expect(JSON.parse((await rig.jig("notebooks", "status", "--json")).stdout)).toMatchObject({
    version: 1,
    filter: { wanted: true, config: "set", attributes: "local" },
    notebooks: [
      { path: "a.ipynb", state: "outputs-only" },
      { path: "old.ipynb", state: "outputs-only" },
    ],
  });
  expectOutcome(await rig.jig("notebooks", "check", "a.ipynb"), { stdout: "✓ 1 notebook without outputs\n" });
  gitIn(clone, "pull", "-q");
  writeFileSync(join(clone, "a.ipynb"), notebookText({ source: "1" }, { source: "3" }));
  expect(gitIn(clone, "commit", "-qam", "three").code).toBe(0);
  expect(git("pull", "-q", clone, "main").code).toBe(1);
  expectOutcome(await rig.jig("notebooks", "keep", "--", "git", "pull", "-q", clone, "main"), {
    stderr: [
      "set the outputs of 2 notebooks aside: a.ipynb, old.ipynb\n",
      /^a\.ipynb: outputs of 1 cell is back, 1 changed; how it was lies in `.*\/\.git\/jig\/former\/a\.ipynb`$/m,
      "old.ipynb: outputs are back\n",
    ],
  });
  expect(bytesOf(rig.root, "a.ipynb").toString()).toBe(
    notebookText({ source: "1", printed: "one\n" }, { source: "3" }),
  );
  expect(bytesOf(rig.root, "old.ipynb").toString()).toBe(RUN);
  expect(existsSync(join(rig.root, ".git", "jig", "kept"))).toBe(false);
  expect(bytesOf(rig.root, ".git/jig/former/a.ipynb").toString()).toContain("two");

  expectOutcome(await rig.jig("notebooks", "clean", "old.ipynb"), { stdout: "cleaned old.ipynb\n" });
  expect(bytesOf(rig.root, "old.ipynb").toString()).toBe(CLEAN);
  expectOutcome(await rig.jigWith({ input: RUN }, "notebooks", "clean", "-"), { stdout: CLEAN });
  expectOutcome(await rig.jig("notebooks", "clean"), { code: 2, stderr: [/^error: which notebooks\?/] });
  expectOutcome(await rig.jig("notebooks", "wash"), { code: 2, stderr: ["`jig notebooks` has no `wash`"] });
});

test("keep brings outputs that git saw over pull after pull, and leaves what is partly staged", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, gitIn, put, staged } = repository;
  await rig.jig("notebooks", "install");
  const one = { source: "1", printed: "one\n" };
  put("sub/a [1].ipynb", notebookText(one));
  put("b.ipynb", RUN);
  put("c.ipynb", RUN);
  git("add", ".");
  git("commit", "-qm", "one");
  expect(git("status", "--short").stdout).toBe("");
  const clone = join(rig.base, "clone");
  gitIn(rig.base, "clone", "-q", rig.root, clone);
  // Staged, and changed once more: a change that is left alone. And one that git is told not to look at.
  put("b.ipynb", RUN.replace("print(1)", "print(2)"));
  git("add", "b.ipynb");
  put("b.ipynb", RUN.replace("print(1)", "print(3)"));
  git("update-index", "--assume-unchanged", "c.ipynb");

  for (const count of [1, 2]) {
    const cells = [{ source: "1" }, ...Array.from({ length: count }, () => ({ source: "2" }))];
    writeFileSync(join(clone, "sub", "a [1].ipynb"), notebookText(...cells));
    expect(gitIn(clone, "commit", "-qam", `${count}`).code).toBe(0);
    expectOutcome(await rig.jig("notebooks", "keep", "--", "git", "pull", "-q", clone, "main"), {
      stderr: [
        "set the outputs of 2 notebooks aside: c.ipynb, sub/a [1].ipynb\n",
        "changed in more than outputs, and left: b.ipynb\n",
        "sub/a [1].ipynb: outputs of 1 cell is back\n",
      ],
    });
    expect(rig.read("sub/a [1].ipynb")).toBe(notebookText(one, ...cells.slice(1)));
    expect(git("status", "--short").stdout).toBe("MM b.ipynb\n");
    expect(git("ls-files", "-v", "c.ipynb").stdout).toBe("h c.ipynb\n");
  }
  expect(staged("b.ipynb").toString()).toBe(CLEAN.replace("print(1)", "print(2)"));

  // Run once more, and set aside without a command.
  put("sub/a [1].ipynb", notebookText(one, { source: "2", printed: "two\n" }, { source: "2" }));
  expectOutcome(await rig.jig("notebooks", "keep"), { stderr: anything });
  expect(git("status", "--short").stdout).toBe("MM b.ipynb\n");
  expectOutcome(await rig.jig("notebooks", "keep", "--back"), { stderr: anything });
  expect(git("status", "--short").stdout).toBe("MM b.ipynb\n");
  // Another git is at it: said, and nothing is lost.
  writeFileSync(join(rig.root, ".git", "index.lock"), "");
  expectOutcome(await rig.jig("notebooks", "keep"), {
    stderr: [/git could not look at them anew: .*index\.lock/],
  });
});
