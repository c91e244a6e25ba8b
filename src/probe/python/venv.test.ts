import { expect, test } from "bun:test";

import type { FakeEntry } from "../../host/files/fake-files.ts";
import { fakeHost } from "../../host/fake-host.ts";
import { layoutOf } from "../../host/layout.ts";
import { markVenv } from "./environment-state.ts";
import { probeVenv } from "./venv.ts";

const program = { executable: true } as const;
const made: Readonly<Record<string, FakeEntry>> = {
  "/usr/bin/python3.11": program,
  "/p/.venv/bin/python": { link: "python3" },
  "/p/.venv/bin/python3": { link: "/usr/bin/python3.11" },
  "/p/.venv/pyvenv.cfg": "home = /usr/bin\nimplementation = CPython\nuv = 0.13.9\nversion_info = 3.11.2\n",
  "/p/.venv/lib/python3.11/site-packages/numpy/__init__.py": "",
};

const look = (files: Readonly<Record<string, FakeEntry>>, options: { readonly marked: boolean }) => {
  const host = fakeHost({ files: { "/p/jig.toml": "", ...files } });
  const layout = layoutOf(host, { root: "/p", file: "jig.toml" });
  if (options.marked) markVenv(host.files, layout.venv, layout);
  return { fact: probeVenv(host, layout), host, layout };
};

test("no folder is absent, and a link is a link even when it leads nowhere", () => {
  expect(look({}, { marked: false }).fact).toEqual({ kind: "absent" });
  expect(look({ "/p/.venv": { link: "/none" } }, { marked: false }).fact).toEqual({ kind: "symlink" });
});

test("a folder without jig's mark, or a file, is somebody else's", () => {
  expect(look(made, { marked: false }).fact).toEqual({ kind: "foreign" });
  expect(look({ "/p/.venv": "VENV=x" }, { marked: false }).fact).toEqual({ kind: "foreign" });
});

test("jig's own is told with its interpreter, without starting it", () => {
  const { fact, host } = look(made, { marked: true });
  expect(fact).toMatchObject({ kind: "ours", python: { path: "/usr/bin/python3.11", version: "3.11.2" } });
  expect(host.calls).toEqual([]);
});

test("the version is read as Python's own venv writes it, too", () => {
  const files = { ...made, "/p/.venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.9\n" };
  expect(look(files, { marked: true }).fact).toMatchObject({ python: { version: "3.11.9" } });
});

const stamp = (files: Readonly<Record<string, FakeEntry>>): string => {
  const { fact } = look(files, { marked: true });
  return fact.kind === "ours" ? fact.stamp : fact.kind;
};

test("the stamp changes when a package comes or goes, and stays when nothing did", () => {
  expect(stamp(made)).toBe(stamp(made));
  expect(stamp({ ...made, "/p/.venv/lib/python3.11/site-packages/six.py": "" })).not.toBe(stamp(made));
});

test("an environment whose interpreter is gone, or that lost a part, is dead", () => {
  const { "/usr/bin/python3.11": gone, ...withoutPython } = made;
  expect(gone).toBeDefined();
  expect(look(withoutPython, { marked: true }).fact).toEqual({ kind: "dead" });
  expect(look({ ...made, "/usr/bin/python3.11": "" }, { marked: true }).fact).toEqual({ kind: "dead" });
  expect(look({ ...made, "/p/.venv/pyvenv.cfg": "" }, { marked: true }).fact).toEqual({ kind: "dead" });
});

test("an environment without its `pyvenv.cfg`, or with another interpreter, is dead", () => {
  const { "/p/.venv/pyvenv.cfg": config, ...without } = made;
  expect(config).toBeDefined();
  expect(look(without, { marked: true }).fact).toEqual({ kind: "dead" });
  const other = { ...made, "/opt/py/bin/python3.11": program, "/usr/bin/python3.12": program };
  for (const link of ["/opt/py/bin/python3.11", "/usr/bin/python3.12"]) {
    const files = { ...other, "/p/.venv/bin/python3": { link } };
    expect(look(files, { marked: true }).fact).toEqual({ kind: "dead" });
  }
});

test("an interpreter that is at home behind a link, or was updated there, is its own", () => {
  const { "/usr/bin/python3.11": old, ...rest } = made;
  expect(old).toBeDefined();
  const files = { ...rest, "/cellar/3.11.9/bin/python3.11": program };
  for (const link of ["/usr/bin/python3.11", "/cellar/3.11.9/bin/python3.11"]) {
    const at = {
      "/usr/bin/python3.11": { link: "/cellar/3.11.9/bin/python3.11" },
      "/p/.venv/bin/python3": { link },
    };
    expect(look({ ...files, ...at }, { marked: true }).fact).toMatchObject({ kind: "ours" });
  }
});

test("one that was copied or moved here with its project is dead: it names paths that are not here", () => {
  expect(look({ ...made, "/p/.venv/.jig": "elsewhere-0123456789ab\n" }, { marked: false }).fact).toEqual({
    kind: "dead",
  });
});

test.each(["", "x", "elsewhere-0123456789ab", "elsewhere-0123456789ab\nmore\n", "../x-0123456789ab\n"])(
  "a mark that no jig wrote (%j) makes no environment of jig's",
  (mark) => {
    expect(look({ ...made, "/p/.venv/.jig": mark }, { marked: false }).fact).toEqual({ kind: "foreign" });
  },
);

test("a folder with a jig's mark in which there is no environment is somebody else's", () => {
  const files = { "/p/.venv/.jig": "elsewhere-0123456789ab\n", "/p/.venv/thesis.tex": "" };
  expect(look(files, { marked: false }).fact).toEqual({ kind: "foreign" });
});

test("one that git tracks is told so, whatever else is true of it", () => {
  const entry = new TextEncoder().encode("x".repeat(62));
  const path = new TextEncoder().encode(".venv/.jig\0");
  entry[61] = path.length - 1;
  entry[60] = 0;
  const head = new Uint8Array([0x44, 0x49, 0x52, 0x43, 0, 0, 0, 2, 0, 0, 0, 1]);
  const index = new Uint8Array([...head, ...entry, ...path]);
  expect(look({ ...made, "/p/.git/index": { bytes: index } }, { marked: true }).fact).toEqual({
    kind: "tracked",
  });
});
