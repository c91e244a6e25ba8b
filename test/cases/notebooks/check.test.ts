import { expect, test } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { expectOutcome } from "../../rig/outcome.ts";

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
