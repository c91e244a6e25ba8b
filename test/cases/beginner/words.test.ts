// The exact words that somebody meets who has never used jig. They may change; nobody may change them by accident.

import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const COMMANDS = ["up", "status", "sync", "plan", "restart"] as const;

test("in a folder without anything `jig init` is offered", async () => {
  await using rig = await openRig();
  for (const command of COMMANDS) {
    expectOutcome(await rig.jig(command), {
      code: 2,
      stderr: `error: there is no \`jig.toml\` in \`${rig.root}\` or above it
hint: \`jig init\` proposes one for this folder; \`-C DIR\` works in another
`,
    });
  }
});

test("in one's home the way to a folder of one's own is shown", async () => {
  await using rig = await openRig();
  for (const command of COMMANDS) {
    expectOutcome(await rig.jigWith({ cwd: rig.home }, command), {
      code: 2,
      stderr: `error: there is no \`jig.toml\` in \`${rig.home}\`
hint: go to your project's folder first, or make one: \`mkdir bench\`, \`cd bench\`, \`jig init\`
`,
    });
  }
});

test("below one's home the folder is told that was asked about", async () => {
  await using rig = await openRig();
  const folder = join(rig.home, "work", "first");
  mkdirSync(folder, { recursive: true });
  expectOutcome(await rig.jigWith({ cwd: folder }, "up"), {
    code: 2,
    stderr: `error: there is no \`jig.toml\` in \`${folder}\` or above it
hint: \`jig init\` proposes one for this folder; \`-C DIR\` works in another
`,
  });
});

test.each([
  ["start", "it is called `jig up`"],
  ["stop", "it is called `jig down`"],
  ["install", "it is called `jig sync`"],
  ["new", "it is called `jig init`"],
  ["jupyter", "`jig up` starts JupyterLab and opens it"],
  ["lab", "`jig up` starts JupyterLab and opens it"],
  ["notebook", "`jig up` starts JupyterLab and opens it; `jig notebooks` is about notebooks in git"],
  ["python", "`jig run -- python` runs it in the environment"],
  ["pip", "`jig add PACKAGE` adds a package to the project"],
  [
    "gpu",
    "`jig doctor` says what it finds of a GPU; `jig plan --gpu cuda:580.65.06` plans for another driver",
  ],
  ["ollama", "`jig models` shows and pulls the models of `[ollama]`; `jig up` starts the server"],
  [
    "env",
    "`jig sync` makes the environment; `jig shell` enters it, and `jig run -- COMMAND` runs one command in it",
  ],
  [
    "freeze",
    "`jig lock` writes all versions into jig.lock; `jig run -- pip freeze` prints those that are installed",
  ],
  ["frobnicate", "see `jig --help`"],
])("`jig %s` is no command, and what is meant is told", async (word, hint) => {
  await using rig = await openRig();
  expectOutcome(await rig.jig(word), {
    code: 2,
    stderr: `error: there is no command \`${word}\`\nhint: ${hint}\n`,
  });
});

test("whoever types a package behind another tool's word is told how that is called here", async () => {
  await using rig = await openRig();
  const hintFor = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await rig.jig(...words);
    expect([code, stdout]).toEqual([2, ""]);
    return stderr.slice(stderr.indexOf("\n") + 1);
  };
  for (const word of ["install", "sync"]) {
    expect(await hintFor(word, "-C", "x", "pandas", "-q")).toBe(
      "hint: `jig add pandas` adds it to the project\n",
    );
  }
  expect(await hintFor("uninstall", "a", "b")).toBe("hint: `jig remove a b` takes them out of the project\n");
  expect(await hintFor("upgrade", "six")).toContain("`jig lock --upgrade six` takes the newest that fits");
  expect(await hintFor("lock", "six")).toContain(
    "`jig lock --upgrade six` takes its newest version that fits",
  );
});

test.each([
  ["add -r requirements.txt", 'as in `requirements = ["requirements.txt"]`; then `jig sync`'],
  ["add -U six", "`jig lock --upgrade PACKAGE` takes the newest that fits"],
  ["sync --upgrade", "`jig lock --upgrade PACKAGE` takes the newest that fits"],
  ["lock --check", "`jig sync --check` looks, and changes nothing"],
  ["models ls", "`jig models` lists them"],
  ["remove sixx", "did you mean `six`?"],
  ["notebooks instal", "did you mean `install`? it has `status`"],
  ["notebooks check *.ipynb", "`.` means all notebooks below here"],
])("`jig %s` is told what does that here", async (words, hint) => {
  await using rig = await openRig({ description: '[python]\nversion = "3.11"\npackages = ["six"]\n' });
  expectOutcome(await rig.jig(...words.split(" ")), { code: 2, stderr: ["hint: ", hint] });
});

const upNamed = async (rig: Rig, description: string, name: string) => {
  rig.write("jig.toml", description);
  return rig.jig("up", name);
};

const refused = (hint: string) => ({
  code: 2,
  stderr: `error: there is no service \`server\`\nhint: ${hint}\n`,
});

test("`up` with a service that there is not says which there are, before anything is installed", async () => {
  await using rig = await openRig();
  const python = '[python]\nversion = "3.11"\npackages = ["six"]\n';
  const web = '[services.web]\nrun = "sleep 1000"\n';
  const other = '[services.jupyter]\nrun = "sleep 1000"\n';
  expectOutcome(await upNamed(rig, python, "server"), refused("this project has no services"));
  expectOutcome(await upNamed(rig, python + web, "server"), refused("the only one is `web`"));
  expectOutcome(await upNamed(rig, python + other + web, "server"), refused("there are `jupyter` and `web`"));
  expectOutcome(
    await upNamed(rig, `${python}[services.servers]\nrun = "sleep 1000"\n`, "server"),
    refused("did you mean `servers`?"),
  );
  expect(rig.logs()).not.toContain("installed");
});

const lockFailure = async (packages: readonly string[]): Promise<string> => {
  await using rig = await openRig({
    description: `[python]\nversion = "3.11"\npackages = ${JSON.stringify(packages)}\n`,
  });
  const { code, stderr } = await rig.jig("sync");
  expect(code).toBe(1);
  return stderr.slice(stderr.indexOf("error: "));
};

test("a package that does not exist is told with its line", async () => {
  expect(await lockFailure(["jig-no-such-package-xyz"]))
    .toBe(`error: there is no package \`jig-no-such-package-xyz\` in the package index
 --> jig.toml:3:13
hint: is the name spelled right?
`);
});

test("a name that is Python's own or a module's is told as that", async () => {
  expect(await lockFailure(["os"])).toContain(
    "hint: `os` comes with Python: `import os` works without adding it",
  );
});

test("a version that does not exist is told with its line", async () => {
  expect(await lockFailure(["six==99.1"])).toBe(`error: there is no \`six==99.1\` in the package index
 --> jig.toml:3:13
hint: is there such a version? without one, the newest that fits is taken
`);
});

test("a package for newer Pythons says which", async () => {
  expect(await lockFailure(["six", "numpy==2.5.0"]))
    .toBe(`error: \`numpy==2.5.0\` needs Python 3.12 or newer, and this project has 3.11
 --> jig.toml:3:19
hint: ask for an older version of it, or write \`version = "3.12"\` in \`[python]\`
`);
});

test("a package that has nothing for this Python yet, or no longer, says for which it has", async () => {
  expect(await lockFailure(["tensorflow==2.10.0"]))
    .toBe(`error: there is no \`tensorflow==2.10.0\` for Python 3.11
 --> jig.toml:3:13
hint: its last Python was 3.10: ask for a newer version of it, or write \`version = "3.10"\` in \`[python]\`
`);
});

test("what pip installed by hand is there, and named as what nobody else has", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["six==1.16.0"]\n',
  });
  expect((await rig.jig("sync")).code).toBe(0);
  expect((await rig.jig("run", "--", "pip", "install", "-q", "iniconfig")).code).toBe(0);
  const { code, stderr } = await rig.jig("sync");
  expect(code).toBe(0);
  expect(stderr).toContain("2 locked packages in place (3 in .venv; not declared: iniconfig)");
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import iniconfig"));
});

test("a server's traceback is shown with the line that describes it and what to type", async () => {
  await using rig = await openRig({
    folder: "bench",
    description: '[services.server]\nrun = "python3 server.py"\nport = 20123\nready = "/"\n',
  });
  rig.write("server.py", "def main():\n    import fasthtmll\n\n\nmain()\n");
  const { code, stderr } = await rig.jig("up");
  expect(code).toBe(1);
  expect(stderr).toBe(`✗ server failed
error: service \`server\`: it failed 5 times in a row, the last time with exit code 1
 --> jig.toml:1:11
  │ Traceback (most recent call last):
  │   File "${rig.root}/server.py", line 5, in <module>
  │     main()
  │   File "${rig.root}/server.py", line 2, in main
  │     import fasthtmll
  │ ModuleNotFoundError: No module named 'fasthtmll'
hint: if \`fasthtmll\` comes with a package, \`jig add\` that, then \`jig up\`; the whole log: \`jig logs server\`
`);
}, 30_000);
