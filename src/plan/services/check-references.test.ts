import { expect, test } from "bun:test";

import { describe } from "../../describe/describe.ts";
import { presetNames } from "../../presets/preset-by-name.ts";
import { checkReferencesEarly } from "./check-references.ts";

/** The codes and lines of all problems of a text, on a machine with one variable. */
const problemsOf = (...lines: readonly string[]): readonly string[] => {
  const text = `${lines.join("\n")}\n`;
  const checkReferences = checkReferencesEarly(["HOME"]);
  const described = describe({ file: "jig.toml", text }, { presets: presetNames, checkReferences });
  return described.ok
    ? []
    : described.failure.map(({ code, range }) => `${text.slice(0, range.offset).split("\n").length} ${code}`);
};

test("references without a value are told together with the other problems", () => {
  expect(
    problemsOf(
      "nme = 1",
      "[env]",
      'A = "${env:NOT_SET} ${env:HOME}"',
      'B = "${service.a.url}"',
      "[services.a]",
      'run = "serve ${port}"',
      "[services.b]",
      'run = "x ${service.a.url} ${service.gone.url}"',
    ),
  ).toEqual([
    "1 unknown-key",
    "3 unset-variable",
    "4 port-outside-service",
    "6 service-without-port",
    "8 service-without-port",
    "8 unknown-service",
  ]);
});

test("what could not be read might be what gives a reference its value, and nothing is said of it", () => {
  const use = 'run = "x ${service.a.url}"';
  for (const key of ['port = "5001"', "prot = 5001", 'use = "jupyterlb"', 'use = "jupyterlab"\nnme = 1']) {
    expect(problemsOf("[services.a]", key, 'run = "a ${port}"', "[services.b]", use)).toHaveLength(1);
  }
  expect(problemsOf("[env]", "A = 1", "[services.a]", 'run = "x ${env:A}"')).toEqual(["2 wrong-type"]);
  expect(problemsOf("[evn]", 'A = "1"', "[services.a]", 'run = "x ${env:A}"')).toEqual(["1 unknown-key"]);
  expect(problemsOf('python = "3.11"', "[services.a]", 'run = "x ${env:VIRTUAL_ENV}"')).toEqual([
    "1 wrong-type",
  ]);
});

test("without another problem it is left to planning", () => {
  expect(problemsOf("[services.a]", 'run = "serve ${port}"')).toEqual([]);
});
