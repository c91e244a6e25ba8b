import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";

import type { Template } from "../../describe/services/template.ts";
import type { ServiceSpec } from "../services/service-spec.ts";
import { renderService } from "./render-service.ts";
import { quoteWord, renderShell } from "./render-shell.ts";

const spec = (changes: Partial<ServiceSpec> = {}): ServiceSpec => ({
  name: "web",
  preset: "command",
  why: { file: "jig.toml", line: 1, column: 1 },
  digest: "0",
  command: { kind: "argv", words: [["serve"], ["--port=", { kind: "port" }]] },
  cwd: "/p",
  env: {},
  port: { number: 5001, fixed: false },
  ready: { probe: { kind: "http", path: "/health" }, timeoutMs: 60_000 },
  stop: { http: null, signal: "TERM", timeoutMs: 10_000 },
  open: false,
  page: "/",
  after: [],
  require: true,
  oneshot: false,
  files: [],
  token: null,
  live: null,
  ...changes,
});

const context = { ports: { web: 5003, lab: 8888 }, env: { PATH: "/bin", NAME: "a b" } };

test("a service is told its port, and output that goes to a file is not held back", () => {
  expect(renderService(spec(), context)).toEqual({
    ok: true,
    value: {
      argv: ["serve", "--port=5003"],
      cwd: "/p",
      env: {
        PATH: "/bin",
        NAME: "a b",
        PORT: "5003",
        PYTHONUNBUFFERED: "1",
        NO_PROXY: "localhost,127.0.0.1,::1",
        no_proxy: "localhost,127.0.0.1,::1",
      },
      url: "http://127.0.0.1:5003/",
      readyUrl: "http://127.0.0.1:5003/health",
    },
  });
});

const environment = (changes: Partial<ServiceSpec>, env: Record<string, string>) => {
  const rendered = renderService(spec(changes), { ...context, env });
  return rendered.ok ? rendered.value.env : {};
};

test("no proxy stands between services, whatever the user excepted already", () => {
  expect(environment({}, { NO_PROXY: "example.org, localhost" })).toMatchObject({
    NO_PROXY: "example.org,localhost,127.0.0.1,::1",
    no_proxy: "example.org,localhost,127.0.0.1,::1",
  });
  expect(environment({}, { no_proxy: "*" })).toMatchObject({ NO_PROXY: "*", no_proxy: "*" });
});

test("what a service sets itself beats what jig would set", () => {
  const env = { PORT: ["1"], PYTHONUNBUFFERED: ["0"], NO_PROXY: ["x"] };
  expect(environment({ env }, {})).toMatchObject({ PORT: "1", PYTHONUNBUFFERED: "0", NO_PROXY: "x" });
});

test("a PORT of the user's shell is not handed to a service that has its own", () => {
  expect(environment({}, { PORT: "3000" })["PORT"]).toBe("5003");
});

test("a service finds the others by address", () => {
  const env: Record<string, Template> = {
    LAB: [{ kind: "service", name: "lab", field: "url" }, "/tree"],
    LAB_PORT: [{ kind: "service", name: "lab", field: "port" }],
  };
  expect(environment({ env }, {})).toMatchObject({ LAB: "http://127.0.0.1:8888/tree", LAB_PORT: "8888" });
});

test("the environment's programs are first on a PATH of the service's own", () => {
  const env = { PATH: ["/opt/tools/bin:/p/.venv/bin"] };
  const activated = { PATH: "/p/.venv/bin:/bin", VIRTUAL_ENV: "/p/.venv" };
  expect(environment({ env }, activated)).toMatchObject({ PATH: "/p/.venv/bin:/opt/tools/bin" });
  expect(environment({ env }, { PATH: "/bin" })).toMatchObject({ PATH: "/opt/tools/bin:/p/.venv/bin" });
});

test("a command sees the variables that its own service is given", () => {
  const rendered = renderService(
    spec({
      env: { MODEL: ["qwen"] },
      command: { kind: "argv", words: [["run"], [{ kind: "env", name: "MODEL" }]] },
    }),
    context,
  );
  expect(rendered.ok && rendered.value.argv).toEqual(["run", "qwen"]);
});

test("a service that answers no HTTP has nothing to see", () => {
  const rendered = renderService(
    spec({ page: null, ready: { probe: { kind: "tcp" }, timeoutMs: 1 } }),
    context,
  );
  expect(rendered).toMatchObject({ ok: true, value: { url: null, readyUrl: null } });
});

test("a reference without a value is a failure, not an empty text", () => {
  const command = {
    kind: "shell",
    script: ["echo ", { kind: "env", name: "NOPE" }],
    shellStays: true,
  } as const;
  expect(renderService(spec({ command }), context)).toEqual({
    ok: false,
    failure: { reason: "unset-variable", variable: "NOPE" },
  });
  const env = { X: [{ kind: "service", name: "gone", field: "url" }] } as const;
  expect(renderService(spec({ env }), context)).toEqual({
    ok: false,
    failure: { reason: "no-port", service: "gone" },
  });
  expect(renderService(spec({ port: null }), context)).toEqual({
    ok: false,
    failure: { reason: "no-port", service: null },
  });
});

test("a shell text becomes the argument of a shell", () => {
  const script: Template = ["exec serve ", { kind: "env", name: "NAME" }, " ", { kind: "port" }];
  const rendered = renderService(spec({ command: { kind: "shell", script, shellStays: false } }), context);
  expect(rendered.ok && rendered.value.argv).toEqual(["/bin/sh", "-c", "exec serve 'a b' 5003"]);
});

const shells = ["/bin/sh", "/bin/dash", "/bin/bash"].filter((shell) => existsSync(shell));
// A shell cannot hold NUL, and takes the line ends off the end of `$(…)`.
const value = fc
  .string({ unit: fc.constantFrom(..."ab '\"\\$`;&|()<>#*?[]{}~!=%\n\té-".split(""), "$(", "${") })
  .filter((text) => !text.endsWith("\n"));

const reference = { kind: "env", name: "V" } as const;
const withValue = (script: Template, text: string): string => {
  const result = renderShell(script, { port: null, ports: {}, env: { V: text } });
  return result.ok ? result.value : "";
};

describe.each(shells)("in %s", (shell) => {
  const print = (script: string): string =>
    spawnSync(shell, ["-c", script], { encoding: "utf8", env: { PATH: "/usr/bin:/bin" } }).stdout;

  test("a quoted word is read back as it was", () => {
    fc.assert(
      fc.property(value, (text) => expect(print(`printf %s ${quoteWord(text)}`)).toBe(text)),
      { numRuns: 150 },
    );
  });

  const places: readonly (readonly [string, string, string])[] = [
    ["outside of quotes", "printf %s ", ""],
    ["in double quotes", 'printf %s "', '"'],
    ["in single quotes", "printf %s '", "'"],
    ["in a command in double quotes", 'printf %s "$(printf %s ', ')"'],
    ["in quotes in a command in quotes", 'printf %s "$(printf %s "', '")"'],
    ["between backticks", "v=`printf %s ", '`; printf %s "$v"'],
    ["in quotes between backticks", 'v=`printf %s "', '"`; printf %s "$v"'],
    ["behind backticks", "printf '' `printf x` \"`printf y`\"; printf %s ", ""],
    ["behind a comment with a quote", "# don't\nprintf %s ", " # don't"],
    ["behind a quoted quote", "printf %s '\"'\"'\" >/dev/null; printf %s ", ""],
    ["behind a word with a hash", "printf '' a#b'c'; printf %s ", ""],
    ["behind parentheses", '( : ); printf "" "()"; printf %s "', '"'],
    ["behind a backslash", "printf %s \\", ""],
  ];
  for (const [place, before, after] of places) {
    test(`a value stays data ${place}`, () => {
      fc.assert(
        fc.property(value, (text) => {
          expect(print(withValue([before, reference, after], text))).toBe(text);
        }),
        { numRuns: 60 },
      );
    });
  }

  test("a value in a comment cannot leave it", () => {
    expect(print(withValue(["printf a # ", reference, "\nprintf b"], "x\nprintf evil"))).toBe("ab");
  });
});
