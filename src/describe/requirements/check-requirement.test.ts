import { expect, test } from "bun:test";

import { requirementProblem } from "./check-requirement.ts";

test.each([
  ["a>1 <2", "versions have a comma between them: `a>1,<2`"],
  ["a >=1 <2 !=1.5", "versions have a comma between them: `a>=1,<2,!=1.5`"],
  ["a>=1<2", "versions have a comma between them: `a>=1,<2`"],
  ["a ;", "leave the `;` away"],
  ["pip install six", "names alone are written here, each by itself: `six`"],
  ["!uv pip install six", "names alone are written here, each by itself: `six`"],
  ["conda install", "write each by itself"],
  ["a#b", "a package's name has letters, digits"],
  ["a ; python_version", "a marker compares, as in"],
  ["a @ https://x.example/a.whl;b=c ; os", "a marker compares, as in"],
])("what is no requirement is told with what helps: %s", (text, hint) => {
  expect(requirementProblem(text)?.hint).toStartWith(hint);
});

test("a marker may stand behind versions, extras and an address, which may have a `;` of its own", () => {
  for (const text of [
    "a ; os_name == 'nt'",
    "a[b]>1,<2;python_version<'3'",
    "a @ https://x.example/a.whl;b=c",
    "a @ https://x.example/a.whl;b=c ; os_name == 'nt'",
  ])
    expect(requirementProblem(text), text).toBeNull();
});

test("a long text is read soon", () => {
  const begun = performance.now();
  for (const part of [" >", " >1", "(", "'", '"', " ;", "a and "])
    requirementProblem(`a ; ${part.repeat(50_000)}`);
  expect(performance.now() - begun).toBeLessThan(2000);
});
