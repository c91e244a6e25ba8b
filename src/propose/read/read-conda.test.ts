import { expect, test } from "bun:test";

import { readConda } from "./read-conda.ts";

const packagesOf = (...specs: readonly string[]): readonly string[] =>
  readConda(`dependencies: ${JSON.stringify(specs)}`, "environment.yml").packages;

test.each([
  ["numpy", "numpy"],
  ["NumPy", "numpy"],
  ["numpy=1.26", "numpy==1.26.*"],
  ["numpy=1.26.*", "numpy==1.26.*"],
  ["numpy=1.26.4", "numpy==1.26.4"],
  ["numpy==1.26", "numpy==1.26"],
  ["numpy=1.26.4=py311h64a7726_0", "numpy==1.26.4"],
  ["numpy 1.26.4 py311h64a7726_0", "numpy==1.26.4"],
  ["numpy >=1.20, <2", "numpy>=1.20,<2"],
  ["numpy=*", "numpy"],
  ["conda-forge::numpy", "numpy"],
  ["conda-forge/linux-64::numpy>=1", "numpy>=1"],
  ["pytorch-gpu=2.1", "torch==2.1.*"],
])("`%s` is `%s` on PyPI", (spec, requirement) => {
  expect(packagesOf(spec)).toEqual([requirement]);
});

test("what belongs to conda's own machinery is left out without a word", () => {
  const specs = ["pip", "_libgcc_mutex=0.1", "ca-certificates", "python_abi=3.11"];
  expect(readConda(`dependencies: ${JSON.stringify(specs)}`, "x.yml")).toMatchObject({
    packages: [],
    notes: [],
  });
});

test("what is written in a way that PyPI has no words for is named", () => {
  const { packages, notes } = readConda('dependencies: ["numpy[version=1]", "numpy=1.2|1.3", "@"]', "x.yml");
  expect(packages).toEqual([]);
  expect(notes).toEqual([
    "left out: `numpy[version=1]`, `numpy=1.2|1.3`, `@` (jig cannot read how it is written: add it by hand)",
  ]);
});

test("nothing that is listed vanishes without a word", () => {
  const text = 'dependencies:\n- python=3.11"; rm\n- {x: y}\n- 7\n- ~\n- pip: [six, {a: 1}]\n- pip: six\n';
  const { python, packages, notes } = readConda(text, "x.yml");
  expect(python).toBeNull();
  expect(packages).toEqual(["six"]);
  expect(notes).toEqual([
    'left out: `python=3.11"; rm`, `{"x":"y"}`, `7`, `null`, `{"pip":"six"}`, `{"a":1}` (jig cannot read how it is written: add it by hand)',
  ]);
});

test("conda's programs do not become packages of PyPI that are called the same, and the reasons are true", () => {
  const { packages, notes } = readConda("dependencies: [jq, samtools, gdal, jupyterlab]", "x.yml");
  expect(packages).toEqual(["jupyterlab"]);
  expect(notes).toEqual([
    "left out: `jq`, `samtools` (a program of its own, not on PyPI: install it on the machine)",
    "left out: `gdal` (on PyPI as source only, which needs the machine's own GDAL; `rasterio`, `fiona` and `pyogrio` bring theirs)",
  ]);
});

test("a requirements file in the pip list is told", () => {
  expect(
    readConda("dependencies:\n- pip\n- pip:\n  - -r requirements.txt\n  - six\n", "x.yml"),
  ).toMatchObject({
    requirements: ["requirements.txt"],
    packages: ["six"],
  });
});

test.each(["[", "just a text", "a: &a [*a]", "x: &x [1]\ny: [*x,*x]\nz: *nowhere", ""])(
  "%p says nothing, or is told as no environment, and nothing is thrown",
  (text) => {
    expect(readConda(text, "environment.yml").packages).toEqual([]);
  },
);
