import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";

import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";
import { startProgram } from "../../rig/start-program.ts";

const taking = (path: string): string => `[python]\nversion = "3.11"\nrequirements = "${path}"\n`;

const pyproject = (index: string, source = "") => `[project]
name = "x"
version = "1"
requires-python = ">=3.10"
dependencies = ["elm"]

[[tool.uv.index]]
${index}
${source}`;

const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name), "utf8")] : [],
  );

test("the lock calls no other index by the usual one's name, whoever chose by it", async () => {
  await using index = await servePackageIndex();
  await using inner = await servePackageIndex({ more: [makeWheel("elm", "3.0")] });
  await using rig = await openIndexedRig(index, { description: taking("pyproject.toml") });
  const source = '\n[tool.uv.sources]\nelm = { index = "pypi" }\n';
  rig.write("pyproject.toml", pyproject(`name = "pypi"\nurl = "${inner.url}"\nexplicit = true`, source));
  expectOutcome(await rig.jig("lock"), {
    code: 2,
    stderr: [
      "calls the usual index `pypi`, and this is another one",
      "pyproject.toml:8:8",
      "hint: give it a name",
    ],
  });
  rig.write("pyproject.toml", pyproject(""));
  expectOutcome(await rig.jigWith({ env: { UV_INDEX: `pypi=${inner.url}` } }, "lock"), {
    stdout: anything,
    stderr: anything,
  });
  expect(rig.read("jig.lock")).toContain('name = "elm"\nversion = "3.0"\nindex = "extra"\n');

  // A `uv.lock` has addresses alone: of the index that is its default, too.
  const lockWithUv = async (text: string): Promise<void> => {
    rig.write("pyproject.toml", text);
    const env = { ...rig.env, UV_PYTHON: rig.python, UV_DEFAULT_INDEX: "" };
    const ended = await startProgram([rig.env["JIG_UV"] ?? "uv", "lock", "--quiet"], { cwd: rig.root, env })
      .ended;
    expect(ended.code, ended.stderr).toBe(0);
  };
  rig.write("jig.toml", taking("uv.lock"));
  await lockWithUv(pyproject(`name = "inner"\nurl = "${inner.url}"\ndefault = true`));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('name = "elm"\nversion = "3.0"\nindex = "inner"\n');
  await lockWithUv(pyproject(`name = "pypi"\nurl = "${inner.url}"\ndefault = true`));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('name = "elm"\nversion = "3.0"\nindex = "extra"\n');
  expect(rig.read("jig.lock")).not.toContain("127.0.0.1");
  const cache = { UV_CACHE_DIR: join(rig.base, "another cache") };
  rig.write("again/jig.toml", taking("uv.lock"));
  for (const file of ["pyproject.toml", "uv.lock", "jig.lock"]) rig.write(`again/${file}`, rig.read(file));
  expectOutcome(await rig.jigWith({ cwd: join(rig.root, "again"), env: cache }, "sync"), {
    code: 1,
    stdout: anything,
    stderr: ["`elm` comes from index `extra`, which this machine does not name"],
  });
  const named = { ...cache, UV_INDEX: `any=${inner.url}` };
  expectOutcome(await rig.jigWith({ cwd: join(rig.root, "again"), env: named }, "sync"), {
    stdout: /2 packages/,
    stderr: anything,
  });
});

test("no token of an index is left on the disk", async () => {
  await using index = await servePackageIndex({ more: [makeWheel("elm", "3.0")] });
  await using rig = await openIndexedRig(index, { description: taking("pyproject.toml") });
  const kept = (): readonly string[] =>
    textsIn(rig.env["JIG_STATE_DIR"] ?? "").filter((text) => text.includes("s3cr3t"));
  const url = `${index.url}?token=s3cr3t-word`;
  rig.write("pyproject.toml", pyproject(`name = "inner"\nurl = "${url}"`));
  const refused = {
    code: 2,
    stdout: anything,
    stderr: ["may be a token", "pyproject.toml:9:7", "UV_INDEX=inner=ADDRESS"],
  };
  const ran = await rig.jig("sync");
  expectOutcome(ran, refused);
  expect(ran.stderr).not.toContain("s3cr3t");
  expect(kept()).toEqual([]);
  rig.write(
    "pyproject.toml",
    pyproject(
      `name = "inner"\nurl = "${index.url}"\nexplicit = true`,
      '\n[tool.uv.sources]\nelm = { index = "inner" }\n',
    ),
  );
  for (const env of [{ UV_INDEX: `inner=${url}` }, { UV_DEFAULT_INDEX: url }]) {
    expectOutcome(await rig.jigWith({ env }, "lock"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
    expect(kept()).toEqual([]);
  }
  rig.write(
    "pyproject.toml",
    pyproject(`name = "inner"\nurl = "${index.url.replace("//", "//ada:s3cr3t@")}"`),
  );
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("plan", "--json"), { stdout: anything, stderr: anything });
  expect(kept()).toEqual([]);
});
