import { expect, test } from "bun:test";

import { joinSources } from "../../base/place.ts";
import { describe } from "../describe.ts";

const problems = (text: string, jig: string): readonly string[] => {
  const described = describe({ file: "jig.toml", text }, { jig });
  return described.ok
    ? []
    : described.failure.map(({ code, message, hint }) => `${code}: ${message}; ${hint}`);
};

test.each([
  [">=0.3", "0.3.0", true],
  [">=0.3", "0.2.9", false],
  [">=0.3", "0.10.0", true],
  [">0.3", "0.3.0", false],
  [">0.3", "0.3.1", true],
  ["<=0.3", "0.3.0", true],
  ["<0.3", "0.3.0", false],
  ["<1", "0.99.1", true],
  ["==0.3", "0.3.0", true],
  ["==0.3", "0.3.1", false],
  ["==0.3.*", "0.3.7", true],
  ["==0.3.*", "0.31.0", false],
  [" >= 0.3 , < 0.5 ", "0.4.2", true],
  [">=0.3,<0.5", "0.5.0", false],
  [">=0.3", "0.3.0-rc.1", true],
  [">=0.3", "0.3.0+build.5", true],
])("requires-jig = %j takes jig %s: %p", (wanted, jig, isMet) => {
  expect(problems(`requires-jig = "${wanted}"\n`, jig).length).toBe(isMet ? 0 : 1);
});

test("another jig is the one problem that is told: keys of tomorrow are not called mistakes", () => {
  const text = 'requires-jig = ">=0.3"\nchatter = true\n[python]\nflavour = "x"\n';
  expect(problems(text, "0.1.0")).toEqual([
    "other-jig-needed: this file is for jig >=0.3, and this is jig 0.1.0; upgrade jig the way it was installed (`jig --version` says which way)",
  ]);
  expect(problems('requires-jig = "<0.3"\n', "0.4.0")).toEqual([
    "other-jig-needed: this file is for jig <0.3, and this is jig 0.4.0; use an older jig, or ask whoever keeps the file whether it works with this one",
  ]);
  expect(problems(text, "0.3.0").map((problem) => problem.split(":")[0])).toEqual([
    "unknown-key",
    "missing-key",
    "unknown-key",
  ]);
});

test.each(["0.3", "~=0.3", "^0.3", ">=0.3,", ">= x", ">=1.2.3.4.5", ">=0.3 || <1"])(
  "%j is told as malformed, with the other problems",
  (wanted) => {
    const told = problems(`requires-jig = "${wanted}"\nnmae = 1\n`, "0.1.0");
    expect(told[0]).toStartWith(
      `invalid-requires-jig: \`${wanted}\` does not say which versions of jig; write`,
    );
    expect(told.length).toBe(2);
  },
);

test("it is a text", () => {
  expect(problems("requires-jig = 0.3\n", "0.3.0")).toEqual([
    'wrong-type: `requires-jig` must be a string, not a number; put it in quotes: `"0.3"`',
  ]);
});

test("the file of one machine may ask for another jig, too", () => {
  const source = joinSources(
    { file: "jig.toml", text: 'requires-jig = ">=0.1"\n' },
    { file: "jig.local.toml", text: 'requires-jig = ">=0.9"\n' },
  );
  const described = describe(source, { jig: "0.2.0" });
  expect(described.ok || described.failure.map(({ code }) => code)).toEqual(["other-jig-needed"]);
});

test("a table [tool.jig] may ask as well", () => {
  const source = { file: "pyproject.toml", text: '[tool.jig]\nrequires-jig = ">=9"\nnew-key = 1\n' };
  const described = describe(source, { jig: "0.2.0" });
  expect(described.ok || described.failure.map(({ code }) => code)).toEqual(["other-jig-needed"]);
});
