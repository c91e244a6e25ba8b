import { expect, test } from "bun:test";

import { inputFor } from "../../../test/golden/plan/plan-text.ts";
import { askingPlaces } from "./asking-places.ts";

const asked = (files: Readonly<Record<string, string>>, name: string): readonly string[] => {
  const named = Object.keys(files).filter((file) => /^(?:r\.txt|.*lock.*)$/.test(file));
  const { description } = inputFor(
    `[python]\nversion = "3.11"\nrequirements = ${JSON.stringify(named)}\npackages = ["six"]\n`,
  );
  return askingPlaces(description, files, name).map(
    ({ text, as, place: { file, line, column } }) => `${as} ${text} ${file}:${line}:${column}`,
  );
};

test("where a package is asked for is known, in the description and in its files", () => {
  const files = {
    "r.txt": "# first\n-c c.txt\n-r s.txt\nSix @ https://files.example/six-1.zip\n-e ./own\n",
    "s.txt": "a\n  Scikit_Learn>=1  # here\nsix==1 ; sys_platform == 'linux'\n",
    "c.txt": "SIX<2\n",
    "own/pyproject.toml": '[project]\nname = "My.Own"\n',
  };
  expect(asked(files, "six")).toEqual([
    "requirement six jig.toml:4:13",
    "requirement Six @ https://files.example/six-1.zip r.txt:4:1",
    "requirement six==1 ; sys_platform == 'linux' s.txt:3:1",
    "constraint SIX<2 c.txt:1:1",
  ]);
  expect(asked(files, "scikit-learn")).toEqual(["requirement Scikit_Learn>=1 s.txt:2:3"]);
  expect(asked(files, "my-own")).toEqual(["requirement -e ./own r.txt:5:1"]);
  expect(asked(files, "numpy")).toEqual([]);
});

test("a lock that is taken has its packages at their places", () => {
  const uv =
    'version = 1\n\n[[package]]\nname = "Nump-y"\nversion = "1.26.4"\n\n[[package]]\nname = "mine"\nsource = {}\n';
  expect(asked({ "uv.lock": uv }, "nump-y")).toEqual(["lock nump-y==1.26.4 uv.lock:4:1"]);
  expect(asked({ "uv.lock": uv }, "mine")).toEqual([]);
  const pylock = "[[packages]]\r\nname='six'\r\nversion='1.17.0'\r\n";
  expect(asked({ "pylock.toml": pylock }, "six")).toEqual([
    "requirement six jig.toml:4:13",
    "lock six==1.17.0 pylock.toml:2:1",
  ]);
  const archive = '[[packages]]\nname = "mine"\narchive = {}\n';
  expect(asked({ "pylock.toml": archive }, "mine")).toEqual(["lock mine pylock.toml:2:1"]);
});
