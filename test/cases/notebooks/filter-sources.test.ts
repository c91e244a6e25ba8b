import { expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bytesOf, installedRepository, notebookText } from "../../rig/notebook-repository.ts";
import { expectOutcome } from "../../rig/outcome.ts";

const CLEAN = notebookText({ source: "print(1)" });
const NAN = notebookText({ source: "print(1)", printed: "1\n" }).replace(
  '"metadata": {}',
  '"metadata": {"x": NaN}',
);

const afterRun = (source: string): string => notebookText({ source, printed: "1\n" });

const inWide = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

test("what git turns into UTF-8 itself stays UTF-16 for it, and when keep puts outputs back", async () => {
  await using repository = await installedRepository();
  const { rig, git, put, staged } = repository;
  put(".gitattributes", "*.ipynb text working-tree-encoding=UTF-16\n");
  put("a.ipynb", inWide(notebookText({ source: "1", printed: "1\n" }, { source: "2" })));
  expect(git("add", ".")).toMatchObject({ code: 0, stderr: "" });
  expect(staged("a.ipynb").toString()).toBe(notebookText({ source: "1" }, { source: "2" }));
  git("commit", "-qm", "one");
  const changed = inWide(notebookText({ source: "1" }, { source: "3" }));
  const other = join(rig.base, "other.ipynb");
  writeFileSync(other, changed);
  git("update-index", "--refresh");
  expectOutcome(await rig.jig("notebooks", "keep", "--", "cp", other, "a.ipynb"), {
    stderr: /outputs of 1 cell is back\n$/,
  });
  expect(
    bytesOf(rig.root, "a.ipynb").equals(
      inWide(notebookText({ source: "1", printed: "1\n" }, { source: "3" })),
    ),
  ).toBe(true);
});

test("what git filters from elsewhere than the work tree is never taken for what lies there", async () => {
  await using repository = await installedRepository();
  const { rig, git, put } = repository;
  put("a.ipynb", NAN);
  const other = NAN.replace("print(1)", "print(2)");
  const ran = Bun.spawnSync(["git", "hash-object", "-w", "--stdin", "--path", "a.ipynb"], {
    cwd: rig.root,
    env: rig.env,
    stdin: Buffer.from(other),
  });
  expect(ran.exitCode).toBe(0);
  expect(git("cat-file", "blob", ran.stdout.toString().trim()).stdout).toBe(
    CLEAN.replace("print(1)", "print(2)"),
  );
  expect(ran.stderr.toString()).toBe("");

  // In a folder below, paths count from the top.
  put("sub/n.ipynb", NAN);
  expect(repository.gitIn(join(rig.root, "sub"), "add", "n.ipynb")).toMatchObject({ code: 0, stderr: "" });
  expect(repository.staged("sub/n.ipynb").toString()).toBe(CLEAN);

  // The other branch's notebook, the common one and ours all go through the filter.
  git("config", "merge.renormalize", "true");
  git("add", ".");
  git("commit", "-qm", "one");
  git("checkout", "-qb", "theirs");
  put("a.ipynb", other);
  git("commit", "-qam", "two");
  git("checkout", "-q", "main");
  put("b.txt", "b");
  git("add", "b.txt");
  git("commit", "-qm", "three");
  expectOutcome(git("merge", "-q", "--no-edit", "theirs"), {});
  expect(bytesOf(rig.root, "a.ipynb").toString()).toContain("print(2)");
});

test("where git refuses the line ends of what is cleaned, status says what helps, and that helps", async () => {
  await using repository = await installedRepository();
  const { rig, git, put, staged } = repository;
  put("a.ipynb", afterRun("1").replaceAll("\n", "\r\n"));
  git("config", "core.autocrlf", "true");
  expect(git("add", "a.ipynb").code).toBe(0);
  const none = "git knows no notebooks here; git's filter is set\n";
  git("rm", "-q", "--cached", "a.ipynb");
  expectOutcome(await rig.jig("notebooks"), { stdout: none });
  git("config", "core.safecrlf", "yes");
  expect(git("add", "a.ipynb")).toMatchObject({
    code: 128,
    stderr: "fatal: LF would be replaced by CRLF in a.ipynb\n",
  });
  expectOutcome(await rig.jig("notebooks"), {
    stdout: none,
    stderr:
      /^with `core\.safecrlf` and `core\.autocrlf` both `true`, git refuses .*; `git config core\.safecrlf warn` /,
  });
  git("config", "core.safecrlf", "warn");
  expect(git("add", "a.ipynb").code).toBe(0);
  expect(staged("a.ipynb").toString()).toBe(notebookText({ source: "1" }));
});

const hasProc = existsSync("/proc/self/fd");

test.skipIf(!hasProc)("what git reads from the work tree is copied by no command (needs /proc)", async () => {
  await using repository = await installedRepository();
  const { rig, git, put, staged } = repository;
  // The name looks like a command that merges.
  put("example.ipynb", afterRun("1"));
  put("other.ipynb", afterRun("1"));
  git("add", "other.ipynb");
  git("commit", "-qm", "one");
  git("checkout", "-qb", "theirs");
  put("third.ipynb", afterRun("2"));
  git("add", "third.ipynb");
  git("commit", "-qm", "two");
  git("checkout", "-q", "main");
  Object.assign(rig.env, { TMPDIR: join(rig.base, "nowhere") });
  for (const words of [
    ["add", "example.ipynb"],
    ["commit", "-qm", "three"],
  ])
    expect(git(...words)).toMatchObject({ code: 0, stderr: "" });
  expect(staged("example.ipynb").toString()).toBe(notebookText({ source: "1" }));
  // Git looks again at what is in a file with another time.
  put("example.ipynb", afterRun("1"));
  put("other.ipynb", afterRun("1"));
  expect(git("merge", "-q", "--no-edit", "theirs")).toMatchObject({ code: 0, stderr: "" });
  put("example.ipynb", NAN);
  expect(git("stash", "-q")).toMatchObject({ code: 0, stderr: "" });
  expect(git("stash", "pop", "-q")).toMatchObject({ code: 0, stderr: "" });
  expect(bytesOf(rig.root, "example.ipynb").toString()).toBe(CLEAN);
});

const withLimit = (...sources: readonly string[]): string =>
  notebookText(...sources.map((source) => ({ source }))).replace(
    '"kernelspec"',
    '"limit": NaN, "kernelspec"',
  );

test("a rebase that goes on and renormalizes merges what git hands over, not what lies in the work tree", async () => {
  await using repository = await installedRepository();
  const { git, put } = repository;
  const commit = (name: string, files: Readonly<Record<string, string>>): void => {
    for (const [path, content] of Object.entries(files)) put(path, content);
    git("add", ".");
    expect(git("commit", "-qm", name)).toMatchObject({ code: 0 });
  };
  commit("base", { "a.ipynb": withLimit("1", "2", "3", "4"), "c.txt": "0\n" });
  git("checkout", "-qb", "work");
  commit("mine", { "c.txt": "mine\n" });
  commit("cell", { "a.ipynb": withLimit("1", "2", "3", "mine") });
  git("checkout", "-q", "main");
  commit("theirs", { "a.ipynb": withLimit("theirs", "2", "3", "4"), "c.txt": "theirs\n" });
  expect(git("rebase", "-q", "-X", "renormalize", "main", "work").code).toBe(1);
  put("c.txt", "both\n");
  git("add", "c.txt");
  const { code, stderr } = git("-c", "core.editor=true", "rebase", "--continue");
  expect(code, stderr).toBe(0);
  expect(git("log", "--format=%s").stdout).toBe("cell\nmine\ntheirs\nbase\n");
  expect(git("show", "HEAD:a.ipynb").stdout).toBe(withLimit("theirs", "2", "3", "mine"));
});

/** nb-clean refuses it, and it stays. */
const saying = (word: string): string =>
  CLEAN.replace("print(1)", `print(${word})`).replace('"kernelspec"', '"limit": NaN, "kernelspec"');

test("a conflict that git makes again is made of what git hands over", async () => {
  await using repository = await installedRepository();
  const { rig, git, put } = repository;
  git("config", "merge.renormalize", "true");
  const commit = (word: string): void => {
    put("n.ipynb", saying(word));
    git("add", ".");
    expect(git("commit", "-qm", word)).toMatchObject({ code: 0 });
  };
  commit("1");
  git("checkout", "-qb", "theirs");
  commit("2");
  git("checkout", "-q", "main");
  commit("3");
  expect(git("merge", "-q", "theirs").code).toBe(1);
  for (const again of [
    ["restore", "--conflict=diff3", "n.ipynb"],
    ["restore", "--merge", "n.ipynb"],
    ["checkout", "--conflict=diff3", "n.ipynb"],
  ]) {
    put("n.ipynb", saying("resolved"));
    expect(git(...again), again.join(" ")).toMatchObject({ code: 0 });
    const text = bytesOf(rig.root, "n.ipynb").toString();
    expect(text, again.join(" ")).toContain("<<<<<<<");
    expect(text).toContain("print(2)");
    expect(text).toContain("print(3)");
    expect(text).not.toContain("resolved");
  }
});
