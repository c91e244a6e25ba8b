import { expect, test } from "bun:test";
import { existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });

test("check fails for what it cannot read, fetches nothing, and a name never reaches the terminal as it is", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, put } = repository;
  const odd = "esc\u001b[31m.ipynb";
  put("a.ipynb", RUN);
  put(odd, notebookText({ source: "1", printed: "1\n" }));
  git("add", ".");
  // The staged content of one is gone, and its promised remote would be asked by a command of the repository's choice.
  const blob = git("rev-parse", ":a.ipynb").stdout.trim();
  put("a.ipynb", notebookText({ source: "print(2)" }));
  git("config", "core.repositoryFormatVersion", "1");
  git("config", "extensions.partialClone", "origin");
  git("config", "remote.origin.url", "ssh://nowhere.example/x.git");
  git("config", "remote.origin.promisor", "true");
  git("config", "core.sshCommand", "touch pwned; false");
  put(odd, notebookText({ source: "print(2)", printed: "2\n" }));
  git("commit", "-qm", "one");
  rmSync(join(rig.root, ".git", "objects", blob.slice(0, 2), blob.slice(2)));
  expectOutcome(await rig.jig("notebooks", "check", "a.ipynb"), {
    code: 1,
    stdout: /^a\.ipynb: cannot be read here, /,
  });
  expect(existsSync(join(rig.root, "pwned"))).toBe(false);
  expectOutcome(await rig.jig("notebooks", "check", odd), {
    code: 1,
    stdout: "esc␛[31m.ipynb: holds outputs\n",
    stderr: /^hint: /,
  });
  expectOutcome(await rig.jig("notebooks", "clean", odd), { stdout: "cleaned esc␛[31m.ipynb\n" });

  // Git that does not tell is no reason to say that all is well.
  rig.write(".git/index", "broken");
  expectOutcome(await rig.jig("notebooks", "check"), {
    code: 1,
    stderr: /^error: git does not say which notebooks it knows, so nothing is checked\n/,
  });

  // The filter's own line.
  rmSync(join(rig.root, ".git", "index"));
  git("config", "core.sshCommand", "false");
  await rig.jig("notebooks", "install");
  put(odd, "hello\n");
  expect(git("add", "--", odd).stderr).toMatch(/^jig: esc␛\[31m\.ipynb goes into git as it is/);
});

test("what Jupyter saves without outputs is not called outputs, and a conflict not the same as in git", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, put } = repository;
  const bare = notebookText({ source: "1" });
  const saved = bare.replace('"metadata": {}', '"metadata": {"tags": ["a"]}');
  expect(saved).not.toBe(bare);
  const counted = bare.replace('"execution_count": null', '"execution_count": 3');
  put("saved.ipynb", saved);
  put("counted.ipynb", counted);
  git("add", ".");
  git("commit", "-qm", "one");
  expectOutcome(await rig.jig("notebooks", "check"), {
    code: 1,
    stdout:
      "counted.ipynb: holds execution counts\nsaved.ipynb: holds metadata that the filter takes out, like Python's version and tags\n",
    stderr: "hint: with `jig notebooks install`, `git add --renormalize` of them takes that out\n",
  });
  expectOutcome(await rig.jig("notebooks", "install"), {
    stdout: anything,
    stderr: [
      "git has 1 notebook with execution counts that the filter takes out: counted.ipynb;",
      "git has 1 notebook with metadata that the filter takes out: saved.ipynb; it shows",
      "takes it out\n",
    ],
  });
  expectOutcome(await rig.jig("notebooks"), {
    stdout: [/^saved\.ipynb +metadata is in git$/m],
    stderr: anything,
  });
  git("add", "--renormalize", ".");
  git("commit", "-qm", "two");
  expectOutcome(await rig.jig("notebooks"), {
    stdout: [/^counted\.ipynb +differs in execution counts only\nsaved\.ipynb +differs in metadata only$/m],
    stderr: anything,
  });
  expectOutcome(await rig.jig("notebooks", "keep", "--", "true"), {
    stderr: [
      "set what the filter takes out of 2 notebooks aside: counted.ipynb, saved.ipynb\n",
      "counted.ipynb: execution counts are back\nsaved.ipynb: metadata is back\n",
    ],
  });
  // What is without outputs of its own takes those that were set aside.
  git("checkout", "-q", ".");
  put("saved.ipynb", notebookText({ source: "1", printed: "one\n" }));
  expectOutcome(await rig.jig("notebooks", "keep"), { stderr: anything });
  put("saved.ipynb", saved);
  expectOutcome(await rig.jig("notebooks", "keep", "--back"), {
    stderr: ["counted.ipynb: execution counts are back\n", "saved.ipynb: outputs of 1 cell is back\n"],
  });

  git("checkout", "-q", ".");
  git("checkout", "-qb", "other");
  put("saved.ipynb", notebookText({ source: "2" }));
  git("commit", "-qam", "three");
  git("checkout", "-q", "main");
  put("saved.ipynb", notebookText({ source: "3" }));
  git("commit", "-qam", "four");
  git("merge", "-q", "other");
  expectOutcome(await rig.jig("notebooks"), {
    stdout: [/^saved\.ipynb +a merge conflict is in it; /m],
    stderr: anything,
  });
});

test("what is staged in another encoding is read as what it is", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git, put } = repository;
  const path = join(rig.root, "wide.ipynb");
  writeFileSync(path, Buffer.from(`\uFEFF${RUN}`, "utf16le"));
  git("add", ".");
  put("wide.ipynb", notebookText({ source: "print(2)", printed: "2\n" }));
  expectOutcome(await rig.jig("notebooks", "check"), {
    code: 1,
    stdout: "wide.ipynb: holds outputs\n",
    stderr: /^hint: /,
  });
});

test.skipIf(process.platform !== "linux")(
  "where git's files cannot be written, nothing says that the filter is set (Linux alone)",
  async () => {
    await using repository = await openNotebookRepository("clean = true");
    const { rig } = repository;
    rmSync(join(rig.root, ".git", "info"), { recursive: true, force: true });
    // Nobody can write there, root neither.
    symlinkSync("/proc", join(rig.root, ".git", "info"));
    expectOutcome(await rig.jig("notebooks", "install"), {
      code: 1,
      stderr: [
        /^error: git's filter for notebooks is not set: jig cannot write `.*\.git\/config` and `.*\.git\/info\/attributes` \(E/,
        /^hint: `ls -ld .*\.git\/info` says whose/m,
      ],
    });
  },
);
