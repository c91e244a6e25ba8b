import { expect, test } from "bun:test";

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import * as fc from "fast-check";

import { presetNames } from "../../presets/preset-by-name.ts";
import { describe } from "../describe.ts";
import { descriptionSchema } from "./description-schema.ts";

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Problems that no shape can show: they are about what names, versions and texts mean. */
const ABOUT_MEANING: ReadonlySet<string> = new Set([
  "endless-service",
  "invalid-reference",
  "invalid-requirement",
  "ollama-elsewhere",
  "port-conflict",
  "service-cycle",
  "unknown-service",
]);

const judge = new Ajv({
  allErrors: true,
  strictTuples: false,
  strictRequired: false,
  strictTypes: false,
}).compile(descriptionSchema);

const print = (value: Value): string => {
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)} = ${print(item)}`);
  return `{ ${members.join(", ")} }`;
};

const toToml = (value: { readonly [key: string]: Value }): string =>
  Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)} = ${print(item)}\n`)
    .join("");

const codesOf = (text: string): readonly string[] => {
  const described = describe({ file: "jig.toml", text }, { presets: presetNames });
  return described.ok ? [] : described.failure.map(({ code }) => code);
};

/** Whether both take it; the reader's complaints about meaning do not count. */
const compare = (value: { readonly [key: string]: Value }): void => {
  const text = toToml(value);
  const complaints = codesOf(text).filter((code) => !ABOUT_MEANING.has(code));
  const isValid = judge(value);
  const said = `${text}\nreader: ${complaints.join(", ")}\nschema: ${JSON.stringify(judge.errors)}`;
  expect(isValid, said).toBe(complaints.length === 0);
};

const one = (...values: readonly Value[]) => fc.constantFrom(...values);
/** Mostly a value that fits, now and then one that does not. */
const likely = (good: fc.Arbitrary<Value>, ...bad: readonly Value[]) =>
  fc.oneof({ arbitrary: good, weight: 120 }, { arbitrary: one(...bad, 7.5, true, [], {}), weight: 1 });
const table = (keys: Readonly<Record<string, fc.Arbitrary<Value>>>, required: readonly string[] = []) =>
  fc
    .tuple(
      fc.record({ ...keys }, { requiredKeys: [...required] }),
      fc.oneof(
        { arbitrary: fc.constant(null), weight: 150 },
        { arbitrary: fc.constantFrom("nmae", "command", "version", "x"), weight: 1 },
      ),
    )
    .map(([record, extra]) => (extra === null ? record : { ...record, [extra]: "1" }));

const duration = likely(one("60s", "500ms", " 2m ", "1.5h", 90, 0.5), "60", "1 day", "", -1, 100_000);
const http = likely(one("/", "/health?x=1"), "health", "/a b", "/a#b", "");
const flag = likely(one(true, false), "true");
const variables = likely(
  fc.dictionary(fc.constantFrom("A", "B_1", "_c"), one("x", "", "${env:HOME}"), { maxKeys: 2 }),
  { A: 1 },
  { A: true },
  { "a-b": "x" },
  { "1x": "x" },
);
const dependency = likely(
  fc.oneof(
    one("a", "b"),
    table({ service: likely(one("a", "b"), ""), until: likely(one("started", "ready", "done"), "up") }, [
      "service",
    ]),
  ),
  "",
  " ",
);
const tcp = likely(one(true), false);
const readyTable = fc.oneof(
  table({ http, timeout: duration }, ["http"]),
  table({ tcp, timeout: duration }, ["tcp"]),
  table({ http, tcp, timeout: duration }, ["timeout"]),
);
const packageNames = likely(
  one(["git", "python311Packages.pip"], [], ["stdenv.cc.cc.lib"]),
  "git",
  ["pkgs.git"],
  ["git@2"],
  ["a..b"],
  [""],
);
const serviceKeys = {
  use: likely(one(...presetNames), "jupyter", ""),
  run: likely(one("python app.py", ["python", "app.py"], ["x", ""]), "", " ", ["", "x"], [1]),
  cwd: likely(one("web", "a/b..c", "./x"), "/web", "../x", "a\\..\\b", "~", "C:x", ""),
  env: variables,
  port: likely(one(1, 5001, 65_535), 0, 65_536, "5001"),
  ready: likely(fc.oneof(http, readyTable), {}),
  open: flag,
  after: fc.oneof(dependency, fc.array(dependency, { maxLength: 2 })),
  require: flag,
  oneshot: flag,
  stop: table({
    signal: likely(one("TERM", "SIGINT", "sigHup", " usr1 "), "KILL", "TER M", ""),
    timeout: duration,
  }),
  packages: packageNames,
};
const service = likely(fc.oneof(table(serviceKeys, ["run"]), table(serviceKeys, ["use"])), { port: 1 });
const names = likely(one(["requirements.txt"], ["a.txt", "b/c.txt"]), ["/a.txt"], ["~/x"], [""], [1]);
const description = table({
  "requires-jig": likely(one(">=0.1", " >= 0.1, <1000", "==0.*", ">0.0.1"), "0.1", "~=0.1", ">=0.1,", ""),
  name: likely(one("bench", "ä b", "x".repeat(80)), "", " ", "x".repeat(81)),
  python: table(
    {
      version: likely(one("3.11", "3.9", "3.11.7"), "3", "3.11.7.1", "^3.11", "3.011", 3.11),
      exact: flag,
      requirements: likely(fc.oneof(names, one("requirements.txt")), "C:\\x", ""),
      packages: likely(one(["numpy>=1.26"], []), "numpy", [""], [1]),
      "import-check": likely(one(["numpy"], ["sklearn.svm", "größe"]), ["a-b"], [".a"], [1]),
    },
    ["version"],
  ),
  packages: likely(
    table({
      common: packageNames,
      linux: packageNames,
      macos: packageNames,
      unfree: flag,
      nixpkgs: likely(one("nixos-25.11", "0".repeat(40)), "", "a/b", "..", "path:."),
      require: flag,
    }),
    [],
  ),
  notebooks: likely(
    table({
      clean: likely(
        fc.oneof(
          flag,
          table({
            "remove-empty-cells": flag,
            "preserve-cell-metadata": likely(one(true, ["tags"], []), "tags", [""]),
            "preserve-cell-outputs": flag,
            "preserve-notebook-metadata": flag,
          }),
        ),
        "yes",
      ),
      "copy-once": likely(
        one({}, { "a b.ipynb": "c/d.ipynb" }, { "x..y": "..z" }),
        { a: "../b" },
        { a: "/b" },
        { a: "" },
        { a: ".git/config" },
        { a: "b/" },
        { a: 1 },
        "a",
      ),
    }),
    true,
  ),
  ollama: likely(
    table({
      models: likely(
        one(["qwen3:0.6b"], [], ["hf.co/a/b:Q4_K_M", "http://127.0.0.1:5000/library/tiny:latest"]),
        "qwen3",
        [""],
        ["a b"],
        ["-x"],
        [1],
      ),
      host: likely(
        one("http://127.0.0.1:11434", "gpu-box", "gpu-box:11434/", "https://[::1]:1"),
        "",
        "ftp://x",
        "http://x/api",
        "a b",
      ),
      require: flag,
    }),
    [],
  ),
  gpu: likely(table({ cuda: likely(one("auto", "require", "off"), "yes", true, ""), toolkit: flag }), true),
  env: variables,
  welcome: likely(table({ text: likely(one("Hello", "a\nb"), "", " ", 1) }), "Hello"),
  services: likely(
    fc.dictionary(fc.constantFrom("a", "b", "web-1", "x".repeat(40)), service, { maxKeys: 3 }),
    "a",
    { A: { run: "x" } },
    { "../x": { run: "x" } },
    { ["x".repeat(41)]: { run: "x" } },
  ),
});

test("the schema and the reader take the same shapes", () => {
  fc.assert(fc.property(description, compare), { numRuns: 3000 });
});

test("the example's description is valid, and one with a mistyped key is not", () => {
  const path = join(import.meta.dir, "..", "..", "..", "examples", "workbench", "jig.toml");
  const value: object = Bun.TOML.parse(readFileSync(path, "utf8"));
  expect(judge(value)).toBe(true);
  expect(judge({ ...value, pyhton: {} })).toBe(false);
});
