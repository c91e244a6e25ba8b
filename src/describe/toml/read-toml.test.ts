import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";

import { readToml } from "./read-toml.ts";
import type { TomlValue } from "./toml-tree.ts";

type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

const plain = (value: TomlValue): Plain => {
  if (value.kind === "date") return "a date";
  if (value.kind === "list") return value.items.map((item) => plain(item));
  if (value.kind !== "table") return value.value;
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
};

const read = (text: string) => readToml({ file: "jig.toml", text });

const problems = (text: string): string[] =>
  read(text).problems.map(({ message, range, hint, related = [] }) => {
    const at = text.slice(range.offset, range.offset + range.length);
    const others = related.map((other) => ` [${other.message}: ${other.range.offset}]`).join("");
    return `${message} <${at}>${others}${hint === undefined ? "" : ` (${hint})`}`;
  });

test("every kind of value is read", () => {
  const text = String.raw`
plain = "a\tb\u00e9\U0001F600\x41\e\"\\"
literal = 'C:\no'
numbers = [0, -1_000, 0xFF, 0o17, 0b11, 1.5, 1e3, -2E-2, 1_0.0_1, inf, -inf, +nan] # comment
flags = [true, false,]
times = [1979-05-27, 1979-05-27T07:32:00Z, 1979-05-27 07:32:00.5+01:00, 07:32, 07:32:59]
"quoted key".'other'.bare-1_ = { a = 1, b.c = [{}], }
block = """
one \
   two
three"" """""
raw = '''
it''s\'''
[a.b]
x = 1
[a]
y = 2
[q.r.s]
[q]
r.t = 1
[[list]]
z = 1
[[list]]
[list.sub]
[list.sub.deep]
__proto__ = "just a key"
constructor = 1
`;
  const { root, problems: found } = read(text);
  expect(found).toEqual([]);
  expect(plain(root)).toEqual({
    plain: 'a\tbé😀A\u001b"\\',
    literal: "C:\\no",
    numbers: [0, -1000, 255, 15, 3, 1.5, 1000, -0.02, 10.01, Infinity, -Infinity, Number.NaN],
    flags: [true, false],
    times: ["a date", "a date", "a date", "a date", "a date"],
    "quoted key": { other: { "bare-1_": { a: 1, b: { c: [{}] } } } },
    block: 'one two\nthree"" ""',
    raw: "it''s\\",
    a: { b: { x: 1 }, y: 2 },
    q: { r: { s: {}, t: 1 } },
    list: [
      { z: 1 },
      {
        sub: {
          deep: Object.fromEntries([
            ["__proto__", "just a key"],
            ["constructor", 1],
          ]),
        },
      },
    ],
  });
});

test("line endings of Windows are line endings, and `\\n` in the value of a string", () => {
  const { root, problems: found } = read('a = """\r\none\r\ntwo"""\r\n# c\r\nb = [\r\n1,\r\n]\r\n');
  expect(found).toEqual([]);
  expect(plain(root)).toEqual({ a: "one\ntwo", b: [1] });
});

test("each way of not being TOML is told in plain words, at its place", () => {
  const told: readonly (readonly [string, string])[] = [
    [
      "run = python server.py # x",
      'a string needs quotes around it <python server.py> (write `"python server.py"`)',
    ],
    ['run = echo "hi"', 'a string needs quotes around it <echo "hi"> (write `\'echo "hi"\'`)'],
    ["run = echo it's", "a string needs quotes around it <echo it's> (put it in quotes)"],
    ["version = 3.11.7", 'a string needs quotes around it <3.11.7> (write `"3.11.7"`)'],
    ["open = True", "`True` is not a value <True> (write `true`, in lower case)"],
    ["port = 08", "`08` begins with a zero <08> (write `8`)"],
    ["port =", "a value is missing after `=` <>"],
    ["port = # x", "a value is missing after `=` <#>"],
    ["port = ]", "a value was expected, not `]` <]>"],
    ["port", "`=` is missing after this key <port>"],
    ["= 1", "a key was expected, not `=` <=>"],
    ["a. = 1", "a key was expected, not `=` <=>"],
    ["[a.", "a key is missing <>"],
    ["é = 1", "a key was expected, not `é` <é> (a key with other letters than a–z needs quotes)"],
    ['"""a""" = 1', 'a key stands in single or double quotes, not in three <""">'],
    ["[services.web", "this header is never closed <[services.web> (end it with `]`)"],
    ["[[a]", "this header is never closed <[[a> (end it with `]]`)"],
    ["[a] b = 1", "nothing more was expected on this line <b = 1>"],
    [
      'a = "b"c"',
      'nothing more was expected on this line <c"> (quotes inside a string: put it in single quotes, or write `\\"`)',
    ],
    ['a = "b', 'this string is never closed <"b> (end it with `"` on the same line)'],
    ["a = 'b\r\n", "this string is never closed <'b> (end it with `'` on the same line)"],
    ['a = "b\\\n"', 'this string is never closed <"b\\> (end it with `"` on the same line)'],
    ['a = """b', 'this string is never closed <"""> (end it with `"""`)'],
    ["a = '''b''''''", "too many quotes at the end of this string <''''''>"],
    [
      'a = "C:\\dir"',
      "`\\d` is not an escape that TOML knows <\\d> (write `\\\\` for a backslash, or put the string in single quotes)",
    ],
    [
      'a = "\\ud800"',
      "`\\u` is not an escape that TOML knows <\\ud800> (write `\\\\` for a backslash, or put the string in single quotes)",
    ],
    [
      'a = "\u0007"',
      "a control character in a string <\u0007> (take it out, or write it as an escape, such as `\\u001b`)",
    ],
    ["a = 1 # \u0007", "a control character in a comment <\u0007>"],
    ["a = 2026-02-30", "no calendar has `2026-02-30` <2026-02-30>"],
    ["a = 25:00", "no calendar has `25:00` <25:00>"],
    ["a = [1, 2", "this list is never closed <[> (end it with `]`)"],
    ["a = { b = 1", "this table is never closed <{> (end it with `}`)"],
    ["a = [1 2]", "a comma or `]` was expected here <2> [the list begins here: 4]"],
    ["a = [1\nb = 2", "a comma or `]` was expected here <b> [the list begins here: 4]"],
    ["a = [1, # \u0007\n]", "a control character in a comment <\u0007>"],
    ["a = [1 # \u0007\n]", "a control character in a comment <\u0007>"],
  ];
  for (const [text, expected] of told) expect(problems(text)).toEqual([expected]);
});

test("after a broken line reading goes on, and what is merely doubtful is not told", () => {
  expect(problems("a = x y\nb = 1\n[c\nb = 2\n[d]\ne = [\n 1,\n 2 3\n]\nf = 'g\nf = 1\nf = 2\n")).toEqual([
    'a string needs quotes around it <x y> (write `"x y"`)',
    "this header is never closed <[c> (end it with `]`)",
    "a comma or `]` was expected here <3> [the list begins here: 31]",
    "this string is never closed <'g> (end it with `'` on the same line)",
  ]);
  expect(problems("a = x y\n".repeat(1000)).length).toBe(20);
});

test("what is said twice is told with the first place, and the first stays", () => {
  expect(problems('a = 1\na = 2\n"a" = 3')).toEqual([
    "`a` is written twice <a> [first written here: 0] (keep one of the two)",
    '`a` is written twice <"a"> [first written here: 0] (keep one of the two)',
  ]);
  expect(problems("[a.b]\nx = 1\n[a.b]\nx = 2\n[[a.b]]\n")).toEqual([
    "`[a.b]` is written twice <b> [first written here: 3] (keep one of the two)",
    "`[[a.b]]` is written twice <b> [first written here: 3] (keep one of the two)",
  ]);
  expect(problems("a = { b = 1, b = 2 }\n[a.c]\n")).toEqual([
    "`b` is written twice <b> [first written here: 6] (keep one of the two)",
    "the table `a` is complete and takes no more keys from here <a> [written here: 0] (write all of it in one place)",
  ]);
  expect(problems("a = 1\na.b = 2\n[a.c]\n")).toEqual([
    "`a` is a value already, so it holds no keys <a> [written here: 0]",
    "`a` is a value already, so it holds no keys <a> [written here: 0]",
  ]);
  expect(plain(read("a = 1\na = 2\n[b]\nc = 1\n[b]\nc = 2\n").root)).toEqual({ a: 1, b: { c: 1 } });
});

test("nesting has a limit, and so has nobody's patience", () => {
  expect(problems(`a = ${"[".repeat(200_000)}`)).toEqual([
    "more than 64 lists and tables inside each other <[>",
  ]);
  expect(problems(`a = ${"{a=".repeat(200_000)}`)).toEqual([
    "more than 64 lists and tables inside each other <{>",
  ]);
  expect(problems(`a${".a".repeat(100_000)} = 1`)).toEqual([]);
  expect(problems(`a = "${"x".repeat(1_000_000)}"`)).toEqual([]);
  expect(problems(`a = """${'"" '.repeat(300_000)}"""`)).toEqual([]);
});

const pieces = fc.oneof(
  fc.constantFrom(
    ...'a b c . = [ ] [[ ]] { } , 1 0x1F 1.5 1e3 true inf -nan 07:32 _ + é "q" "" """" "\\'.split(" "),
  ),
  fc.constantFrom(
    " ",
    "\n",
    "\n",
    "\r\n",
    "# c",
    "'l'",
    '"\\u00e9"',
    '"""x\ny"""',
    "'''z'''",
    "1979-05-27 07:32:00Z",
  ),
  fc.constantFrom("a = 1\n", "[a]\n", "[a.b]\n", "a.b = 2\n", "[[a]]\n", "a = {b=1}\n", "b = [1, [2]]\n"),
);

const reference = (text: string): Plain | null => {
  const settle = (value: unknown): Plain => {
    if (value instanceof Date) return "a date";
    if (Array.isArray(value)) return value.map((item) => settle(item));
    if (typeof value !== "object" || value === null) return typeof value === "string" ? value : Number(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settle(item)]));
  };
  try {
    return settle(getStaticTOMLValue(parseTOML(text)));
  } catch {
    return null;
  }
};

test("another reader of TOML accepts the same texts and finds the same in them", () => {
  const flagless = (value: Plain): Plain => {
    if (typeof value === "boolean") return Number(value);
    if (typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item: Plain) => flagless(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flagless(item)]));
  };
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 8 }), (text) => {
      const { root, problems: found } = read(text);
      expect(found.length > 0 ? null : flagless(plain(root))).toEqual(reference(text));
    }),
    { numRuns: 5000 },
  );
});

test("whatever the text, every place lies in it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: pieces }), fc.string({ unit: "binary" })), (text) => {
      for (const { range } of read(text).problems) {
        expect(range.offset).toBeGreaterThanOrEqual(0);
        expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
      }
    }),
  );
});
