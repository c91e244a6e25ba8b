import { expect, test } from "bun:test";

import { createCounter } from "./count-pull.ts";
import { readPullLine } from "./pull-line.ts";

const digest = `sha256:${"c3".repeat(32)}`;
const nothing = { status: null, error: null, digest: null, total: null, completed: 0 };

test("a line of a pull is read as far as it has the form of Ollama's", () => {
  const line = { status: "pulling c3", digest, total: 10, completed: 3 };
  expect(readPullLine(JSON.stringify({ ...line, more: 1 }))).toEqual({ ...line, error: null });
  for (const odd of ["../../x", "sha256:../../x", `sha256-${"c3".repeat(32)}`, `${digest}\n`, "", 1, null])
    expect(readPullLine(JSON.stringify({ digest: odd }))).toEqual(nothing);
  for (const total of ["1e308", "1e999", "-1", '"10"', "null", "{}"])
    expect(readPullLine(`{"total":${total},"completed":${total}}`)).toEqual(nothing);
  expect(readPullLine('{"error":1,"status":[]}')).toEqual(nothing);
  for (const none of ["", "[]", "1", "{"]) expect(readPullLine(none)).toBeNull();
});

test("numbers of any size add up to a number, and no server fills the memory with names of layers", () => {
  const counter = createCounter();
  for (let at = 0; at < 1500; at += 1) {
    const own = `sha256:${at.toString(16).padStart(64, "0")}`;
    const said = readPullLine(JSON.stringify({ digest: own, total: 9e15, completed: 9e15 }));
    if (said !== null) counter.take(said);
  }
  expect(counter.layers().length).toBe(1000);
  expect(counter.look()).toMatchObject({ bytes: 9e18, total: 9e18 });
});
