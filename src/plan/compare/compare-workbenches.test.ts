import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { describe } from "../../describe/describe.ts";
import { shapes } from "../../describe/keys.ts";
import { drawWorkbenchChange } from "../../show/plans/draw-workbench-change.ts";
import { styleFor } from "../../show/text/style.ts";
import { askedRequirements } from "../requirements/asked-requirements.ts";
import { compareWorkbenches, type ComparedWorkbench, type WorkbenchChange } from "./compare-workbenches.ts";
import { gatherRequirements, type Requirements } from "../requirements/gather-requirements.ts";
import type { Lock } from "../lock/lock.ts";
import { plainDescription } from "./plain-description.ts";
import { EMPTY_LOCK } from "../lock/python-lock.ts";
import { workbenchId } from "./workbench-id.ts";

type KeysOf<Of extends keyof typeof shapes> = (typeof shapes)[Of]["keys"][number];

/** What each key may say, each time something else; nothing said is one more of these. */
type Values<Of extends keyof typeof shapes> = Readonly<Record<KeysOf<Of>, readonly string[]>>;

const python: Omit<Values<"python">, "groups" | "version"> = {
  exact: ["true"],
  build: ['"never"', '"allow"'],
  "exclude-newer": ['"14 days"', '"2026-01-01"'],
  requirements: ['["a.txt"]', '["b.txt"]'],
  packages: ['["six"]', '["six<2"]', '["six", "attrs"]'],
  "import-check": ['["six"]', '["os", "six"]'],
};
const packages: Values<"packages"> = {
  common: ['["git"]', '["git", "zlib"]'],
  linux: ['["gcc"]'],
  macos: ['["gcc"]'],
  unfree: ["true", "false"],
  nixpkgs: ['"nixos-25.11"', '"nixos-unstable"'],
  require: ["true", "false"],
};
const gpu: Values<"gpu"> = { cuda: ['"auto"', '"off"'], toolkit: ["true", "false"] };
const notebooks: Values<"notebooks"> = {
  clean: [
    "true",
    "{ remove-empty-cells = true }",
    "{ preserve-cell-metadata = true }",
    '{ preserve-cell-metadata = ["tags"] }',
  ],
  "copy-once": ['{ "a.ipynb" = "b.ipynb" }', '{ "a.ipynb" = "c.ipynb" }'],
};
const ollama = { models: ['["qwen3:0.6b"]', '["qwen3:1.7b"]'], host: ['"gpu-box:11434"'], require: ["true"] };
const service: Omit<Values<"service">, "use" | "run"> & { readonly run: readonly [string, ...string[]] } = {
  run: ['"a ${port}"', '["a", "${port}"]', '["${port}", "a"]', '"$${port} a ${port}"'],
  cwd: ['"sub"', '"other"'],
  env: ['{ A = "1" }', '{ A = "2", B = "" }'],
  port: ["7000", "7001"],
  ready: ['"/"', '"/health"', "{ tcp = true }", '{ timeout = "90s" }', '{ http = "/", timeout = 0.5 }'],
  open: ["true", "false"],
  after: ['["first"]', '[{ service = "first", until = "started" }]'],
  require: ["true", "false"],
  oneshot: ["true", "false"],
  stop: ['{ signal = "INT" }', '{ signal = "HUP", timeout = 3 }', "{}"],
  packages: ['["git"]', '["git", "zlib"]'],
};
const top = {
  name: ['"one"', '"other"'],
  platforms: ['["linux-x64"]', '["linux-x64", "macos-arm64"]'],
  welcome: ['{ text = "hello" }', '{ text = "hello\\nyou" }'],
};

const pick = (values: readonly string[]): fc.Arbitrary<string | null> => fc.constantFrom(null, ...values);
const picks = (
  table: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<Readonly<Record<string, string | null>>> =>
  fc.record(Object.fromEntries(Object.entries(table).map(([key, values]) => [key, pick(values)])));
const section = (
  table: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<Readonly<Record<string, string | null>> | null> => fc.option(picks(table));

/** A description, as what each key of each table says. */
const described = fc.record({
  "": picks(top),
  python: section({ ...python, version: ['"3.11"', '"3.12"'] }),
  packages: section(packages),
  gpu: section(gpu),
  notebooks: section(notebooks),
  ollama: section(ollama),
  env: section({ A: ['"1"', '"${env:HOME}"'], B: ['""'] }),
  "services.web": section(service),
  "services.lab": section({ use: ['"jupyterlab"', '"marimo"'] }),
});

type Described = typeof described extends fc.Arbitrary<infer Value> ? Value : never;

/** What every description of them has to say. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  python: { version: '"3.11"' },
  "services.web": { run: service.run[0] },
  "services.lab": { use: '"jupyterlab"' },
};

const textOf = (tables: Described): string =>
  [
    ...Object.entries(tables).flatMap(([header, keys]) =>
      keys === null
        ? []
        : [
            ...(header === "" ? [] : [`[${header}]`]),
            ...Object.entries({ ...NEEDED[header], ...saidOf(keys) }).map(
              ([key, value]) => `${key} = ${value}`,
            ),
          ],
    ),
    '[services.first]\nrun = "first"\noneshot = false',
  ].join("\n");

const saidOf = (keys: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]): [string, string][] =>
      value === null ? [] : [[key, value]],
    ),
  );

const requirements = { "a.txt": "idna\n", "b.txt": "numpy\n" };

const workbench = (text: string, lock: Lock | null = null): ComparedWorkbench => {
  const read = describe({ file: "jig.toml", text });
  if (!read.ok) throw new Error(`${text}\n${read.failure.map(({ message }) => message).join("\n")}`);
  const asked = gatherRequirements(read.value, requirements);
  if (!asked.ok) throw new Error("requirements");
  return {
    id: workbenchId({ description: read.value, requirements: asked.value, lock }),
    description: plainDescription(read.value),
    requirements: read.value.python === null ? [] : askedRequirements(asked.value),
    lock,
  };
};

const namesIn = ({ settings, services, platforms, lock }: WorkbenchChange): readonly string[] => [
  ...settings.map(({ key }) => key),
  ...services.flatMap(({ name, keys }) =>
    ["", ...keys.map(({ key }) => `.${key}`)].map((key) => `services.${name}${key}`),
  ),
  ...(platforms.in.length + platforms.out.length > 0 ? ["platforms"] : []),
  ...lock.map(({ key }) => `lock ${key}`),
];

const isOf = (shape: keyof typeof shapes, key: string | undefined): boolean =>
  key === undefined || shapes[shape].keys.some((known) => known === key);

/** Whether a key can be found in a file, or is a list of requirements. */
const isKey = (path: string): boolean => {
  const [table = "", ...rest] = path.replace(/^services\.[a-z]+/, "services").split(".");
  if (table === "requirements" || table === "env") return true;
  if (table === "services") return isOf("service", rest[0]) && isInner(rest);
  const shape = (["python", "packages", "gpu", "notebooks", "ollama", "welcome"] as const).find(
    (name) => name === table,
  );
  if (shape !== undefined) return isOf(shape, rest[0]) && isInner(rest);
  return isOf("top", table);
};

const isInner = ([table = "", key]: readonly string[]): boolean => {
  const shape = (["ready", "stop", "after", "clean"] as const).find((name) => name === table);
  return shape === undefined || key === undefined || shapes[shape].keys.some((known) => known === key);
};

/** Whether a change of a key is told: by itself, by what is in it, by its whole service, or as what it asks for. */
const isTold = (names: readonly string[], header: string, key: string): boolean => {
  const path = header === "" ? key : `${header}.${key}`;
  const isAsked = path === "python.packages" || path === "python.requirements";
  return names.some(
    (name) =>
      name === path || name.startsWith(`${path}.`) || name === header || (isAsked && name === "requirements"),
  );
};

const draw = (change: WorkbenchChange): string =>
  drawWorkbenchChange(
    { name: "bench", revision: "v1", change, lacksLock: null },
    { style: styleFor(false), columns: null },
  );

const headers = [
  "",
  "python",
  "packages",
  "gpu",
  "notebooks",
  "ollama",
  "env",
  "services.web",
  "services.lab",
] as const;

/** The keys of a table that say something else. */
const otherKeys = (header: keyof Described, one: Described, other: Described): readonly string[] => {
  const [from, to] = [one[header], other[header]];
  if (from === null || to === null) return [];
  const said = [from, to].map((keys) => ({ ...NEEDED[header], ...saidOf(keys) }));
  return [...new Set(said.flatMap((keys) => Object.keys(keys)))].filter(
    (key) => said[0]?.[key] !== said[1]?.[key],
  );
};

const isOnOneSide = (header: keyof Described, one: Described, other: Described): boolean =>
  // An empty `[env]` says nothing.
  header !== "env" && (one[header] === null) !== (other[header] === null);

const expectAllTold = (one: Described, other: Described): void => {
  const [before, after] = [workbench(textOf(one)), workbench(textOf(other))];
  const change = compareWorkbenches(before, after);
  const names = namesIn(change);
  expect(names.filter((name) => !isKey(name))).toEqual([]);
  expect(before.id === after.id).toBe(names.length === 0);
  if (before.id !== after.id) expect(draw(change)).not.toContain("jig.lock");
  for (const header of headers) {
    if (isOnOneSide(header, one, other))
      expect(names.some((name) => name === header || name.startsWith(`${header}.`))).toBe(true);
    const untold = otherKeys(header, one, other).filter((key) => !isTold(names, header, key));
    expect([header, ...untold]).toEqual([header]);
  }
};

test("whatever a description says otherwise is named, by a key that a file can have", () => {
  fc.assert(
    fc.property(described, described, fc.constantFrom(...headers), (one, other, only) => {
      expectAllTold(one, other);
      expectAllTold(one, { ...one, [only]: other[only] });
    }),
    { numRuns: 200 },
  );
});

const sayChange = (before: string, after: string): string =>
  draw(compareWorkbenches(workbench(before), workbench(after)))
    .split("\n\n")
    .slice(1)
    .join("\n\n");
const web = (more: string): string => `[services.web]\nrun = "a"\nport = 1\n${more}`;
const long = (end: string): string => `[env]\nWORDS = "${"many ".repeat(40)}${end}"`;

test("a table is told by its name where nothing stands in it, and what takes the place of another as that", () => {
  expect(sayChange("", "[notebooks]\nclean = true\n[gpu]\n")).toBe(
    "Description\n- gpu new\n- notebooks.clean `true` new",
  );
  expect(
    sayChange('notebooks = { copy-once = { "a.ipynb" = "b.ipynb" } }', "[notebooks]\nclean = {}\n"),
  ).toBe("Description\n- notebooks.clean `true` new\n- notebooks.copy-once.a.ipynb `b.ipynb` gone");
  expect(sayChange("[ollama]\n", "[ollama]\nrequire = true\n")).toBe(
    "Description\n- ollama.require `true` new",
  );
  expect(
    sayChange(web('ready = "/"'), web("ready = { tcp = true, timeout = 2.5 }").replace('"a"', '["a"]')),
  ).toBe(
    'Services\n- web: ready.http `/` gone\n- web: ready.tcp `true` new\n- web: ready.timeout `2500ms` new\n- web: run `a` → `["a"]`',
  );
  expect(sayChange("", "platforms = ['linux-x64', 'linux-arm64', 'macos-arm64']")).toBe(
    "Description\n- platforms `linux-arm64` new\n- platforms `linux-x64` new\n- platforms `macos-arm64` new",
  );
  expect(sayChange("", "platforms = ['linux-x64']")).toBe(
    "Platforms\n- linux-arm64 gone\n- macos-arm64 gone",
  );
  expect(sayChange(long("one"), long("two"))).toBe(
    "Description\n- env.WORDS `…many many many many one` → `…many many many many two`",
  );
});

const lock: Lock = {
  ...EMPTY_LOCK,
  python: "3.11.7",
  requiresPython: "==3.11.*",
  platforms: ["linux-x64"],
  packages: [
    {
      name: "six",
      version: "1.0",
      index: "pypi",
      marker: null,
      files: [{ name: "six.whl", size: 1, sha256: "ab" }],
    },
  ],
};

test.each<readonly [Partial<Lock>, string]>([
  [
    { nixpkgs: { branch: "nixos-25.11", revision: "ab" } },
    "jig.lock\n- nixpkgs.branch `nixos-25.11` new\n- nixpkgs.revision `ab` new",
  ],
  [{ models: [{ name: "qwen3:0.6b", digest: "ab" }] }, "jig.lock\n- models.qwen3:0.6b `ab` new"],
  [{ variants: ["cpu", "cu130"] }, "jig.lock\n- variants `cpu` new\n- variants `cu130` new"],
  [{ inputs: "sha256:1" }, "jig.lock\n- only what it was made for"],
  [
    {
      packages: lock.packages.map((item) => ({
        ...item,
        files: [{ name: "six.whl", size: 2, sha256: "ab" }],
      })),
    },
    "jig.lock\n- only the sizes of files",
  ],
])("what else a lock says is told: %j", (more, told) => {
  const text = '[python]\nversion = "3.11"\n';
  const change = compareWorkbenches(workbench(text, lock), workbench(text, { ...lock, ...more }));
  expect(change.lock).not.toEqual([]);
  expect(draw(change)).toEndWith(`\n\n${told}`);
});

const asking = (lines: string): Requirements => {
  const description = describe({
    file: "jig.toml",
    text: '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n',
  });
  if (!description.ok) throw new Error("description");
  const files = { "r.txt": lines, "tool/pyproject.toml": '[project]\nname = "tool"\nversion = "1"\n' };
  const asked = gatherRequirements(description.value, files);
  if (!asked.ok) throw new Error(asked.failure.map(({ message }) => message).join("\n"));
  return asked.value;
};

test("whatever gives requirements another digest is in what is told of them", () => {
  const lines = [
    "six",
    "six<2",
    "six --hash=sha256:" + "ab".repeat(32),
    "six --hash=sha256:" + "cd".repeat(32),
    "six --hash=sha256:" + "ab".repeat(32) + " --hash=sha256:" + "cd".repeat(32),
    "six\n--pre",
    "./tool",
    "-e ./tool",
    "-e ./tool[dev]",
    "tool @ ./tool ; sys_platform == 'linux'",
    "tool @ git+https://git.example/tool",
    "tool @ git+https://git.example/tool@v1",
    "tool @ git+https://git.example/tool@v1#subdirectory=a",
    "tool @ https://files.example/tool-1.0-py3-none-any.whl",
  ].map(asking);
  expect(new Set(lines.map(({ digest }) => digest)).size).toBe(lines.length);
  expect(new Set(lines.map((asked) => askedRequirements(asked).join("\n"))).size).toBe(lines.length);
  const six = asking("six");
  const index = { name: "inner", url: "https://a.example", isExplicit: true };
  const others: readonly Requirements[] = [
    six,
    { ...six, indexes: [index] },
    { ...six, indexes: [{ ...index, isExplicit: false }] },
    { ...six, indexes: [index], sources: [{ package: "six", from: [{ index: "inner", marker: null }] }] },
    { ...six, taken: { kind: "uv-lock", path: "uv.lock", digest: "sha256:1234", groups: null } },
    { ...six, taken: { kind: "uv-lock", path: "uv.lock", digest: "sha256:5678", groups: null } },
  ];
  expect(new Set(others.map((asked) => askedRequirements(asked).join("\n"))).size).toBe(others.length);
});
