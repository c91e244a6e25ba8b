import { expect, test } from "bun:test";

import { joinDirectories, readRunArguments, takeLeadingDirectory } from "./arguments.ts";

test("a folder before the command is taken off in each of its spellings", () => {
  for (const spelling of [["-C", "a b"], ["-Ca b"], ["--directory", "a b"], ["--directory=a b"]]) {
    expect(takeLeadingDirectory([...spelling, "up", "-C", "x"])).toEqual({
      directory: "a b",
      rest: ["up", "-C", "x"],
    });
  }
  expect(takeLeadingDirectory(["up"])).toEqual({ directory: null, rest: ["up"] });
  expect(takeLeadingDirectory(["-C"])).toEqual({ directory: null, rest: ["-C"] });
});

test("a folder is one word with its flag, whatever it is called, and not behind `--`", () => {
  expect(joinDirectories(["down", "-C", "-lead", "web"])).toEqual(["down", "--directory=-lead", "web"]);
  expect(joinDirectories(["down", "--directory", "x", "--", "-C", "y"])).toEqual([
    "down",
    "--directory=x",
    "--",
    "-C",
    "y",
  ]);
  expect(joinDirectories(["down", "-C"])).toEqual(["down", "-C"]);
});

test("what stands behind `--` is the command's, to the letter", () => {
  expect(readRunArguments(["-C", "x", "--", "python", "-C", "--", "--help"])).toEqual({
    kind: "command",
    directory: "x",
    argv: ["python", "-C", "--", "--help"],
  });
});

test("a command line that `run` does not understand says how to write it", () => {
  const hint = "write `jig run -- COMMAND`: what stands behind `--` is run as it is";
  expect(readRunArguments([])).toEqual({ kind: "wrong", message: "`jig run` needs a command", hint });
  expect(readRunArguments(["--"])).toEqual({ kind: "wrong", message: "`jig run --` needs a command", hint });
  expect(readRunArguments(["lint"])).toEqual({
    kind: "wrong",
    message: "`jig run` needs `--` before the command `lint`",
    hint,
  });
  expect(readRunArguments(["-x"])).toEqual({ kind: "wrong", message: "`jig run` has no flag `-x`", hint });
  expect(readRunArguments(["--help"])).toEqual({ kind: "help" });
  expect(readRunArguments(["-C"])).toMatchObject({ kind: "wrong", message: "`-C` needs a folder" });
  expect(readRunArguments(["--", ""])).toMatchObject({
    kind: "wrong",
    message: "`jig run --` needs a command, not an empty word",
  });
});
