import { expect, test } from "bun:test";

import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import { layoutOf } from "../../host/layout.ts";
import { probe } from "../probe.ts";
import { findPythons } from "./pythons.ts";
import { rememberTools } from "../tools/remember-tools.ts";
import { toolsFile } from "../tools/tool-versions.ts";

const program = { executable: true, text: "\x7fELF" } as const;
const answer = (version: string, rest = "final cpython 64 x86_64 -"): string => `${version} ${rest}\n`;

const machine = (options: FakeHostOptions) => {
  const host = fakeHost({ ...options, files: { "/p/jig.toml": "", ...options.files } });
  return { host, layout: layoutOf(host, { root: "/p", file: "jig.toml" }) };
};

test("each interpreter is found once, by its real path, wherever links to it lie", () => {
  const { host, layout } = machine({
    env: { PATH: "/opt/py/bin:/usr/bin" },
    files: {
      "/opt/py/bin/python3": program,
      "/usr/bin/python3": { link: "/opt/py/bin/python3" },
      "/usr/bin/python": { link: "python3" },
      "/usr/local/bin/python3.13": program,
      "/home/ada/.local/share/uv/python/cpython-3.11.7-linux-x86_64-gnu/bin/python3.11": program,
      "/home/ada/.local/share/uv/python/cpython-3.11-linux-x86_64-gnu": {
        link: "cpython-3.11.7-linux-x86_64-gnu",
      },
      "/usr/bin/python3-config": program,
      "/usr/bin/python3.13t": program,
      "/usr/bin/pythonw": program,
    },
  });
  expect(findPythons(host, layout)).toEqual([
    "/opt/py/bin/python3",
    "/usr/local/bin/python3.13",
    "/home/ada/.local/share/uv/python/cpython-3.11.7-linux-x86_64-gnu/bin/python3.11",
  ]);
});

test("scripts, environments, broken links and the project's own folder are passed over", () => {
  const { host, layout } = machine({
    env: { PATH: "/home/ada/.pyenv/shims:/env/bin:/p/bin:/usr/bin" },
    files: {
      "/home/ada/.pyenv/shims/python3": { executable: true, text: "#!/usr/bin/env bash\n" },
      "/env/bin/python": program,
      "/env/pyvenv.cfg": "",
      "/p/bin/python3": program,
      "/usr/bin/python3.9": { link: "/none" },
      "/usr/bin/python3.8": "not executable",
    },
  });
  expect(findPythons(host, layout)).toEqual([]);
});

test.each([
  ["another implementation", answer("3.11.2", "final pypy 64 x86_64 -")],
  ["32 bits", answer("3.11.2", "final cpython 32 x86_64 -")],
  ["another processor", answer("3.11.2", "final cpython 64 aarch64 -")],
  ["a preview", answer("3.15.0", "alpha cpython 64 x86_64 -")],
  ["free-threaded", answer("3.13.1", "final cpython 64 x86_64 t")],
  ["without an answer", ""],
])("an interpreter that is %s does not fit", async (_, stdout) => {
  const { host, layout } = machine({
    files: { "/usr/bin/python3": program },
    programs: { "/usr/bin/python3": stdout },
  });
  expect((await probe(host, layout, { quick: false })).pythons).toEqual([]);
});

test("an interpreter is asked in isolation, outside of the project, and not for ever", async () => {
  const { host, layout } = machine({
    files: { "/usr/bin/python3": program },
    programs: { "/usr/bin/python3": answer("3.11.2") },
  });
  await probe(host, layout, { quick: false });
  expect(host.calls).toHaveLength(1);
  expect(host.calls[0]).toMatchObject({ cwd: "/", timeoutMs: 5000 });
  expect(host.calls[0]?.argv.slice(0, 3)).toEqual(["/usr/bin/python3", "-I", "-S"]);
});

test("an interpreter that was replaced is asked again", async () => {
  const { host, layout } = machine({
    files: { "/usr/bin/python3": program },
    programs: { "/usr/bin/python3": answer("3.11.2") },
  });
  rememberTools(host, layout, await probe(host, layout, { quick: false }));
  host.files.writeText("/usr/bin/python3", "\x7fELF, longer", 0o755);
  await probe(host, layout, { quick: false });
  expect(host.calls).toHaveLength(2);
});

test("what does not fit is remembered too, so that it is not asked every time", async () => {
  const { host, layout } = machine({
    env: { PATH: "/shims:/usr/bin" },
    files: { "/usr/bin/python3": program, "/shims/uv": program, "/usr/bin/uv": program },
    programs: {
      "/usr/bin/uv": "uv 0.13.9\n",
      "/usr/bin/python3": { kind: "exited", code: 2, stdout: "", stderr: "" },
    },
  });
  const facts = await probe(host, layout, { quick: false });
  expect(facts.uv).toEqual({ path: "/usr/bin/uv", version: "0.13.9" });
  rememberTools(host, layout, facts);
  const asked = host.calls.length;
  expect(await probe(host, layout, { quick: false })).toEqual(facts);
  expect(host.calls).toHaveLength(asked);
});

test("a uv that is named beats the one on PATH", async () => {
  const { host, layout } = machine({
    env: { PATH: "/usr/bin", JIG_UV: "/opt/uv" },
    files: { "/opt/uv": program, "/usr/bin/uv": program },
    programs: { "/opt/uv": "uv 0.13.9\n", "/usr/bin/uv": "uv 0.9.0\n" },
  });
  expect((await probe(host, layout, { quick: false })).uv?.path).toBe("/opt/uv");
});

test.each([
  "",
  "{",
  "[]",
  '{"version":2,"tools":{}}',
  '{"version":1,"tools":{"/usr/bin/python3":{"size":"x"}}}',
  "\0",
])("a damaged memory (%j) is as good as none", async (text) => {
  const { host, layout } = machine({
    files: { "/usr/bin/python3": program },
    programs: { "/usr/bin/python3": answer("3.11.2") },
  });
  host.files.writeText(toolsFile(layout), text);
  const facts = await probe(host, layout, { quick: false });
  expect(facts.pythons).toEqual([{ path: "/usr/bin/python3", version: "3.11.2" }]);
  rememberTools(host, layout, facts);
  expect((await probe(host, layout, { quick: true })).pythons).toEqual(facts.pythons);
});

const refuse = (): never => {
  throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", syscall: "open" });
};

test("a memory that can be neither read nor written costs time and nothing else", async () => {
  const { host, layout } = machine({
    files: { "/usr/bin/python3": program },
    programs: { "/usr/bin/python3": answer("3.11.2") },
  });
  const readText = (path: string) => host.files.readText(path);
  const files = {
    ...host.files,
    readText: (path: string) => (path === toolsFile(layout) ? refuse() : readText(path)),
    makeFolder: refuse,
    writeText: refuse,
  };
  const locked = { ...host, files };
  const facts = await probe(locked, layout, { quick: false });
  expect(facts.pythons).toEqual([{ path: "/usr/bin/python3", version: "3.11.2" }]);
  expect(() => rememberTools(locked, layout, facts)).not.toThrow();
});

const closed = (path: string): void => void (path.startsWith("/root/") && refuse());

test("a folder of PATH that this user may not enter is passed over", () => {
  const { host, layout } = machine({
    env: { PATH: "/root/bin:/usr/bin" },
    files: { "/usr/bin/python3": program },
  });
  const files = {
    ...host.files,
    stat: (path: string) => (closed(path), host.files.stat(path)),
    list: (path: string) => (closed(path), host.files.list(path)),
  };
  expect(findPythons({ ...host, files }, layout)).toEqual(["/usr/bin/python3"]);
});
