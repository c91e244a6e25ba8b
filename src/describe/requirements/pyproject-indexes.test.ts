import { expect, test } from "bun:test";

import type { Range } from "../../base/place.ts";
import { readPyprojectIndexes, readPyprojectSources } from "./pyproject-indexes.ts";

const text = `
[[tool.uv.index]]
name = "inner"
url = "https://index.example/simple"

[[tool.uv.index]]
name = "gpu"
url = "https://gpu.example/whl"
explicit = true

[[tool.uv.index]]
name = "mirror"
url = "https://mirror.example/simple"
default = true

[[tool.uv.index]]
url = "https://nameless.example/simple"

[[tool.uv.index]]
name = "wheels"
url = "./wheels"

[tool.uv.sources]
Torch = [{ index = "gpu", marker = "sys_platform == 'linux'" }, { index = "inner" }]
extra-only = { index = "gpu", extra = "cuda" }
lib = { git = "https://git.example/lib" }
odd = 1
unasked = { path = "../unasked" }
`;
const source = { file: "pyproject.toml", text };

test("indexes with a name and an address count, and the default one is each machine's own", () => {
  const both = [
    { name: "inner", url: "https://index.example/simple", isExplicit: false },
    { name: "gpu", url: "https://gpu.example/whl", isExplicit: true },
  ];
  expect(readPyprojectIndexes(source)).toEqual({ indexes: both, problems: [] });
  // A `uv.lock` has chosen by it, and nobody else does.
  expect(readPyprojectIndexes(source, { withDefault: true }).indexes).toEqual([
    ...both,
    { name: "mirror", url: "https://mirror.example/simple", isExplicit: true, isDefault: true },
  ]);
  expect(readPyprojectIndexes({ ...source, text: "[project]\n" })).toEqual({ indexes: [], problems: [] });
});

/** What is told of an index, by the text that it is about. */
const toldOf = (name: string, url: string, more = "") => {
  const whole = `[[tool.uv.index]]\nname = "${name}"\nurl = "${url}"\n${more}`;
  const { problems } = readPyprojectIndexes({ ...source, text: whole });
  return problems.map(({ code, range }) => [code, whole.slice(range.offset, range.offset + range.length)]);
};

test("an index that takes the usual one's name, or has a token in its address, is told where that stands", () => {
  const inner = "https://index.example/simple";
  expect(toldOf("PyPI", inner)).toEqual([["index-called-pypi", '"PyPI"']]);
  expect(toldOf("pypi", "https://pypi.org/simple/")).toEqual([]);
  expect(toldOf("pypi", inner, "default = true\n")).toEqual([]);
  expect(toldOf("inner", `${inner}?token=abcdef`)).toEqual([["secret-in-index", `"${inner}?token=abcdef"`]]);
  expect(toldOf("inner", "https://${TOKEN}@index.example/simple?x=abcdef").map(([code]) => code)).toEqual([
    "secret-in-index",
  ]);
  // uv has variables for these, and gets them by these alone.
  expect(toldOf("inner", "https://ada:secret@index.example/simple")).toEqual([]);
});

test("a package that is asked for comes from an index, or from elsewhere, which is told where it stands", () => {
  const range: Range = { offset: 0, length: 1 };
  const asked = new Map(["torch", "extra-only", "lib", "odd"].map((name) => [name, range]));
  const { sources, problems } = readPyprojectSources(source, asked);
  expect(sources).toEqual([
    {
      package: "torch",
      from: [
        { index: "gpu", marker: "sys_platform == 'linux'" },
        { index: "inner", marker: null },
      ],
    },
  ]);
  expect(problems.map(({ message }) => message.split(" ", 1)[0])).toEqual(["`extra-only`", "`lib`", "`odd`"]);
  expect(text.slice(problems[1]?.range.offset)).toStartWith('{ git = "https://git.example/lib" }');
  expect(readPyprojectSources({ ...source, text: "" }, asked)).toEqual({ sources: [], problems: [] });
});
