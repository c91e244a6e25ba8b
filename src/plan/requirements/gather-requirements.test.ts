import { expect, test } from "bun:test";

import { inputFor } from "../../../test/golden/plan/plan-text.ts";
import { placeOf } from "../../base/place.ts";
import { decodeText } from "../../describe/decode-text.ts";
import { gatherRequirements, requirementsFilesReached } from "./gather-requirements.ts";

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

test("a list for conda is told as that, once, where it is named", () => {
  const gathered = gatherRequirements(describing('["environment.yml"]'), {
    "environment.yml": "name: x\ndependencies:\n  - pandas\n",
  });
  const problems = gathered.ok ? [] : gathered.failure;
  expect(problems.map(({ code, source }) => [code, source.file])).toEqual([["conda-list", "jig.toml"]]);
});

test("a merge conflict in a file is told once, and not line by line", () => {
  const text = "six\r\n<<<<<<< HEAD\r\nnumpy==1\r\n=======\r\nnumpy==2\r\n>>>>>>> other\r\n-e .\n";
  const gathered = gatherRequirements(describing('["r.txt"]'), { "r.txt": text });
  const problems = gathered.ok ? [] : gathered.failure;
  expect(problems.map(({ message }) => message)).toEqual(["there is a merge conflict in `r.txt`"]);
  expect(problems.map(({ source, range }) => placeOf(source, range).line)).toEqual([2]);
});

const placesOf = (files: Readonly<Record<string, string>>) => {
  const description = describing('["r/a.txt"]');
  const gathered = gatherRequirements(description, requirementsFilesReached(description, reader(files).from));
  return gathered.ok
    ? gathered.value.places.map(({ name, extras, marker, origin }): unknown => [name, extras, marker, origin])
    : gathered.failure.map(({ message, source, related = [] }) => [
        `${source.file}: ${message}`,
        ...related.map((each) => each.source.file),
      ]);
};

test("folders, repositories and addresses are gathered under their packages' names", () => {
  const files = {
    "r/a.txt": [
      "-e .[dev,Test]",
      "./near ; sys_platform == 'linux'",
      "-r b.txt",
      "git+https://git.example/x.git@v1#egg=Some_Lib&subdirectory=py",
      "ssh-lib @ git+ssh://git@git.example/x.git",
      "https://files.example/wheel_lib-1.0-py3-none-any.whl",
    ].join("\n"),
    "r/b.txt": "-e .\n",
    "pyproject.toml": '[project]\nname = "My.Own"\n[tool.jig]\nname = "x"\n',
    "r/near/setup.py": "setup(name='near-lib')\n",
  };
  const repository = { kind: "repository", reference: null, subdirectory: null } as const;
  expect(placesOf(files)).toEqual([
    ["my-own", ["dev", "test"], null, { kind: "folder", path: ".", isEditable: true }],
    ["near-lib", [], "sys_platform == 'linux'", { kind: "folder", path: "r/near", isEditable: false }],
    [
      "some-lib",
      [],
      null,
      { ...repository, url: "https://git.example/x.git", reference: "v1", subdirectory: "py" },
    ],
    ["ssh-lib", [], null, { ...repository, url: "ssh://git@git.example/x.git" }],
    ["wheel-lib", [], null, { kind: "address", url: "https://files.example/wheel_lib-1.0-py3-none-any.whl" }],
  ]);
});

test("a wheel is looked for from the project's folder, then from the file that names it", () => {
  const name = "My_Lib-1.0-1-py3-none-any.whl";
  expect(placesOf({ "r/a.txt": `./w/${name}\n`, [`r/w/${name}`]: "" })).toEqual([
    ["my-lib", [], null, { kind: "archive", path: `r/w/${name}` }],
  ]);
  expect(placesOf({ "r/a.txt": `my.lib[x] @ w/${name} ; os_name == 'posix'\n`, [`w/${name}`]: "" })).toEqual([
    ["my-lib", ["x"], "os_name == 'posix'", { kind: "archive", path: `w/${name}` }],
  ]);
});

test("a place that says too little, leads nowhere or is another one elsewhere is told", () => {
  const own = { "pyproject.toml": '[project]\nname = "mine"\n' };
  expect(
    placesOf({ ...own, "r/a.txt": "-e .\n-r b.txt\n", "r/b.txt": "mine @ git+https://git.example/m\n" }),
  ).toEqual([["r/b.txt: `mine` is to come from two places", "r/a.txt"]]);
  const wrong: readonly (readonly [string, string])[] = [
    ["git+https://git.example/x", "`git+https://git.example/x` does not say which package that is"],
    ["https://files.example/x.zip", "`https://files.example/x.zip` does not say which package that is"],
    ["x @ hg+https://hg.example/x", "`x @ hg+https://hg.example/x` is in no repository that can be asked"],
    ["x @ git+ext::sh%20-c", "`x @ git+ext::sh%20-c` is in no repository that can be asked"],
    ["./x-1.0.whl", "`./x-1.0.whl` is not named as a wheel is"],
    ["./x-1.0-py3-none-any.whl", "there is no file `./x-1.0-py3-none-any.whl`"],
    [
      "/x-1.0-py3-none-any.whl",
      "`/x-1.0-py3-none-any.whl` is a file of this machine, which the lock of all cannot hold",
    ],
    [
      "./x-1.0.tar.gz",
      "`./x-1.0.tar.gz` is an archive that has to be built, which a lock for all machines cannot hold",
    ],
    ["-e ./none", "there is no package in the folder `./none`"],
    ["-e ./dynamic", "the package in `./dynamic` does not say its name"],
  ];
  for (const [line, message] of wrong) {
    const files = { "r/a.txt": `${line}\n`, "dynamic/setup.py": "setup(name=name())\n" };
    expect(placesOf(files)).toEqual([[`r/a.txt: ${message}`]]);
  }
  expect(placesOf({ "r/a.txt": "-c c.txt\n", "r/c.txt": "-e .\n" })).toEqual([
    ["r/c.txt: `-e .` is a place, and constraints are about versions"],
  ]);
});

const hintFor = (line: string): string => {
  const { description } = inputFor('[python]\nversion = "3.11"\nrequirements = "r.txt"\n');
  const gathered = gatherRequirements(description, { "r.txt": `${line}\n` });
  return gathered.ok ? "" : (gathered.failure[0]?.hint ?? "");
};

test("a version where a place is to stand, and the folders of conda's builds, are told with what to write", () => {
  expect(hintFor("numpy@2")).toBe("did you mean `numpy==2`?");
  expect(hintFor("six @ file:///tmp/build/80754af9/six_1644875935023/work")).toStartWith(
    "conda has built it there: write `six==`",
  );
});

const toldOfPython = (range: string, version: string): unknown => {
  const { description } = inputFor(`[python]\nversion = "${version}"\nrequirements = "pyproject.toml"\n`);
  const text = `[project]\nname = "x"\nrequires-python = "${range}"\ndependencies = []\n`;
  const gathered = gatherRequirements(description, { "pyproject.toml": text });
  return gathered.ok
    ? null
    : gathered.failure.map(({ message, source, range: at, related = [] }) => [
        message,
        placeOf(source, at).line,
        ...related.map((each) => placeOf(each.source, each.range)),
      ]);
};

test("a Python that `pyproject.toml` is not for is told with both places", () => {
  expect(toldOfPython(">=3.12", "3.11")).toEqual([
    [
      "Python is to be `3.11` here, and `>=3.12` in `pyproject.toml`",
      2,
      { file: "pyproject.toml", line: 3, column: 19 },
    ],
  ]);
  for (const [range, version] of [
    [">=3.11.4,<3.13", "3.11"],
    ["==3.11.*", "3.11.7"],
    ["~=3.9", "3.11"],
    ["who knows", "3.11"],
  ] as const)
    expect([range, toldOfPython(range, version)]).toEqual([range, null]);
  for (const [range, version] of [
    [">=3.11.8", "3.11.7"],
    ["<3.11", "3.11"],
    ["!=3.11.*", "3.11"],
  ] as const)
    expect([range, toldOfPython(range, version)]).toEqual([range, expect.any(Array)]);
});

const listing = (python: string, files: Readonly<Record<string, string>>) => {
  const { description } = inputFor(`[python]\nversion = "3.11"\n${python}\n`);
  const gathered = gatherRequirements(description, requirementsFilesReached(description, reader(files).from));
  return gathered.ok
    ? gathered.value.requirements
    : gathered.failure.map(({ message, source, range, related = [] }) => {
        const at = placeOf(source, range);
        return [
          `${at.file}:${at.line} ${message}`,
          ...related.map((each) => placeOf(each.source, each.range)),
        ];
      });
};

const pyproject = `[project]
name = "x"
dependencies = ["six", "Numpy>=1.26"]
[dependency-groups]
dev = ["pytest", { include-group = "Type_Check" }]
type-check = ["mypy"]
lost = [{ include-group = "nowhere" }]
`;

test("a pyproject.toml gives its dependencies, and the groups that are asked for", () => {
  const files = { "pyproject.toml": pyproject };
  expect(listing('requirements = ["pyproject.toml"]', files)).toEqual(["numpy>=1.26", "six"]);
  expect(listing('groups = "dev"', files)).toEqual(["mypy", "pytest"]);
  expect(listing('requirements = "pyproject.toml"\ngroups = ["dev"]', files)).toEqual([
    "mypy",
    "numpy>=1.26",
    "pytest",
    "six",
  ]);
  expect(listing('groups = ["lost"]', files)).toEqual([
    ["jig.toml:3 there is no group `lost` in `[dependency-groups]` of `pyproject.toml`"],
  ]);
  expect(listing('requirements = "pyproject.toml"', { "pyproject.toml": "[project]\n" })).toEqual([
    ["pyproject.toml:1 `[project]` lists no `dependencies`"],
  ]);
  expect(listing('requirements = "pyproject.toml"', { "pyproject.toml": "[project\n" })).toHaveLength(1);
});

test("two sources that disagree are told with both places", () => {
  const files = {
    "a.txt": "six\nNumPy==1.26.4\nx==1.0 ; python_version < '3'\n",
    "b.txt": "numpy==2.0\nx==2.0\n",
  };
  expect(
    listing('requirements = ["a.txt", "b.txt"]\npackages = ["six==1.17", "six==1.17.0"]', files),
  ).toEqual([
    ["b.txt:1 `numpy` is to be 2.0 here and 1.26.4 elsewhere", { file: "a.txt", line: 2, column: 1 }],
  ]);
});

test("a line that no person writes is refused with its place", () => {
  const files = { "a.txt": `six\n${"a".repeat(100_000)}\n-r ${"b".repeat(5000)}\n` };
  expect(listing('requirements = ["a.txt"]', files)).toContainEqual([
    "a.txt:2 this line has 100000 characters, where 4096 are the limit",
  ]);
});

const outside = (text: string) => ({ "../a.txt": { kind: "text-outside" as const, text } });

test("what a file outside of the project says is gone by, and what is wrong with it is not quoted", () => {
  const described = describing('["../a.txt"]');
  expect(gatherRequirements(described, outside("numpy\n"))).toMatchObject({
    ok: true,
    value: { requirements: ["numpy", "six"] },
  });
  const wrong = gatherRequirements(described, outside("numpy\nA SECRET\nANOTHER SECRET\n"));
  expect(wrong).toMatchObject({
    failure: [{ message: expect.stringContaining("`../a.txt` leads out of the project") }],
  });
  expect(JSON.stringify(wrong)).not.toContain("SECRET");
});
