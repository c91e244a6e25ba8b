import { expect, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

/** One character a byte. */
const bytes = (path: string): string => readFileSync(path, "latin1");

test("what somebody else has in git's files stays to the byte, wherever git or a merge put jig's lines", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git } = repository;
  const [config, attributes] = ["config", "info/attributes"].map((path) => join(rig.root, ".git", path));
  if (config === undefined || attributes === undefined) throw new Error("two paths");
  mkdirSync(join(rig.root, ".git", "info"), { recursive: true });
  // Latin-1, as an old editor leaves it.
  writeFileSync(config, `${bytes(config)}[alias]\n\tst = status ; \u00e9t\u00e9\n`, "latin1");
  writeFileSync(attributes, "*.\u00fc binary\n", "latin1");
  writeFileSync(join(rig.root, ".gitattributes"), "# \u00e9\n", "latin1");
  const before = [bytes(config), bytes(attributes)];
  const install = async (...flags: string[]): Promise<void> =>
    expectOutcome(await rig.jig("notebooks", "install", ...flags), { stdout: anything, stderr: anything });
  const uninstall = async (...flags: string[]): Promise<void> =>
    expectOutcome(await rig.jig("notebooks", "uninstall", ...flags), { stdout: anything, stderr: anything });

  await install();
  await install("--shared");
  expect(git("config", "filter.nb-clean.clean").stdout).toContain("nb-clean");
  await uninstall("--shared");
  expect([bytes(config), bytes(attributes)]).toEqual(before);
  expect(bytes(join(rig.root, ".gitattributes"))).toBe("# \u00e9\n");

  // Git takes the last comment along with the section, and writes behind the first one.
  await install();
  git("config", "--remove-section", "filter.nb-clean");
  git("remote", "add", "origin", "https://example.org/x.git");
  git("config", "user.email", "me@work.example");
  git("config", "alias.x", "log");
  await install();
  await uninstall();
  expect(git("remote").stdout).toBe("origin\n");
  expect(git("config", "user.email").stdout).toBe("me@work.example\n");
  expect(git("config", "alias.x").stdout).toBe("log\n");
  expect(git("config", "filter.nb-clean.clean").stdout).toBe("");

  // A last line without end, and somebody wrote behind jig's lines.
  const open = bytes(config).replace(/\n$/, "");
  writeFileSync(config, open, "latin1");
  writeFileSync(attributes, "*.x binary", "latin1");
  await install();
  git("remote", "add", "upstream", "https://example.org/y.git");
  writeFileSync(attributes, `${bytes(attributes)}*.y binary\n`, "latin1");
  await uninstall();
  expect(git("remote")).toMatchObject({ code: 0, stdout: "origin\nupstream\n" });
  expect(bytes(config)).toStartWith(`${open}\n[remote "upstream"]\n`);
  expect(bytes(attributes)).toBe("*.x binary\n*.y binary\n");

  // A merge by hand doubled a comment, and a person wrote between the two.
  const shared =
    "# jig notebooks { in a file of its own\n*.csv -text\n# jig notebooks {\n*.png binary\n*.ipynb filter=nb-clean\n# jig notebooks }\n";
  rig.write(".gitattributes", shared);
  await uninstall("--shared");
  expect(rig.read(".gitattributes")).toBe(
    "# jig notebooks { in a file of its own\n*.csv -text\n*.png binary\n",
  );
});

test("jig writes where git itself would: not where a file says that a repository is and none is, and through a link", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { rig, git } = repository;
  const attributes = join(rig.root, ".git", "info", "attributes");
  const dotfiles = join(rig.base, "dotfiles");
  mkdirSync(join(rig.root, ".git", "info"), { recursive: true });
  writeFileSync(dotfiles, "*.x binary\n");
  rmSync(attributes, { force: true });
  symlinkSync(dotfiles, attributes);
  expectOutcome(await rig.jig("notebooks", "install"), { stdout: anything, stderr: anything });
  expect(bytes(dotfiles)).toContain("*.ipynb filter=nb-clean\n");
  expect(git("check-attr", "filter", "a.ipynb").stdout).toBe("a.ipynb: filter: nb-clean\n");
  expectOutcome(await rig.jig("notebooks", "uninstall"), { stdout: anything, stderr: anything });
  expect(bytes(dotfiles)).toBe("*.x binary\n");
  expect(readlinkSync(attributes)).toBe(dotfiles);

  // Git says that it is no repository, and looks no further above.
  const [inner, elsewhere] = [join(rig.root, "inner"), join(rig.base, "elsewhere")];
  mkdirSync(inner);
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "config"), "theirs\n");
  writeFileSync(join(inner, ".git"), `gitdir: ${elsewhere}\n`);
  writeFileSync(join(inner, "jig.toml"), "[notebooks]\nclean = true\n");
  for (const head of [null, "ref: refs/heads/main\n"]) {
    if (head !== null) writeFileSync(join(elsewhere, "HEAD"), head);
    expectOutcome(await rig.jigWith({ cwd: inner }, "notebooks", "install"), {
      code: 1,
      stderr: [/^error: .* is in no git repository/],
    });
    expect(readdirSync(elsewhere).toSorted()).toEqual(head === null ? ["config"] : ["HEAD", "config"]);
    expect(bytes(join(elsewhere, "config"))).toBe("theirs\n");
  }
});
