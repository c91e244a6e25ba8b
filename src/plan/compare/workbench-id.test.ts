import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { describe } from "../../describe/describe.ts";
import type { Description } from "../../describe/description.ts";
import { gatherRequirements } from "../requirements/gather-requirements.ts";
import { parseLock } from "../lock/parse-lock.ts";
import type { Lock } from "../lock/lock.ts";
import { plainDescription } from "./plain-description.ts";
import { workbenchId } from "./workbench-id.ts";

const lockText = `version = 1
python = "3.11.7"
requires-python = "==3.11.*"
inputs = "sha256:00"

[[package]]
name = "numpy"
version = "2.1.0"
index = "pypi"
files = [
  { name = "numpy-2.1.0-py3-none-any.whl", size = 10, sha256 = "${"ab".repeat(32)}" },
]
`;

/** A table: its header, and lines of which any order means the same. */
type Table = readonly [header: string, ...lines: string[]];

const tables: readonly Table[] = [
  ["", 'name = "bench"'],
  [
    "[python]",
    'version = "3.11"',
    'requirements = ["requirements.txt"]',
    'packages = ["six", "attrs"]',
    'import-check = ["numpy", "os"]',
  ],
  ["[env]", 'A = "1"', 'B = "${env:HOME}"', 'EMPTY = ""'],
  ["[packages]", 'common = ["git", "zlib"]', "unfree = false"],
  ["[services.web]", 'run = ["serve", "--port", "${port}"]', "port = 7000", 'after = ["lab", "job"]'],
  ["[services.lab]", 'use = "jupyterlab"', "open = false", 'env = { X = "1", Y = "2" }'],
  ["[services.job]", 'run = "a && b"', "oneshot = true", 'stop = { signal = "INT", timeout = 3 }'],
];

const written = (list: readonly Table[]): string =>
  list.map(([header, ...lines]) => [header, ...lines, ""].join("\n")).join("\n");

const described = (text: string): Description => {
  const read = describe({ file: "jig.toml", text });
  if (!read.ok) throw new Error(read.failure.map(({ message }) => message).join("\n"));
  return read.value;
};

const lockOf = (text: string): Lock => {
  const lock = parseLock(text);
  if (!lock.ok) throw new Error(JSON.stringify(lock.failure));
  return lock.value;
};

const idOf = (
  text: string,
  requirements = "numpy>=2\npandas\n",
  lock: Lock | null = lockOf(lockText),
): string => {
  const description = described(text);
  const gathered = gatherRequirements(description, { "requirements.txt": requirements });
  if (!gathered.ok) throw new Error("requirements");
  return workbenchId({ description, requirements: gathered.value, lock });
};

const text = written(tables);

const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

/** The same, as another editor and another person would have written it. */
const rewritten: fc.Arbitrary<string> = fc
  .tuple(
    // What has no header has to stand first.
    shuffled(tables.slice(1)).chain((order) =>
      fc.tuple(
        ...[...tables.slice(0, 1), ...order].map(([header, ...lines]) =>
          shuffled(lines).map((other): Table => [header, ...other]),
        ),
      ),
    ),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("", "# a comment\n", "\n\n"),
    fc.boolean(),
  )
  .map(([list, ending, before, isSpaced]) => {
    const sets = written(list)
      .replace('["six", "attrs"]', '[\n  "attrs", # the second\n  "six",\n]')
      .replace('["lab", "job"]', '["job", { service = "lab" }]');
    const all = `${before}${isSpaced ? sets.replaceAll(" = ", "=") : sets}`;
    return all.replaceAll("\n", ending);
  });

test("however a description is written, its workbench has the same id", () => {
  const id = idOf(text);
  expect(id).toMatch(/^[0-9a-f]{8}$/);
  fc.assert(
    fc.property(rewritten, (other) => {
      expect(idOf(other)).toBe(id);
    }),
    { numRuns: 200 },
  );
  expect(idOf(text, "# ours\r\npandas\r\nnumpy >= 2\r\n")).toBe(id);
  expect(idOf(text, undefined, lockOf(lockText.replaceAll("\n", "\r\n")))).toBe(id);
});

test("a path is its meaning, and so is a requirement, however either is spelled", () => {
  const id = idOf(text);
  expect(idOf(text.replace('"requirements.txt"', '"./requirements.txt"'))).toBe(id);
  expect(idOf(text.replace('"requirements.txt"', '"sub/..//requirements.txt"'))).toBe(id);
  expect(idOf(text.replace('"six"', '" Six "'))).toBe(id);
  const working = (folder: string): string => idOf(text.replace("port = 7000", `cwd = "${folder}"`));
  expect(working("./a//b/")).toBe(working("a/b"));
  expect(working("./")).toBe(working("."));
  expect(working("a")).not.toBe(working("b"));
  const copying = (from: string, to: string): string =>
    idOf(`${text}\n[notebooks]\ncopy-once = { "${from}" = "${to}" }\n`);
  expect(copying("./a.ipynb", "b//c.ipynb")).toBe(copying("a.ipynb", "b/c.ipynb"));
});

const changes: readonly (readonly [string, string])[] = [
  ['name = "bench"', 'name = "bank"'],
  ['"3.11"', '"3.12"'],
  ['version = "3.11"', 'version = "3.11"\nexact = true'],
  ['"six", "attrs"', '"six"'],
  ['"numpy", "os"', '"numpy"'],
  ['A = "1"', 'A = ""'],
  ['EMPTY = ""', ""],
  ["${env:HOME}", "$${env:HOME}"],
  ['common = ["git", "zlib"]', 'common = ["git"]'],
  ["unfree = false", ""],
  ["unfree = false", "unfree = true"],
  ["port = 7000", "port = 7001"],
  ['"serve", "--port", "${port}"', '"serve", "${port}", "--port"'],
  ['run = ["serve", "--port", "${port}"]', 'run = "serve --port ${port}"'],
  ['"lab", "job"', '"lab", { service = "job", until = "started" }'],
  ["open = false", ""],
  ['use = "jupyterlab"', 'use = "fasthtml"'],
  ["[services.job]", "[services.task]\nrun = 'x'\n[services.job]"],
  ['signal = "INT"', 'signal = "HUP"'],
];

test("whatever is really changed gives another id", () => {
  const ids = [
    idOf(text),
    ...changes.map(([from, to]) => {
      expect(text).toContain(from);
      return idOf(text.replace(from, () => to));
    }),
    idOf(text, "numpy>=2\n"),
    idOf(text, "numpy>=2\npandas<3\n"),
    idOf(text, undefined, null),
    idOf(text, undefined, lockOf(lockText.replace("2.1.0", "2.1.1"))),
    idOf(text, undefined, lockOf(lockText.replace('"3.11.7"', '"3.11.8"'))),
    idOf(text, undefined, lockOf(lockText.replace("abab", "cdcd"))),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test("what a description says is plain data, without a place or an order in it", () => {
  expect(plainDescription(described(text))).toEqual({
    name: "bench",
    python: {
      version: "3.11",
      requirements: ["requirements.txt"],
      packages: ["attrs", "six"],
      "import-check": ["numpy", "os"],
    },
    env: { A: "1", B: "${env:HOME}", EMPTY: "" },
    packages: { common: ["git", "zlib"], unfree: false },
    services: {
      web: {
        run: { kind: "argv", words: ["serve", "--port", "${port}"] },
        port: 7000,
        after: [
          { service: "job", until: "done" },
          { service: "lab", until: "ready" },
        ],
      },
      lab: { use: "jupyterlab", open: false, env: { X: "1", Y: "2" } },
      job: {
        run: { kind: "shell", script: "a && b" },
        oneshot: true,
        stop: { signal: "INT", "timeout-ms": 3000 },
      },
    },
  });
});
