import { expect, test } from "bun:test";

import { choosePython, requestOf, minorsOf } from "./choose-python.ts";
import type { Facts } from "../facts.ts";

const python = (version: string) => ({ path: `/opt/python-${version}/bin/python3`, version });
const absent: Facts["venv"] = { kind: "absent" };
const pythons = [
  python("3.12.4"),
  python("3.11.2"),
  python("3.11.10"),
  python("3.11.9"),
  python("3.11.11rc1"),
];

test("the locked version is preferred", () => {
  const wish = { minor: "3.11", full: "3.11.9", exact: false };
  expect(choosePython(wish, { pythons, venv: absent })).toEqual(python("3.11.9"));
  expect(requestOf(wish)).toBe("3.11");
});

test("without the locked one, the newest patch is taken, by number and not by text", () => {
  expect(choosePython({ minor: "3.11", full: "3.11.7", exact: false }, { pythons, venv: absent })).toEqual(
    python("3.11.10"),
  );
  expect(choosePython({ minor: "3.11", full: null, exact: false }, { pythons, venv: absent })).toEqual(
    python("3.11.10"),
  );
});

test("a patch that is insisted on is that one or none", () => {
  const wish = { minor: "3.11", full: "3.11.7", exact: true };
  expect(choosePython(wish, { pythons, venv: absent })).toBeNull();
  expect(requestOf(wish)).toBe("3.11.7");
  expect(choosePython({ ...wish, full: "3.11.2" }, { pythons, venv: absent })).toEqual(python("3.11.2"));
});

test("3.1 is not 3.11", () => {
  expect(choosePython({ minor: "3.1", full: null, exact: false }, { pythons, venv: absent })).toBeNull();
});

test("the project's environment keeps its interpreter while it fits", () => {
  const own = { path: "/uv/python3.11", version: "3.11.4" };
  const venv: Facts["venv"] = { kind: "ours", python: own, stamp: "s" };
  expect(choosePython({ minor: "3.11", full: "3.11.9", exact: false }, { pythons, venv })).toEqual(own);
  expect(choosePython({ minor: "3.11", full: "3.11.9", exact: true }, { pythons, venv })).toEqual(
    python("3.11.9"),
  );
  expect(choosePython({ minor: "3.12", full: null, exact: false }, { pythons, venv })).toEqual(
    python("3.12.4"),
  );
});

test("versions are told by their minor, the newest first", () => {
  expect(minorsOf([python("3.9.18"), python("3.11.2"), python("3.11.7"), python("3.13.0")])).toEqual([
    "3.13",
    "3.11",
    "3.9",
  ]);
});
