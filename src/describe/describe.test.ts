import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";

import { decodeText } from "./decode-text.ts";
import { describe } from "./describe.ts";
import type { Description } from "./description.ts";

const fixtures = new URL("../../test/fixtures/describe/", import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(name, fixtures), "utf8");

const described = (text: string, file = "jig.toml"): Description => {
  const result = describe({ file, text });
  if (!result.ok) throw new Error(result.failure.map(({ message }) => message).join("\n"));
  return result.value;
};

/** The same without places and source. */
const meaning = (description: Description): unknown =>
  JSON.parse(
    JSON.stringify(description, (key, value: unknown) =>
      key === "range" || key === "source" ? undefined : value,
    ),
  );

test("every key is read, with its place", () => {
  const text = fixture("everything.toml");
  const description = described(text);
  expect(meaning(description)).toEqual({
    name: { value: "Wörkbench 👩‍🔬" },
    python: {
      version: { value: "3.11.7" },
      exact: true,
      build: { value: "never" },
      excludeNewer: { value: "14 days" },
      requirements: [{ value: "requirements.txt" }, { value: "requirements/dev.txt" }],
      packages: [
        { value: "numpy>=1.26,<3" },
        { value: "uvicorn[standard]" },
        { value: "tomli; python_version < '3.11'" },
        { value: "mine @ https://example.org/mine.whl" },
      ],
      importCheck: [{ value: "numpy" }, { value: "matplotlib.figure" }],
    },
    env: [{ name: "GREETING", value: ["costs 5$, $HOME stays, ", { kind: "env", name: "USER" }] }],
    packages: null,
    gpu: null,
    platforms: [{ value: "linux-x64" }, { value: "macos-arm64" }],
    notebooks: null,
    ollama: null,
    welcome: null,
    services: [
      {
        ...bare("seed"),
        run: { kind: "argv", words: [["python"], ["seed.py"], [{ kind: "port" }]] },
        oneshot: { value: true },
        require: { value: false },
      },
      {
        ...bare("jupyter"),
        use: { value: "jupyterlab" },
        open: { value: false },
        after: [{ service: "seed", until: "done" }],
        stop: { signal: "INT", timeoutMs: 20_000 },
      },
      {
        ...bare("server"),
        run: {
          kind: "shell",
          script: [
            "echo $NAME ${OTHER:-x} $\nexec python server.py --port ",
            { kind: "port" },
            " --lab ",
            { kind: "service", name: "jupyter", field: "url" },
            "\n",
          ],
        },
        cwd: { value: "web" },
        env: [{ name: "LAB_PORT", value: [{ kind: "service", name: "jupyter", field: "port" }] }],
        port: { value: 5001 },
        ready: { probe: { kind: "http", path: "/health" }, timeoutMs: 120_000 },
        after: [
          { service: "seed", until: "done" },
          { service: "jupyter", until: "started" },
        ],
      },
      { ...bare("cache"), use: { value: "redis" }, ready: { probe: { kind: "tcp" }, timeoutMs: null } },
    ],
    local: null,
  });
  const server = description.services[2];
  const shown = [
    server?.range,
    server?.port?.range,
    server?.after[1]?.range,
    description.python?.version.range,
  ];
  expect(
    shown.map((range) => text.slice(range?.offset, (range?.offset ?? 0) + (range?.length ?? 0))),
  ).toEqual(["server", "5_001", '"jupyter"', '"3.11.7"']);
});

const bare = (name: string) => ({
  name,
  use: null,
  run: null,
  cwd: null,
  env: [],
  port: null,
  ready: null,
  open: null,
  after: [],
  require: null,
  oneshot: null,
  stop: null,
  packages: [],
});

test("an empty file describes an empty bench", () => {
  expect(meaning(described(""))).toEqual({
    name: null,
    python: null,
    env: [],
    packages: null,
    gpu: null,
    platforms: null,
    notebooks: null,
    ollama: null,
    welcome: null,
    services: [],
    local: null,
  });
});

test("`[welcome]` is a text of one line or many", () => {
  expect(described('[welcome]\ntext = """\nHello,\n  you."""\n').welcome?.value).toBe("Hello,\n  you.");
  expect(described("[welcome]\n").welcome).toBeNull();
});

const describePyproject = (text: string) => describe({ file: "sub/pyproject.toml", text });

test("`[tool.jig]` of a pyproject.toml is read, and nothing else of it", () => {
  const description = described(fixture("pyproject.toml"), "pyproject.toml");
  expect(description.name?.value).toBe("inside");
  expect(description.services.map(({ name }) => name)).toEqual(["web"]);
  expect(describePyproject("[tool.ruff]\n")).toMatchObject({
    failure: [{ code: "no-description", message: "this file has no table `[tool.jig]`" }],
  });
  expect(describePyproject("tool.jig = 1\n")).toMatchObject({ failure: [{ code: "wrong-type" }] });
  expect(describePyproject("[project\n[tool.jig]\n")).toMatchObject({ failure: [{ code: "invalid-toml" }] });
});

test("a byte order mark and the line endings of Windows change nothing", () => {
  const text = fixture("everything.toml");
  const bytes = new TextEncoder().encode(`\uFEFF${text.replaceAll("\n", "\r\n")}`);
  const decoded = decodeText(bytes, "jig.toml");
  expect(decoded.ok && meaning(described(decoded.value.text))).toEqual(meaning(described(text)));
});

const readTimeout = (written: string): number | null | undefined =>
  described(`[services.a]\nrun = "x"\nstop.timeout = ${written}`).services[0]?.stop?.timeoutMs;

test("durations are milliseconds", () => {
  const written = ['"500ms"', '"60s"', '"2m"', '"1h"', '" 1.5 s "', "3", "0.25", "0"];
  expect(written.map((duration) => readTimeout(duration))).toEqual([
    500, 60_000, 120_000, 3_600_000, 1500, 3000, 250, 0,
  ]);
});

test("a plain name in `after` waits for the end of a service that ends, for readiness else", () => {
  const [, , web] = described(
    '[services.seed]\nrun = "x"\noneshot = true\n[services.db]\nrun = "x"\n[services.web]\nrun = "x"\nafter = ["seed", "db"]',
  ).services;
  expect(web?.after.map(({ until }) => until)).toEqual(["done", "ready"]);
});

const writeTables = (names: readonly string[], inside: readonly string[]): string =>
  names.map((table) => (table.startsWith("[s") ? table + inside.join("\n") : table)).join("\n");

test("the order of keys and tables means nothing, but for the order of services and variables", () => {
  const keys = [
    'run = "x"',
    "port = 1",
    'ready = "/"',
    "open = true",
    'cwd = "w"',
    'stop = { signal = "INT" }',
  ];
  const tables = ['[python]\nversion = "3.11"', '[env]\nA = "1"', `[services.a]\n`];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(keys, { minLength: keys.length }),
      fc.shuffledSubarray(tables, { minLength: tables.length }),
      (shuffled, order) => {
        expect(meaning(described(writeTables(order, shuffled)))).toEqual(
          meaning(described(writeTables(tables, keys))),
        );
      },
    ),
  );
});

test("no bytes make it throw, and every problem has a place in the text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const decoded = decodeText(bytes, "jig.toml");
      if (decoded.ok) describe(decoded.value);
    }),
  );
  const whole = fixture("everything.toml");
  const pieces = [
    '"',
    "[",
    "]",
    "{",
    "\n",
    "=",
    "1",
    "true",
    "${",
    "a",
    "\u0000",
    "[services.server]\n",
    "''",
  ];
  const mutation = fc.record({
    at: fc.nat(whole.length),
    cut: fc.nat(30),
    put: fc.constantFrom(...pieces, ""),
  });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const text = mutations.reduce(
        (now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut),
        whole,
      );
      const result = describe({ file: "jig.toml", text });
      for (const { range } of result.ok ? [] : result.failure) {
        expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 500 },
  );
});

const manyServices = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) =>
      `[services.s${index}]\nrun = "python x.py --port \${port}"\nport = ${index + 1000}\nready = "/"\n` +
      (index > 0 ? `after = ["s${index - 1}"]\n` : ""),
  ).join("\n");

const measure = (text: string): number => {
  const start = performance.now();
  described(text);
  return performance.now() - start;
};

test("a thousand services are described in the time of a thousand, not of a million", () => {
  measure(manyServices(500));
  const best = (count: number): number => {
    const text = manyServices(count);
    return Math.min(...Array.from({ length: 5 }, () => measure(text)));
  };
  // Sixteen times as many: 16 when linear, 256 when not. The rest is for a busy machine.
  expect(best(8000) / best(500)).toBeLessThan(100);
});
