import { expect, test } from "bun:test";

import { inputFor } from "../../test/golden/plan/plan-text.ts";
import { placeOf } from "../base/place.ts";
import { decodeText } from "../describe/decode-text.ts";
import { gatherRequirements, placeOfRequirement, requirementsFilesReached } from "./gather-requirements.ts";

const describing = (files: string) =>
  inputFor(`[python]\nversion = "3.11"\nrequirements = ${files}\npackages = ["six"]\n`).description;

const reader = (files: Readonly<Record<string, string>>) => {
  const read: string[] = [];
  return {
    read,
    from: (path: string): string | null => {
      read.push(path);
      return files[path] ?? null;
    },
  };
};

test("every file that is reached is read once, a missing one too", () => {
  const { read, from } = reader({
    "a.txt": "-r sub/b.txt\n-c c.txt\n-r none.txt\n",
    "sub/b.txt": "-r ../a.txt\n-r ../../above.txt\nnumpy\n",
    "c.txt": "numpy<3\n",
  });
  const reached = requirementsFilesReached(describing('["./a.txt", "sub//b.txt"]'), from);
  expect(Object.keys(reached).toSorted()).toEqual([
    "../above.txt",
    "a.txt",
    "c.txt",
    "none.txt",
    "sub/b.txt",
  ]);
  expect([reached["none.txt"], reached["../above.txt"]]).toEqual([null, null]);
  expect(read.toSorted()).toEqual(Object.keys(reached).toSorted());
});

test("a file by its absolute path is asked for by that path", () => {
  expect(
    requirementsFilesReached(describing('["a.txt"]'), reader({ "a.txt": "-r /etc/x.txt" }).from),
  ).toEqual({
    "a.txt": "-r /etc/x.txt",
    "/etc/x.txt": null,
  });
});

test("files that include each other are gathered once", () => {
  const files = { "a.txt": "-r b.txt\nnumpy\n", "b.txt": "-r a.txt\nNumPy\npandas\n" };
  expect(gatherRequirements(describing('["a.txt"]'), files)).toMatchObject({
    ok: true,
    value: { requirements: ["numpy", "pandas", "six"], constraints: [] },
  });
});

test("what a constraints file includes constrains, and the same file may do both", () => {
  const files = { "a.txt": "-c c.txt\n-r d.txt\n", "c.txt": "-r d.txt\n", "d.txt": "numpy<3\n" };
  expect(gatherRequirements(describing('["a.txt"]'), files)).toMatchObject({
    ok: true,
    value: { requirements: ["numpy<3", "six"], constraints: ["numpy<3"] },
  });
});

test("without [python] nothing is reached or wanted", () => {
  const { description } = inputFor('[services.a]\nrun = "a"');
  expect(requirementsFilesReached(description, () => "x")).toEqual({});
  expect(gatherRequirements(description, {})).toMatchObject({ ok: true, value: { requirements: [] } });
});

test("a file whose name every object has is still only a file", () => {
  expect(gatherRequirements(describing('["constructor"]'), {}).ok).toBe(false);
});

test("what is wrong in a requirements file is told at its place there", () => {
  const text = "six\nnumpy=1.26\n  numpy pandas\nnumpy==  # which?\nnumpy>=1.26,<2 ; python_version < '4'\n";
  const gathered = gatherRequirements(describing('["r.txt"]'), { "r.txt": text });
  const told = gathered.ok
    ? []
    : gathered.failure.map(({ code, message, hint, source, range }) => {
        const { line, column, file } = placeOf(source, range);
        return `${file}:${line}:${column} ${code}: ${message}; ${hint}`;
      });
  expect(told).toEqual([
    "r.txt:2:1 invalid-requirement: `numpy=1.26` is not a requirement; did you mean `numpy==1.26`?",
    "r.txt:3:3 invalid-requirement: `numpy pandas` is not a requirement; write each by itself: `numpy`, `pandas`",
    "r.txt:4:1 invalid-requirement: `numpy==` is not a requirement; a version is missing, as in `numpy==1.2`",
  ]);
});

test("what is not a file, or not text, is told", () => {
  const decoded = decodeText(new Uint8Array([0xff, 0xfe, 0x73, 0]), "wide.txt");
  if (decoded.ok) throw new Error("UTF-16 is not UTF-8");
  const gathered = gatherRequirements(describing('["rd", "pipe", "wide.txt"]'), {
    rd: { kind: "folder" },
    pipe: { kind: "other" },
    "wide.txt": { kind: "undecodable", problem: decoded.failure },
  });
  expect(gathered.ok ? [] : gathered.failure.map(({ message, source }) => [source.file, message])).toEqual([
    ["jig.toml", "`rd` is a folder, not a file"],
    ["jig.toml", "`pipe` is not a file"],
    ["wide.txt", "this file is UTF-16, not UTF-8"],
  ]);
});

test("where a package is asked for is known, in the description and in its files", () => {
  const description = describing('["r.txt"]');
  const files = { "r.txt": "# first\n-r s.txt\n", "s.txt": "a\n  Scikit_Learn>=1  # here\n" };
  expect(placeOfRequirement(description, files, "six")).toMatchObject({ file: "jig.toml", line: 4 });
  expect(placeOfRequirement(description, files, "scikit-learn")).toEqual({
    file: "s.txt",
    line: 2,
    column: 3,
  });
  expect(placeOfRequirement(description, files, "numpy")).toBeNull();
});

test("a merge conflict in a file is told once, and not line by line", () => {
  const text = "six\r\n<<<<<<< HEAD\r\nnumpy==1\r\n=======\r\nnumpy==2\r\n>>>>>>> other\r\n-e .\n";
  const gathered = gatherRequirements(describing('["r.txt"]'), { "r.txt": text });
  const problems = gathered.ok ? [] : gathered.failure;
  expect(problems.map(({ message }) => message)).toEqual(["there is a merge conflict in `r.txt`"]);
  expect(problems.map(({ source, range }) => placeOf(source, range).line)).toEqual([2]);
});

const hintFor = (text: string): string | undefined => {
  const gathered = gatherRequirements(describing('["r.txt"]'), { "r.txt": text });
  const hint = gathered.ok ? undefined : gathered.failure[0]?.hint;
  return /--no-deps (.*)`, which stays$/.exec(hint ?? "")?.[1];
};

test("what names a place is refused with the way to have it nevertheless", () => {
  expect(hintFor("-e .")).toBe("-e .");
  expect(hintFor("--editable=./my lib")).toBe("-e './my lib'");
  expect(hintFor("git+https://example.org/x@main")).toBe("git+https://example.org/x@main");
  expect(hintFor("x @ https://example.org/x.whl")).toBe("'x @ https://example.org/x.whl'");
});
