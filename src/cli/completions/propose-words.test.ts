import { expect, test } from "bun:test";

import { app } from "../app.ts";
import { commandShapes } from "./command-shape.ts";
import { directoryAmong, proposeWords } from "./propose-words.ts";
import { readShellWord } from "./read-shell-words.ts";

const options = {
  commands: commandShapes(app()),
  namesFor: (placeholder: string) =>
    (placeholder === "SERVICE" ? ["app", "jupyter"] : [placeholder]).map((word) => ({ word, about: "" })),
};

const propose = (...words: string[]): string => {
  const { words: proposed, shell } = proposeWords(options, words);
  return [...proposed.map(({ word }) => word), ...(shell === "nothing" ? [] : [`(${shell})`])].join(" ");
};

test("commands come first, and flags once one is begun", () => {
  expect(propose("re")).toBe("restart remove");
  expect(propose("")).toContain("up down restart status logs");
  expect(propose("")).not.toContain("-");
  expect(propose("-")).toBe("-C --help --version");
});

test("the services of the project are proposed, each once", () => {
  expect(propose("restart", "")).toBe("app jupyter");
  expect(propose("restart", "app", "")).toBe("jupyter");
  expect(propose("logs", "-n", "20", "j")).toBe("jupyter");
  expect(propose("open", "app", "")).toBe("");
  expect(propose("ps", "-")).toBe(propose("status", "-"));
});

test("flags are proposed once, as they are written", () => {
  expect(propose("up", "--no")).toBe("--no-open");
  expect(propose("logs", "-")).toContain("--follow -f --lines -n");
  expect(propose("logs", "-f", "--f")).toBe("");
});

test("a folder is proposed by the shell, and what is behind it by jig", () => {
  expect(propose("-C", "")).toBe("(folders)");
  expect(propose("status", "-C", "exa")).toBe("(folders)");
  expect(propose("-C", "examples", "sta")).toBe("status");
});

test("what stands behind `jig run --` is another command's", () => {
  expect(propose("run", "")).toBe("--");
  expect(propose("run", "--", "py")).toBe("(command)");
  expect(propose("run", "--", "python", "-")).toBe("(command)");
});

test("help takes a command, presets a preset, and an unknown command nothing", () => {
  expect(propose("help", "lo")).toBe("logs lock");
  expect(propose("presets", "")).toBe("PRESET");
  expect(propose("completions", "")).toBe("SHELL");
  expect(propose("nope", "")).toBe("");
});

test("the project is the one that -C names", () => {
  expect(directoryAmong(["up", "-C", "a b", ""])).toBe("a b");
  expect(directoryAmong(["--directory=x", "up", ""])).toBe("x");
  expect(directoryAmong(["run", "--", "tar", "-C", "x", ""])).toBeNull();
  expect(directoryAmong(["up", "-C", ""])).toBeNull();
});

test("words are read without the quotes they were typed with", () => {
  expect(readShellWord(String.raw`my\ folder`)).toBe("my folder");
  expect(readShellWord(`"it's"/'a "b"'`)).toBe(`it's/a "b"`);
  expect(readShellWord(String.raw`"a\"b\c"`)).toBe(String.raw`a"b\c`);
  expect(readShellWord(`"open`)).toBe("open");
});
