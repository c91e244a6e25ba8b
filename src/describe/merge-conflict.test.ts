import { expect, test } from "bun:test";

import { readToml } from "./toml/read-toml.ts";

const told = (text: string): readonly string[] =>
  readToml({ file: "jig.toml", text }).problems.map(
    ({ code, range }) => `${code} ${text.slice(range.offset, range.offset + range.length)}`,
  );

const list = `[python]
packages = [
  "alder",
<<<<<<< HEAD
  "birch",
=======
  "cedar",
>>>>>>> other
]
[services.web]
<<<<<<< HEAD
port = 1
=======
port = 2
>>>>>>> other
`;

test("what a merge has left is told once for each conflict, wherever TOML takes its lines", () => {
  const both = ["merge-conflict <<<<<<< HEAD", "merge-conflict <<<<<<< HEAD"];
  expect(told(list)).toEqual(both);
  expect(told(list.replaceAll("\n", "\r\n"))).toEqual(both);
  expect(told(list.replaceAll(/^>{7}.*\n/gm, ""))).toEqual(both);
  expect(told("a = 1\n=======\nb = 2\n")).toEqual(["merge-conflict ======="]);
  expect(told("a = 1\n>>>>>>> other\nb = ?\n")).toEqual(["merge-conflict >>>>>>> other"]);
});

test("marks in a text of more lines are no conflict, and neither is what looks like one", () => {
  const text = 'a = """\n<<<<<<< HEAD\n=======\n"""\n';
  expect(told(text)).toEqual([]);
  expect(told(`${text}b = ?\n`)).toEqual(["invalid-toml ?"]);
  expect(told("<<<<<<<<< nine\n")).toEqual(["invalid-toml <"]);
});
