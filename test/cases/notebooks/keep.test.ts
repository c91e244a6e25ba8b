import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bytesOf, notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });

const oldText = (...cells: readonly (readonly [source: string, count: number | null])[]): string =>
  `${JSON.stringify(
    {
      metadata: { name: "" },
      nbformat: 3,
      nbformat_minor: 0,
      worksheets: [
        {
          cells: cells.map(([source, count]) => ({
            cell_type: "code",
            collapsed: false,
            input: [source],
            language: "python",
            metadata: {},
            outputs: count === null ? [] : [{ output_type: "stream", stream: "stdout", text: [source] }],
            prompt_number: count,
          })),
          metadata: {},
        },
      ],
    },
    null,
    1,
  )}\n`;

test("keep brings back what fits, keeps what does not, and what is aside in one work tree is nothing to another", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, gitIn, put } = repository;
  await rig.jig("notebooks", "install");
  put("old.ipynb", oldText(["1", null], ["2", null]));
  put("a.ipynb", CLEAN);
  git("add", ".");
  git("commit", "-qm", "one");
  const clone = join(rig.base, "clone");
  gitIn(rig.base, "clone", "-q", rig.root, clone);
  writeFileSync(join(clone, "old.ipynb"), oldText(["1", null], ["3", null]));
  gitIn(clone, "commit", "-qam", "two");

  const before = oldText(["1", 1], ["2", 2]);
  put("old.ipynb", before);
  expectOutcome(await rig.jig("notebooks", "keep", "--", "git", "pull", "-q", clone, "main"), {
    stderr: [
      "old.ipynb: outputs of 1 cell is back, 1 changed; how it was lies in `",
      "/.git/jig/former/old.ipynb`",
    ],
  });
  expect(bytesOf(rig.root, "old.ipynb").toString()).toBe(oldText(["1", 1], ["3", null]));
  expect(bytesOf(rig.root, ".git/jig/former/old.ipynb").toString()).toBe(before);

  // Here they stay aside, as when it was killed; there they never were.
  const tree = join(rig.base, "tree");
  expect(git("worktree", "add", "-q", "-b", "other", tree).code).toBe(0);
  copyFileSync(join(rig.root, "jig.toml"), join(tree, "jig.toml"));
  put("a.ipynb", RUN);
  expectOutcome(await rig.jig("notebooks", "keep"), { stderr: anything });
  expectOutcome(await rig.jig("notebooks"), {
    stdout: anything,
    stderr: ["outputs of 2 notebooks are set aside: a.ipynb, old.ipynb; `jig notebooks keep --back`"],
  });
  expect(JSON.parse((await rig.jig("notebooks", "status", "--json")).stdout)).toMatchObject({
    aside: ["a.ipynb", "old.ipynb"],
  });
  const there = RUN.replace('"1\\n"', '"there\\n"');
  writeFileSync(join(tree, "a.ipynb"), there);
  const inTree = { cwd: tree };
  expectOutcome(await rig.jigWith(inTree, "notebooks", "keep", "--back"), {
    stderr: /^no outputs are set aside/,
  });
  expectOutcome(await rig.jigWith(inTree, "notebooks", "keep", "--", "true"), {
    stderr: [/^set the outputs of 1 notebook aside: a\.ipynb\na\.ipynb: outputs are back\n/],
  });
  expect(readFileSync(join(tree, "a.ipynb"), "utf8")).toBe(there);
  expectOutcome(await rig.jig("notebooks", "keep", "--back"), { stderr: anything });
  expect(bytesOf(rig.root, "a.ipynb").toString()).toBe(RUN);
  expect(existsSync(join(rig.root, ".git", "jig", "kept"))).toBe(false);
});

test("nothing that keep set aside is lost: more than twenty, deleted or renamed ones, a work tree that is removed", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, gitIn, put } = repository;
  await rig.jig("notebooks", "install");
  const names = Array.from({ length: 25 }, (_, at) => `n${String(at).padStart(2, "0")}.ipynb`);
  for (const name of [...names, "gone.ipynb", "moved.ipynb"]) put(name, CLEAN);
  git("add", ".");
  git("commit", "-qm", "one");
  const clone = join(rig.base, "clone");
  gitIn(rig.base, "clone", "-q", rig.root, clone);
  for (const name of names) writeFileSync(join(clone, name), CLEAN.replace("print(1)", "print(2)"));
  gitIn(clone, "rm", "-q", "gone.ipynb");
  // A folder in its place.
  gitIn(clone, "mv", "moved.ipynb", "m");
  mkdirSync(join(clone, "moved.ipynb"));
  gitIn(clone, "mv", "m", "moved.ipynb/moved.ipynb");
  gitIn(clone, "commit", "-qam", "two");

  for (const name of [...names, "gone.ipynb", "moved.ipynb"]) put(name, RUN);
  const pulled = await rig.jig("notebooks", "keep", "--", "git", "pull", "-q", clone, "main");
  expectOutcome(pulled, {
    stderr: [
      /^gone\.ipynb: it is not here any more; how it was lies in `.*\/\.git\/jig\/former\/gone\.ipynb`$/m,
      /^moved\.ipynb: it is not here any more; how it was lies in `.*\/\.git\/jig\/former\/moved\.ipynb`$/m,
    ],
  });
  const told = [...pulled.stderr.matchAll(/how it was lies in `(.*)`$/gm)].map(([, path = ""]) => path);
  expect(told.length).toBe(27);
  for (const path of told) expect(readFileSync(path, "utf8"), path).toBe(RUN);
  expectOutcome(await rig.jig("notebooks", "keep", "--", "true"), {
    stderr: "no notebook differs from git's in outputs only\nno outputs are set aside\n",
  });

  // A conflict can be resolved: until then they stay aside.
  put("n00.ipynb", RUN.replace("print(1)", "print(2)"));
  expectOutcome(await rig.jig("notebooks", "keep"), { stderr: anything });
  const merged = bytesOf(rig.root, "n00.ipynb").toString();
  put("n00.ipynb", merged.replace('   "source"', '<<<<<<< ours\n   "source"\n=======\n>>>>>>> theirs'));
  expectOutcome(await rig.jig("notebooks", "keep", "--back"), {
    code: 1,
    stderr: [/^n00\.ipynb: a merge conflict is in it; its outputs are in `.*\/\.git\/jig\/kept\/n00\.ipynb`/],
  });
  put("n00.ipynb", merged);
  expectOutcome(await rig.jig("notebooks", "keep", "--back"), { stderr: "n00.ipynb: outputs are back\n" });
  git("checkout", ".");

  const tree = join(rig.base, "tree");
  expect(git("worktree", "add", "-q", "-b", "other", tree).code).toBe(0);
  copyFileSync(join(rig.root, "jig.toml"), join(tree, "jig.toml"));
  const there = RUN.replace("print(1)", "print(2)");
  writeFileSync(join(tree, "n01.ipynb"), there);
  expectOutcome(await rig.jigWith({ cwd: tree }, "notebooks", "keep"), { stderr: anything });
  expect(git("worktree", "remove", "--force", tree)).toMatchObject({ code: 0 });
  const shown = await rig.jig("notebooks");
  expectOutcome(shown, {
    stdout: anything,
    stderr: [/^the work tree `tree` is gone; outputs that it had set aside lie in `.*`: n01\.ipynb$/m],
  });
  const [, folder = ""] = /lie in `(.*)`/.exec(shown.stderr) ?? [];
  expect(readFileSync(join(folder, "n01.ipynb"), "utf8")).toBe(there);
});

test("of two that keep outputs at once one does, and the other says so: nothing is lost", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, put } = repository;
  await rig.jig("notebooks", "install");
  const names = Array.from({ length: 30 }, (_, at) => `n${at}.ipynb`);
  for (const name of names) put(name, CLEAN);
  git("add", ".");
  git("commit", "-qm", "one");
  for (const name of names) put(name, RUN);
  const areBack = (): boolean => names.every((name) => bytesOf(rig.root, name).toString() === RUN);

  // The first one's command is the second one, in all its forms.
  const within = `for words in '--back' '-- true' ''; do "${executable}" notebooks keep $words; echo $? >>codes; done`;
  expectOutcome(await rig.jig("notebooks", "keep", "--", "sh", "-c", within), {
    stderr: [
      /^error: another `jig notebooks keep` \(pid \d+\) is at work here\nhint: it puts outputs back when its command ends; then try again$/m,
      "n0.ipynb: outputs are back",
    ],
  });
  expect(rig.read("codes")).toBe("1\n1\n1\n");
  expect(areBack()).toBe(true);
  for (const command of [["true"], ["sleep", "0.1"], ["true"]]) {
    const both = [command, ["true"], ["true"]].map((words) => rig.jig("notebooks", "keep", "--", ...words));
    const codes = (await Promise.all(both)).map(({ code }) => code);
    expect(codes).toContain(0);
    expect(areBack()).toBe(true);
  }
  expect(existsSync(join(rig.root, ".git", "jig"))).toBe(false);
});
