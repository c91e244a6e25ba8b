import { expect, test } from "bun:test";

import { checkUvLock } from "./check-uv-lock.ts";

const lock = (...dist: readonly string[]) => ({
  file: "uv.lock",
  text: `version = 1
[[package]]
name = "six"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "x"
source = { virtual = "." }

[package.metadata]
requires-dist = [
${dist.map((each) => `    { ${each} },\n`).join("")}]

[[package]]
name = "zmq"
source = { registry = "https://pypi.org/simple" }
`,
});

const pyproject = (list: string, more = "") => ({
  file: "pyproject.toml",
  text: `[project]\nname = "x"\ndependencies = ${list}\n${more}`,
});

test("a lock that has what is asked for, in whatever spelling, is up to date", () => {
  const locked = lock(
    'name = "six", specifier = ">=1.0,<2"',
    'name = "python-fasthtml", extras = ["a"], marker = "python_full_version < \'3.12\'"',
    'name = "tool", editable = "tool"',
    'name = "pre", specifier = "==1.0b1"',
    'name = "only", marker = "extra == \'docs\'"',
  );
  const asked =
    '["Six<2, >= 1.0", "python_fasthtml[a]; python_version<\'3.12\'", "tool>=2", "pre==1.0-beta1"]';
  expect(checkUvLock(locked, pyproject(asked))).toEqual([]);
});

test.each([
  ['["six", "zmq"]', "`uv.lock` does not have `zmq` yet", "pyproject.toml"],
  ['["six>=2"]', "`uv.lock` does not have `six>=2` yet", "pyproject.toml"],
  ["[]", "`uv.lock` still has `six`, which `pyproject.toml` does not ask for", "uv.lock"],
])("what differs is told with both places: %s", (list, message, file) => {
  const [found, ...more] = checkUvLock(lock('name = "six"'), pyproject(list));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ message, source: { file } });
  expect(found?.related?.map(({ source }) => source.file)).toEqual([
    file === "uv.lock" ? "pyproject.toml" : "uv.lock",
  ]);
});

test("where a text does not say, nothing is said of it", () => {
  const dynamic = { file: "pyproject.toml", text: '[project]\nname = "x"\ndynamic = ["dependencies"]\n' };
  expect(checkUvLock(lock('name = "six"'), dynamic)).toEqual([]);
  expect(checkUvLock({ file: "uv.lock", text: "version = 1\n" }, pyproject('["six"]'))).toEqual([]);
  expect(checkUvLock(lock('name = "six"'), { file: "pyproject.toml", text: "[tool.uv]\n" })).toEqual([]);
});
