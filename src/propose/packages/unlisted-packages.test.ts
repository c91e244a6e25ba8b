import { expect, test } from "bun:test";

import { inputFor } from "../../../test/golden/plan/plan-text.ts";
import { placeOf } from "../../base/place.ts";
import { findUnlisted } from "./unlisted-packages.ts";

const warningFor = (python: string, pyproject: string) => {
  const described = inputFor(`[python]\nversion = "3.11"\n${python}\n`).description.python;
  const found = findUnlisted(described, { file: "pyproject.toml", text: pyproject });
  return found === null ? null : `${placeOf(found.source, found.range).line}: ${found.message}`;
};

const PYPROJECT = '[project]\nname = "x"\ndependencies = [\n  "NumPy>=1",\n  "rich",\n]\n';

test("a package that was added to pyproject.toml after it was copied is named with its line", () => {
  expect(warningFor('packages = ["numpy", "jupyterlab"]', PYPROJECT)).toBe(
    "5: `pyproject.toml` lists `rich`, which `packages` of `jig.toml` does not have",
  );
  const many = `[project]\ndependencies = ["numpy", ${["a", "b", "c", "d", "e", "f", "g"].map((name) => `"${name}"`).join(",")}]`;
  expect(warningFor('packages = ["numpy"]', many)).toContain("`d`, `e` and 2 more, which");
});

test("nothing is said of a list that is no copy, of requirements files, or of what is no list", () => {
  expect(warningFor('packages = ["numpy", "rich"]', PYPROJECT)).toBeNull();
  expect(warningFor('packages = ["jupyterlab"]', PYPROJECT)).toBeNull();
  expect(warningFor('packages = ["numpy"]\nrequirements = ["r.txt"]', PYPROJECT)).toBeNull();
  for (const text of ["", "[project", "[project]\ndependencies = 1\n", "project = 2\n"]) {
    expect(warningFor('packages = ["numpy"]', text)).toBeNull();
  }
});
