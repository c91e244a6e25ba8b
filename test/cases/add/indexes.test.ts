import { expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex, type Misbehaviour } from "../../rig/package-index.ts";
import { startProgram } from "../../rig/start-program.ts";

const hasElmAlone: Misbehaviour = (response, { path }) => {
  if (path.includes("elm")) return false;
  response.writeHead(404).end();
  return true;
};

const asksForAda: Misbehaviour = (response) => {
  const known = `Basic ${Buffer.from("ada:secret").toString("base64")}`;
  if (response.req.headers.authorization === known) return false;
  response.writeHead(401, { "www-authenticate": "Basic" }).end();
  return true;
};

/** A build tool whose packages say what built them. */
const makeTool = (version: string) =>
  makeWheel("tool", version, {
    more: {
      "tool/__init__.py": `
import os, zipfile
def build_wheel(folder, *_):
    info = "pkg-1.dist-info"
    files = {
        "pkg.py": "built_by = 'tool ${version}'",
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: pkg\\nVersion: 1\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(os.path.join(folder, "pkg-1-py3-none-any.whl"), "w") as archive:
        for file, text in files.items(): archive.writestr(file, text)
    return "pkg-1-py3-none-any.whl"
`,
    },
  });

test("a package of a private index is no stranger's of the same name, wherever the index is not named", async () => {
  await using index = await servePackageIndex({ more: [makeWheel("elm", "0.1")] });
  await using inner = await servePackageIndex({ more: [makeWheel("elm", "3.0")] });
  inner.misbehave(hasElmAlone);
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "requirements.txt"\n',
  });
  rig.write("requirements.txt", "elm\n");
  const named = { env: { UV_INDEX: `inner=${inner.url}` } };
  expectOutcome(await rig.jigWith(named, "sync"), { stdout: anything, stderr: anything });
  const lock = rig.read("jig.lock");
  expect(lock).toContain('name = "elm"\nversion = "3.0"\nindex = "inner"\n');

  // All is in place: nothing is looked for.
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything });
  const asked = index.asked.length;
  const refused = {
    code: 1,
    stdout: anything,
    stderr: [
      "`elm` comes from index `inner`, which this machine does not name",
      "requirements.txt:1",
      "hint: set `UV_INDEX=inner=ADDRESS`",
    ],
  };
  expectOutcome(await rig.jig("lock"), refused);
  expectOutcome(await rig.jig("lock", "--upgrade"), refused);
  expectOutcome(await rig.jig("add", "birch"), refused);
  expectOutcome(await rig.jig("remove", "elm"), {
    ...refused,
    stderr: ["`elm` comes from index `inner`", "nothing was changed"],
  });
  expect(rig.read("requirements.txt")).toBe("elm\n");
  rig.write("requirements.txt", "elm\nbirch\n");
  expectOutcome(await rig.jig("sync"), refused);
  expect(rig.read("jig.lock")).toBe(lock);
  expect(index.asked.length).toBe(asked);

  // A fresh clone: what it has is not what was locked, and why is told.
  rig.write("requirements.txt", "elm\n");
  rmSync(join(rig.root, ".venv"), { recursive: true });
  const cache = join(rig.base, "another cache");
  expectOutcome(await rig.jigWith({ env: { UV_CACHE_DIR: cache } }, "sync"), refused);
  expectOutcome(await rig.jigWith({ env: { UV_CACHE_DIR: cache, ...named.env } }, "sync", "--locked"), {
    stdout: /2 packages/,
    stderr: anything,
  });

  // Who takes another index on purpose is told what that changed.
  const other = { env: { UV_INDEX: `inner=${new URL("/none", index.url).href}` } };
  rig.write("requirements.txt", "elm<1\n");
  expectOutcome(await rig.jigWith(other, "lock"), {
    stdout: anything,
    stderr: ["elm 3.0 → 0.1 (index inner → pypi)"],
  });
  // That index is gone for good: without its lines the package is chosen as a new one is.
  rig.write("requirements.txt", "elm\n");
  rig.write("jig.lock", lock.replace(/\[\[package\]\]\nname = "elm"[^[]*\[\n[^[]*\]\n\n?/, ""));
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: ["+ elm 0.1"] });
});

const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name), "utf8")] : [],
  );

const taking = (path: string): string => `[python]\nversion = "3.11"\nrequirements = "${path}"\n`;

test("a package comes from the index that pyproject.toml says, whoever chose its version", async () => {
  await using index = await servePackageIndex({ more: [makeWheel("elm", "4.0")] });
  // It has others, too, in versions of its own.
  await using inner = await servePackageIndex({
    more: [makeWheel("elm", "3.0"), makeWheel("birch", "0.5")],
  });
  await using rig = await openIndexedRig(index, { description: taking("pyproject.toml") });
  const pyproject = (source: string, asked = "") => `[project]
name = "x"
version = "1"
requires-python = ">=3.10"
dependencies = ["elm", "birch"${asked}]

[[tool.uv.index]]
name = "pytorch-inner"
url = "${inner.url}"
explicit = true

[tool.uv.sources]
elm = ${source}
`;
  const renew = (): void => {
    rmSync(join(rig.root, ".venv"), { recursive: true });
  };
  const elm = 'name = "elm"\nversion = "3.0"\nindex = "pytorch-inner"\n';
  rig.write("pyproject.toml", pyproject('{ index = "pytorch-inner" }'));
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: anything });
  const lock = rig.read("jig.lock");
  expect(lock).toContain(elm);
  expect(lock).toContain('name = "birch"\nversion = "2.0"\nindex = "pypi"\n');
  expect(lock).not.toContain("127.0.0.1");
  renew();
  inner.misbehave(asksForAda);
  const password = { UV_INDEX_PYTORCH_INNER_USERNAME: "ada", UV_INDEX_PYTORCH_INNER_PASSWORD: "secret" };
  const env = { UV_CACHE_DIR: join(rig.base, "another cache"), ...password };
  expectOutcome(await rig.jigWith({ env }, "sync", "--locked"), { stdout: /3 packages/, stderr: anything });
  // Whoever has it at another address says so, and the lock stays.
  inner.misbehave(hasElmAlone);
  expectOutcome(await rig.jigWith({ env: { UV_INDEX: `pytorch-inner=${inner.url}/` } }, "lock"), {
    stdout: anything,
    stderr: ["nothing changed"],
  });
  // Also where it has more than is asked of it, and wants a password.
  inner.misbehave(asksForAda);
  const askedBefore = inner.asked.length;
  const withPassword = `pytorch-inner=${inner.url.replace("//", "//ada:secret@")}`;
  expectOutcome(await rig.jigWith({ env: { UV_INDEX: withPassword } }, "lock", "--upgrade"), {
    stdout: anything,
    stderr: ["nothing changed"],
  });
  const pages = inner.asked.slice(askedBefore).filter((path) => path.startsWith("/simple"));
  expect([...new Set(pages)]).toEqual(["/simple/elm/"]);
  expect(textsIn(rig.env["JIG_STATE_DIR"] ?? "").filter((text) => text.includes("secret"))).toEqual([]);
  inner.misbehave(null);
  rig.write("pyproject.toml", pyproject('{ index = "pytorch-inner" }', ', "cedar"'));
  expectOutcome(await rig.jig("sync"), {
    stdout: anything,
    stderr: /jig\.lock: 4 packages, \+ cedar 2\.0(?: \(|\n)/,
  });
  expect(rig.read("jig.lock")).toContain(elm);

  const uv = startProgram([rig.env["JIG_UV"] ?? "uv", "lock", "--quiet"], {
    cwd: rig.root,
    env: { ...rig.env, UV_PYTHON: rig.python },
  });
  expect((await uv.ended).code).toBe(0);
  rig.write("jig.toml", taking("uv.lock"));
  rmSync(join(rig.root, "jig.lock"));
  renew();
  expectOutcome(await rig.jigWith({ env: { UV_CACHE_DIR: join(rig.base, "third cache") } }, "sync"), {
    stdout: /4 packages/,
    stderr: anything,
  });
  expect(rig.read("jig.lock")).toContain(elm);

  rig.write("jig.toml", taking("pyproject.toml"));
  rig.write("pyproject.toml", pyproject('{ git = "https://git.example/elm" }'));
  expectOutcome(await rig.jig("sync"), {
    code: 2,
    stderr: ["`elm` is to come from here", "pyproject.toml:13:7", "hint: `uv lock`"],
  });
});

test("a current lock is installed where an index of this machine's has only other versions of what is locked", async () => {
  await using index = await servePackageIndex({ more: [makeWheel("fir", "4.0")] });
  await using inner = await servePackageIndex({ more: [makeWheel("fir", "9.9"), makeWheel("elm", "3.0")] });
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\npackages = ["fir"]\n',
  });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  const lock = rig.read("jig.lock");
  expect(lock).toContain('name = "fir"\nversion = "4.0"\n');
  const installs = async (name: string, env: Readonly<Record<string, string>>): Promise<void> => {
    rmSync(join(rig.root, ".venv"), { recursive: true, force: true });
    const own = { UV_CACHE_DIR: join(rig.base, name), ...env };
    expectOutcome(await rig.jigWith({ env: own }, "sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig("run", "--", "fir"), { stdout: "4.0\n" });
  };
  await installs("first", { UV_INDEX: `inner=${inner.url}` });
  await installs("second", { PIP_EXTRA_INDEX_URL: inner.url });
  expect(rig.read("jig.lock")).toBe(lock);

  // One that the project keeps for single packages, at another address here, is asked for these alone.
  rig.write("jig.toml", taking("pyproject.toml"));
  rig.write(
    "pyproject.toml",
    `[project]
name = "x"
version = "1"
requires-python = ">=3.10"
dependencies = ["elm", "fir"]

[[tool.uv.index]]
name = "inner"
url = "http://127.0.0.1:9/simple"
explicit = true

[tool.uv.sources]
elm = { index = "inner" }
`,
  );
  const askedBefore = inner.asked.length;
  await installs("third", { UV_INDEX: `inner=${inner.url}` });
  const asked = inner.asked.slice(askedBefore).filter((path) => path.startsWith("/simple"));
  expect([...new Set(asked)]).toEqual(["/simple/elm/"]);
  expect(rig.read("jig.lock")).toContain('name = "fir"\nversion = "4.0"\nindex = "pypi"\n');
});

test("an index that pyproject.toml keeps for single packages supplies no build tool, also where the lock is installed", async () => {
  await using index = await servePackageIndex({ more: [makeTool("1.0")] });
  // A stranger's tool of a higher version, which a build must not run.
  await using inner = await servePackageIndex({ more: [makeWheel("elm", "3.0"), makeTool("999.0")] });
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\npackages = ["pkg @ ./pkg"]\n',
  });
  rig.write(
    "pkg/pyproject.toml",
    '[project]\nname = "pkg"\nversion = "1"\n[build-system]\nrequires = ["tool"]\nbuild-backend = "tool"\n',
  );
  rig.write(
    "pyproject.toml",
    `[project]
name = "x"
version = "1"
dependencies = ["elm"]

[[tool.uv.index]]
name = "inner"
url = "${inner.url}"
explicit = true

[tool.uv.sources]
elm = { index = "inner" }
`,
  );
  const pages = (): readonly string[] => [
    ...new Set(inner.asked.filter((path) => path.startsWith("/simple"))),
  ];
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import pkg; print(pkg.built_by)"), {
    stdout: "tool 1.0\n",
  });
  expectOutcome(await rig.jig("run", "--", "elm"), { stdout: "3.0\n" });
  expect(pages()).toEqual(["/simple/elm/"]);

  // Not where a package joins, and not where this machine has the index at another address, with a login.
  expectOutcome(await rig.jig("add", "birch"), { stdout: anything, stderr: anything });
  rmSync(join(rig.root, ".venv"), { recursive: true });
  const env = {
    UV_CACHE_DIR: join(rig.base, "another cache"),
    UV_INDEX: `inner=${inner.url.replace("//", "//ada:secret@")}/`,
  };
  inner.misbehave(asksForAda);
  expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "elm"), { stdout: "3.0\n" });
  expect(pages()).toEqual(["/simple/elm/"]);
  expect(textsIn(rig.env["JIG_STATE_DIR"] ?? "").filter((text) => text.includes("secret"))).toEqual([]);
});
