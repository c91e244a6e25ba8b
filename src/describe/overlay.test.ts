import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { joinSources, placeOf, type Range } from "../base/place.ts";
import { describe } from "./describe.ts";
import type { Description } from "./description.ts";

const base = `name = "bench"
[python]
version = "3.11"
requirements = "requirements.txt"
packages = ["numpy"]
import-check = ["numpy"]
[env]
A = "1"
B = "2"
[services.web]
run = "python web.py"
port = 5001
ready = { http = "/", timeout = "5s" }
env = { C = "3" }
`;

const read = (local: string, committed = base) =>
  describe(joinSources({ file: "jig.toml", text: committed }, { file: "jig.local.toml", text: local }));

const over = (local: string, committed = base): Description => {
  const described = read(local, committed);
  if (!described.ok) throw new Error(described.failure.map(({ message }) => message).join("\n"));
  return described.value;
};

/** `file:line:column code` of each problem. */
const problems = (local: string, committed = base): readonly string[] => {
  const described = read(local, committed);
  if (described.ok) return [];
  return described.failure.map(({ code, source, range }) => {
    const { file, line, column } = placeOf(source, range);
    return `${file}:${line}:${column} ${code}`;
  });
};

const placeIn = ({ source }: Description, { range }: { readonly range: Range }): string => {
  const { file, line, column } = placeOf(source, range);
  return `${file}:${line}:${column}`;
};

const values = (located: readonly { readonly value: string }[] | undefined): readonly string[] =>
  (located ?? []).map(({ value }) => value);

test("lists that are sets are added to, and each item keeps its place", () => {
  const local = '[python]\npackages = ["ipdb"]\nrequirements = ["mine.txt"]\nimport-check = ["ipdb"]\n';
  const described = over(local);
  const { python } = described;
  expect(values(python?.packages)).toEqual(["numpy", "ipdb"]);
  expect(values(python?.requirements)).toEqual(["requirements.txt", "mine.txt"]);
  expect(values(python?.importCheck)).toEqual(["numpy", "ipdb"]);
  expect(python?.packages.map((item) => placeIn(described, item))).toEqual([
    "jig.toml:5:13",
    "jig.local.toml:2:13",
  ]);
});

test("everything else is replaced, key by key, and what is new is added", () => {
  const local = `[python]
version = "3.12"
[env]
B = "two"
[services.web]
port = 5002
ready = { timeout = "60s" }
env = { D = "4" }
[services.extra]
run = "sleep 1"
`;
  const described = over(local);
  expect(described.python?.version.value).toBe("3.12");
  expect(described.env.map(({ name, value }) => [name, ...value])).toEqual([
    ["A", "1"],
    ["B", "two"],
  ]);
  const [web, extra] = described.services;
  expect(web?.port?.value).toBe(5002);
  expect(web?.ready).toMatchObject({ probe: null });
  expect(web?.env.map(({ name }) => name)).toEqual(["C", "D"]);
  expect(web?.run).not.toBeNull();
  expect(extra?.name).toBe("extra");
  expect(described.local?.keys).toEqual([
    "python.version",
    "env.B",
    "services.web.port",
    "services.web.ready",
    "services.web.env.D",
    "services.extra.run",
  ]);
});

test("what is committed is there without it", () => {
  const { local } = over('[python]\npackages = ["ipdb"]\n[services.web]\nport = 1\n');
  expect(values(local?.committed.python?.packages)).toEqual(["numpy"]);
  expect(local?.committed.services[0]?.port?.value).toBe(5001);
  expect(local?.committed.local).toBeNull();
});

test("a local file without a key is as none", () => {
  expect(over("# nothing yet\n").local).toBeNull();
  expect(over('requires-jig = ">=0.0"\n').local).toBeNull();
  expect(over("[services.web.env]\n").local).toBeNull();
});

test("problems point into the file in which they stand, those of the first file first", () => {
  expect(problems('[python]\npackages = ["=="]\nnmae = 1\n[services.web]\nport = 0\n')).toEqual([
    "jig.local.toml:2:13 invalid-requirement",
    "jig.local.toml:3:1 unknown-key",
    "jig.local.toml:5:8 invalid-port",
  ]);
  expect(problems("nmae = 1\n", `${base}typo = 1\n`)).toEqual([
    "jig.toml:15:1 unknown-key",
    "jig.local.toml:1:1 unknown-key",
  ]);
});

test("a text that is not TOML is told in either file, and with both its places", () => {
  expect(problems("name = \n")).toEqual(["jig.local.toml:1:8 invalid-toml"]);
  expect(problems("x = \n", "y = \n")).toEqual([
    "jig.toml:1:5 invalid-toml",
    "jig.local.toml:1:5 invalid-toml",
  ]);
  expect(problems("[env]\nA = '1'\nA = '2'\n")).toEqual(["jig.local.toml:3:1 duplicate-key"]);
});

test("the committed file has to be right by itself", () => {
  const committed = '[services.web]\nport = 5001\nafter = ["db"]\n';
  expect(problems('[services.web]\nrun = "x"\n[services.db]\nrun = "y"\n', committed)).toEqual([
    "jig.toml:1:11 missing-command",
    "jig.toml:3:10 unknown-service",
  ]);
});

test("two services on one port are told with both files", () => {
  const described = read('[services.other]\nrun = "x"\nport = 5001\n');
  const [problem] = described.ok ? [] : described.failure;
  expect(problem).toMatchObject({ code: "port-conflict" });
  const [related] = problem?.related ?? [];
  expect(
    placeOf(problem?.source ?? { file: "", text: "" }, problem?.range ?? { offset: 0, length: 0 }),
  ).toEqual({
    file: "jig.local.toml",
    line: 3,
    column: 8,
  });
  expect(related === undefined ? null : placeOf(related.source, related.range)).toMatchObject({
    file: "jig.toml",
  });
});

test("a value of another kind replaces, and is told where it stands", () => {
  expect(problems('[python]\npackages = "ipdb"\n')).toEqual(["jig.local.toml:2:12 wrong-type"]);
  expect(problems("python = 3\n")).toEqual(["jig.local.toml:1:10 wrong-type"]);
});

test("an own file is laid over [tool.jig], with its keys at the top", () => {
  const described = describe(
    joinSources(
      { file: "pyproject.toml", text: '[tool.jig]\nname = "bench"\n[tool.jig.env]\nA = "1"\n' },
      { file: "jig.local.toml", text: '[env]\nA = "2"\n' },
    ),
  );
  expect(described.ok && described.value.env[0]?.value).toEqual(["2"]);
});

const word = fc.constantFrom("a", "b", "c");
const environment = fc.dictionary(word, fc.constantFrom("1", "2", "3"), { maxKeys: 3 });
const toToml = (env: Readonly<Record<string, string>>): string =>
  `[env]\n${Object.entries(env)
    .map(([key, value]) => `${key} = "${value}"\n`)
    .join("")}`;

const variables = (text: string, own: string) =>
  Object.fromEntries(
    over(own, text).env.map(({ name, value: [value] }) => [name, typeof value === "string" ? value : ""]),
  );

test("laying over is an assignment: what is said above wins, the rest stays, and twice is as once", () => {
  fc.assert(
    fc.property(environment, environment, (below, above) => {
      const once = variables(toToml(below), toToml(above));
      expect(once).toEqual({ ...below, ...above });
      expect(variables(toToml(once), toToml(above))).toEqual(once);
    }),
  );
});
