import { expect, test } from "bun:test";

import { optionProblem } from "./requirements-option.ts";

test.each([
  ["--index-url https://ada:secret@index.example/simple", "UV_DEFAULT_INDEX=https://index.example/simple"],
  ["-i https://index.example/simple", "UV_DEFAULT_INDEX=https://index.example/simple"],
  ["--extra-index-url=https://index.example/cu130", "UV_INDEX=https://index.example/cu130"],
  ["--extra-index-url https://x.example/$TOKEN/", "UV_INDEX=…"],
  ["--find-links ./wheels", "UV_FIND_LINKS=./wheels"],
  ["--trusted-host index.example", "UV_INSECURE_HOST=index.example"],
])("what says where packages are leads to the variable that says it: %s", (text, variable) => {
  expect(optionProblem(text)?.hint).toEndWith(`set \`${variable}\``);
});

test("what a lock does anyway, and versions that are not final, may be asked for", () => {
  for (const text of ["--pre", "--require-hashes", "--prefer-binary"]) expect(optionProblem(text)).toBeNull();
  expect(optionProblem("--only-binary :all:")?.hint).toContain('`build = "never"`');
  expect(optionProblem("--hash=sha256:00")).toEqual({
    message: "this `--hash` belongs to no requirement",
    hint: expect.stringContaining("a comment between the two ends the requirement"),
  });
  expect(optionProblem("--use-feature=x")).toEqual({
    message: "jig does not lock with `--use-feature` yet",
    hint: "take the line out",
  });
});
