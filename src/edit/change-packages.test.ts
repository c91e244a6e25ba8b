import { expect, test } from "bun:test";
import { array, assert, boolean, constantFrom, property, tuple } from "fast-check";

import { readToml } from "../describe/toml/read-toml.ts";
import { addPackage, nameOfFolder, removePackage } from "./change-packages.ts";
import type { PackageFiles } from "./package-files.ts";

const inToml = (text: string, table: readonly string[] = ["python"]): PackageFiles => ({
  texts: new Map([["jig.toml", text]]),
  lists: [{ file: "jig.toml", table, key: "packages", isLocal: false }],
  requirements: [],
  placeNames: new Map(),
  target: "jig.toml",
});

const inLines = (text: string): PackageFiles => ({
  texts: new Map([
    ["jig.toml", '[python]\nversion = "3.11"\n'],
    ["r.txt", text],
  ]),
  lists: [{ file: "jig.toml", table: ["python"], key: "packages", isLocal: false }],
  requirements: ["r.txt"],
  placeNames: new Map([["-e .", "mine"]]),
  target: "r.txt",
});

const added = (files: PackageFiles, requirement: string): string | undefined => {
  const done = addPackage(files, requirement);
  if (done.ok) return done.value.texts.get(files.target);
  return "places" in done.failure ? `listed ${done.failure.places.length} times` : done.failure.reason;
};

const removed = (files: PackageFiles, name: string): string | undefined =>
  removePackage(files, name).texts.get(files.target);

const python = (list: string): string =>
  `# mine\n[python]\nversion = "3.11" # old\npackages = ${list}\n\n[env]\nA = "1"\n`;

test.each([
  ["a list on one line", '["b", "a"]', "z>=1", '["b", "a", "z>=1"]'],
  ["an empty list", "[]", "z", '["z"]'],
  ["a list with a comma at its end", '["b", "a",]', "z", '["b", "a", "z",]'],
  ["names that are in order", '["a", "c"]', "b", '["a", "b", "c"]'],
  ["other quotes", "['b', 'a']", "z", "['b', 'a', 'z']"],
  ["a list over lines", '[\n  "b", # two\n  "a",\n]', "z", '[\n  "b", # two\n  "a",\n  "z",\n]'],
  ["a last line without a comma", '[\n  "b",\n  "a" # one\n]', "z", '[\n  "b",\n  "a", # one\n  "z"\n]'],
  ["a bracket behind the last item", '["b",\n  "a"]', "z", '["b",\n  "a",\n  "z"]'],
  ["two on the last line", '[\n  "c",\n  "b", "a",\n]', "z", '[\n  "c",\n  "b", "a", "z",\n]'],
  [
    "an order over lines",
    '[\n  "a", # one\n  # of the c\n  "c",\n]',
    "b",
    '[\n  "a", # one\n  "b",\n  # of the c\n  "c",\n]',
  ],
  ["a marker with quotes", '["b"]', 'z ; sys_platform == "linux"', `["b", 'z ; sys_platform == "linux"']`],
  ["carriage returns", '[\r\n\t"b",\r\n\t"a", # x\r\n]', "z", '[\r\n\t"b",\r\n\t"a", # x\r\n\t"z",\r\n]'],
])("a package is added to %s, and the rest stays byte for byte", (...[, before, requirement, after]) => {
  expect(added(inToml(python(before)), requirement)).toBe(python(after));
});

test("without a list, one is written behind the last key, as that key is written", () => {
  expect(added(inToml('[python]\nversion = "3.11"  # x\n\n[env]\n'), "six")).toBe(
    '[python]\nversion = "3.11"  # x\npackages = ["six"]\n\n[env]\n',
  );
  expect(added(inToml('name = "x"\npython.version = "3.11"'), "six")).toBe(
    'name = "x"\npython.version = "3.11"\npython.packages = ["six"]',
  );
  expect(added(inToml('python = { version = "3.11" }\n'), "six")).toBe(
    'python = { version = "3.11", packages = ["six"] }\n',
  );
  const tool = inToml('[tool.jig.python]\r\n  version = "3.11"\r\n', ["tool", "jig", "python"]);
  expect(added(tool, "six")).toBe('[tool.jig.python]\r\n  version = "3.11"\r\n  packages = ["six"]\r\n');
});

test("a list is written before the tables of its table, and behind a header alone", () => {
  const project = (text: string): PackageFiles => ({
    ...inToml(text, ["project"]),
    lists: [{ file: "jig.toml", table: ["project"], key: "dependencies", isLocal: false }],
  });
  expect(added(project('[project]\nname = "x"\n\n[project.urls]\nhome = "h"\n'), "six")).toBe(
    '[project]\nname = "x"\ndependencies = ["six"]\n\n[project.urls]\nhome = "h"\n',
  );
  expect(added(project('[project]\nname = "x"\nurls.home = "h"\n[[project.more]]\na = 1\n'), "six")).toBe(
    '[project]\nname = "x"\ndependencies = ["six"]\nurls.home = "h"\n[[project.more]]\na = 1\n',
  );
  expect(added(inToml("[python] # x\n[env]\n"), "six")).toBe('[python] # x\npackages = ["six"]\n[env]\n');
  const dynamic = project('[project]\nname = "x"\ndynamic = ["version", "dependencies"]\n');
  expect(addPackage(dynamic, "six")).toMatchObject({ ok: false, failure: { reason: "dynamic-list" } });
});

test("a package that is listed is changed where it stands, and keeps what is not said anew", () => {
  expect(added(inToml(python('["Six==1.16.0"]')), "six>=1.17")).toBe(python('["Six>=1.17"]'));
  const marked = `['six[a]==1.16 ; python_version < "3.12"']`;
  expect(added(inToml(python(marked)), "six[b]>=1")).toBe(
    python(`['six[a,b]>=1 ; python_version < "3.12"']`),
  );
  for (const same of ["six", "six == 1.16"]) {
    expect(added(inToml(python('["six==1.16"]')), same)).toBe(python('["six==1.16"]'));
  }
  const twice = python(`["six==1 ; sys_platform == 'linux'", "six==2 ; sys_platform == 'darwin'"]`);
  expect(added(inToml(twice), "six==3")).toBe("listed 2 times");
  expect(added(inToml(twice), "six")).toBe(twice);
  expect(added(inLines("six==1.16  # why\nbirch\n"), "six==1.17")).toBe("six==1.17  # why\nbirch\n");
});

test.each([
  ["one line", '["a", "six", "b"]', '["a", "b"]'],
  ["the end of one line", '["a", "six"]', '["a"]'],
  ["the end with a comma", '["a", "six",]', '["a",]'],
  ["a list of one", '["six==1"]', "[]"],
  [
    "a line of its own",
    '[\n  "a", # x\n  "six", # why\n  # of the b\n  "b",\n]',
    '[\n  "a", # x\n  # of the b\n  "b",\n]',
  ],
  ["the last line", '[\n  "a",\n  "six"\n]', '[\n  "a",\n]'],
  ["the bracket's line", '[\n  "a",\n  "six"]', '[\n  "a",\n  ]'],
  ["the first line", '["six",\n "b"]', '[\n "b"]'],
  ["lines with carriage returns", '[\r\n  "a",\r\n  "six",\r\n]', '[\r\n  "a",\r\n]'],
  ["the first line with a carriage return", '[\r\n  "six", # x\r\n  "b"\r\n]', '[\r\n  "b"\r\n]'],
])("a package is taken out of %s, and the rest stays byte for byte", (_, before, after) => {
  expect(removed(inToml(python(before)), "six")).toBe(python(after));
});

test("a line is added to a requirements file, in order where there is one", () => {
  expect(added(inLines("b\na # x\n"), "z")).toBe("b\na # x\nz\n");
  expect(added(inLines("b\na"), "z")).toBe("b\na\nz\n");
  expect(added(inLines("# head\na\nb==1 # why\n\n# of d\nd\n"), "c")).toBe(
    "# head\na\nb==1 # why\nc\n\n# of d\nd\n",
  );
  expect(added(inLines("b\r\na\r\n"), "z")).toBe("b\r\na\r\nz\r\n");
  expect(added(inLines("b \\\n  --hash=sha256:00\na\\\n"), "z")).toBe("b \\\n  --hash=sha256:00\na\\\n\nz\n");
  expect(added(inLines(""), "z")).toBe("z\n");
});

test("a place is known by the name before it, or by that of the package there", () => {
  const text = "a\n-e .  # ourselves\nlib @ git+https://git.example/lib.git\n";
  expect(removed(inLines(text), "mine")).toBe("a\nlib @ git+https://git.example/lib.git\n");
  expect(removed(inLines(text), "lib")).toBe("a\n-e .  # ourselves\n");
  expect(added(inLines(text), "lib==1.0")).toBe("a\n-e .  # ourselves\nlib==1.0\n");
});

test("what comes from a place is there already for its bare name, and nothing else is made of it", () => {
  const text = "-e ./pk # ours\n./lib\n";
  const files = (): PackageFiles => ({
    ...inLines(text),
    placeNames: new Map([
      ["-e ./pk", "mine"],
      ["./lib", "lib"],
    ]),
  });
  for (const [name, line] of [
    ["Mine", 1],
    ["lib", 2],
  ] as const) {
    const done = addPackage(files(), name);
    expect(done).toMatchObject({ ok: true, value: { changes: [{ kind: "there", place: { line } }] } });
    expect(added(files(), name)).toBe(text);
  }
  expect(addPackage(files(), "mine[more]")).toMatchObject({
    ok: false,
    failure: { reason: "from-place", name: "mine", places: [{ file: "r.txt", line: 1 }] },
  });
  expect(added(inLines("lib @ git+https://git.example/lib.git\n"), "lib")).toBe(
    "lib @ git+https://git.example/lib.git\n",
  );
});

test("another version keeps the options of its line, and not the hashes of the former", () => {
  const options = '--config-settings="a=b  c" --global-option=foo';
  expect(added(inLines(`six==1 ${options} # why\n`), "six==2")).toBe(`six==2 ${options} # why\n`);
  expect(added(inLines("six==1 \\\n  --hash=sha256:00 \\\n  --global-option=foo\nb\n"), "six==2")).toBe(
    "six==2 --global-option=foo\nb\n",
  );
});

const hashedWith = (comment: string): string => `six==1 \\\n    --hash=sha256:00   # ${comment}\nb\n`;

test("another version keeps the comment of its entry, and makes no option of it", () => {
  for (const comment of ["keep: bug 123", "see --no-binary note"])
    expect(added(inLines(hashedWith(comment)), "six<2")).toBe(`six<2  # ${comment}\nb\n`);
  expect(added(inLines("six==1 \\\r\n  --pre\r\nb\r\n"), "six<2")).toBe("six<2 --pre\r\nb\r\n");
});

test("what says whence a line came stays with it, and goes with it", () => {
  const compiled =
    "certifi==1\n    # via requests\nidna==3\n    # via\n    #   requests\n    #   -r r.in\nrequests==2\n";
  expect(added(inLines(compiled), "colorama")).toBe(
    compiled.replace("# via requests\n", "# via requests\ncolorama\n"),
  );
  expect(added(inLines(compiled), "pip")).toBe(compiled.replace("r.in\n", "r.in\npip\n"));
  expect(removed(inLines(compiled), "idna")).toBe("certifi==1\n    # via requests\nrequests==2\n");
  expect(removed(inLines("a\n  # of the b\nb\n"), "a")).toBe("  # of the b\nb\n");
});

test("an address takes the place of versions, and versions that of an address, and the marker stays", () => {
  const wheel = "https://files.example/six-1.0-py3-none-any.whl";
  expect(added(inToml(python('["six"]')), `six @ ${wheel}`)).toBe(python(`["six @ ${wheel}"]`));
  const marked = `six @ ${wheel} ; sys_platform == 'linux'`;
  expect(added(inLines("six[a]==1 ; sys_platform == 'linux'  # x\n"), `six @ ${wheel}`)).toBe(
    `six[a] @ ${wheel} ; sys_platform == 'linux'  # x\n`,
  );
  expect(added(inLines(`${marked}\n`), "six>=1")).toBe("six>=1 ; sys_platform == 'linux'\n");
  expect(added(inLines(`${marked}\n`), `six @ ${wheel}`)).toBe(`${marked}\n`);
  expect(added(inLines("git+https://h/lib.git#egg=lib\n"), "git>=1")).toContain(
    "git+https://h/lib.git#egg=lib\n",
  );
  expect(added(inLines("https://h/mine-1.0-py3-none-any.whl\n"), "mine>=1")).toContain("mine>=1\n");
});

test("an empty name is nobody's, and what a file outside asks for is told", () => {
  const odd = inLines("===\n;six\n");
  expect(removePackage(odd, "").changes).toEqual([]);
  const files = { ...inLines("six\n"), outside: [{ file: "/abs.txt", text: "b\nsix==1\n" }] };
  expect(removePackage(files, "six").staying).toEqual([{ file: "/abs.txt", line: 2, column: 1 }]);
  expect(removePackage(files, "b")).toMatchObject({ changes: [], staying: [{ line: 1 }] });
});

test("a requirement is taken out of every file with its lines, and nothing else is", () => {
  expect(
    removed(inLines("# head\nsix==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nb # six\n"), "six"),
  ).toBe("# head\nb # six\n");
  const both = inLines("Six ; sys_platform == 'linux'\nb\nsix ; sys_platform == 'darwin'");
  const { texts, changes } = removePackage(both, "six");
  expect(texts.get("r.txt")).toBe("b\n");
  expect(changes.map(({ place }) => place.line)).toEqual([1, 2]);
  expect(removePackage(both, "nowhere").changes).toEqual([]);
});

const names = ["alder", "birch", "cedar", "fir", "oak"] as const;
const gap = constantFrom("", " ", "\n", "\n  ", ' # note, "x"]\n', "\n\n\t# z\n  ");

/** A list with blanks and comments wherever TOML takes them. */
const list = tuple(
  array(tuple(gap, constantFrom(...names), gap, constantFrom('"', "'")), { maxLength: 5 }),
  gap,
  boolean(),
).map(([items, tail, isClosed]) => {
  const texts = items.map(([left, name, right, mark]) => `${left}${mark}${name}${mark}${right}`);
  return `[${texts.join(",")}${isClosed && items.length > 0 ? "," : ""}${tail}]`;
});

const commentsIn = (whole: string | undefined) => whole?.match(/# (?:note|z).*/g) ?? [];

const valuesIn = (text: string | undefined): readonly string[] => {
  const { root, isBroken } = readToml({ file: "jig.toml", text: text ?? "" });
  expect(isBroken).toBe(false);
  const table = root.entries.get("python")?.value;
  const packages = table?.kind === "table" ? table.entries.get("packages")?.value : undefined;
  if (packages?.kind !== "list") throw new Error("no list");
  return packages.items.map((item) => (item.kind === "string" ? item.value : ""));
};

test("whatever a list looks like, what is added is in it, what is removed is not, and the others keep their order", () => {
  assert(
    property(list, constantFrom(...names), (text, name) => {
      const before = valuesIn(python(text));
      expect(valuesIn(removed(inToml(python(text)), name))).toEqual(before.filter((each) => each !== name));
      const after = valuesIn(added(inToml(python(text)), "maple"));
      expect(after.toSorted()).toEqual([...before, "maple"].toSorted());
      expect(after.filter((each) => each !== "maple")).toEqual([...before]);
      expect(commentsIn(added(inToml(python(text)), "maple"))).toEqual(commentsIn(python(text)));
    }),
    { numRuns: 500 },
  );
});

test("a folder that is used as it is keeps the extras and the marker of what stood in its place", () => {
  const asked = "-e ./lib";
  for (const [listed, given, now] of [
    ["-e ./lib[dev]", asked, "-e ./lib[dev]"],
    ["-e lib[dev] ; python_version < '4'", asked, "-e ./lib[dev] ; python_version < '4'"],
    ["-e ./lib[dev]  # ours", "-e ./lib[all,dev]", "-e ./lib[dev,all]  # ours"],
    ["mine[dev]>=1 ; python_version < '4'", asked, "-e ./lib[dev] ; python_version < '4'"],
    ["mine[dev] @ ./lib", asked, "-e ./lib[dev]"],
    ["mine", asked, asked],
    ["-e ./lib", "-e ./lib ; python_version < '4'", "-e ./lib ; python_version < '4'"],
    ["-e ./lib[dev] ; python_version < '4'", "-e ./lib ; os_name == 'nt'", "-e ./lib[dev] ; os_name == 'nt'"],
  ] as const) {
    const [text = ""] = listed.split("  #");
    const placeNames = new Map([text, given].map((each) => [each, "mine"]));
    expect(added({ ...inLines(`${listed}\n`), placeNames }, given), listed).toBe(`${now}\n`);
  }
});

test("a folder is known by the package that comes from it, however the line is written", () => {
  const files: PackageFiles = {
    ...inLines(""),
    placeNames: new Map([
      ["-e .[dev] ; python_version < '4'", "mine"],
      ["./libs/tool/", "tool"],
      ["-e ./libs/other[all, dev]", "other"],
    ]),
  };
  for (const [folder, name] of [
    [".", "mine"],
    ["./", "mine"],
    ["./libs/tool", "tool"],
    ["./libs/other", "other"],
    ["./libs", null],
    ["..", null],
  ] as const)
    expect(nameOfFolder(files, folder), folder).toBe(name);
});
