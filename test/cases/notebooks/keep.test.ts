import { expect, test } from "bun:test";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bytesOf, notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

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
