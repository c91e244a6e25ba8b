import { expect, test } from "bun:test";

import { cleanNotebook } from "./clean-notebook.ts";
import { putBackOutputs } from "./put-back-outputs.ts";

const bytes = (cells: readonly object[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
const cell = (source: string, printed: string | null, more: object = {}): object => ({
  cell_type: "code",
  execution_count: printed === null ? null : 1,
  metadata: {},
  outputs: printed === null ? [] : [{ output_type: "stream", name: "stdout", text: printed }],
  source,
  ...more,
});

const other = (content: string): Uint8Array => new TextEncoder().encode(content);

const cellsOf = (text: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(text)).cells;

test("outputs go back to cells of the same text, each once, and to no other", () => {
  const kept = bytes([cell("a", "1"), cell("a", "2"), cell("b", "3"), cell("c", "4")]);
  const now = bytes([
    cell("new", null),
    cell("a", null),
    cell("c", "own"),
    cell("b changed", null),
    cell("a", null),
  ]);
  const back = putBackOutputs(now, kept);
  if (!back.ok) throw new Error(back.failure);
  expect(back.value).toMatchObject({ cells: 2, lost: 2 });
  expect(cellsOf(back.value.bytes)).toEqual([
    cell("new", null),
    cell("a", "1"),
    cell("c", "own"),
    cell("b changed", null),
    cell("a", "2"),
  ]);
});

test("cells that have names are the same ones by their names alone", () => {
  const kept = bytes([cell("a", "1", { id: "x" })]);
  const now = bytes([cell("a", null, { id: "y" }), cell("a", null, { id: "x" })]);
  const back = putBackOutputs(now, kept);
  expect(back.ok && cellsOf(back.value.bytes)).toEqual([
    cell("a", null, { id: "y" }),
    cell("a", "1", { id: "x" }),
  ]);
});

const old = (input: string, count: number | null): object => ({
  cell_type: "code",
  input: [input],
  language: "python",
  outputs: count === null ? [] : [{ output_type: "pyout", prompt_number: count, text: ["1"] }],
  prompt_number: count,
});
const sheet = (...cells: readonly object[]): Uint8Array =>
  other(JSON.stringify({ metadata: {}, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells }] }));

test("outputs of format 3 go back into its worksheets, and never into another format", () => {
  const kept = sheet(old("a", 1), old("b", 2));
  const back = putBackOutputs(sheet(old("a", null), old("b changed", null)), kept);
  expect(back).toMatchObject({ ok: true, value: { cells: 1, lost: 1 } });
  expect(back.ok && JSON.parse(new TextDecoder().decode(back.value.bytes))).toEqual(
    JSON.parse(new TextDecoder().decode(sheet(old("a", 1), old("b changed", null)))),
  );
  expect(putBackOutputs(bytes([cell("a", null)]), kept)).toMatchObject({ value: { cells: 0, lost: 2 } });
});

test("what is no notebook is told, and never changed", () => {
  const notebook = bytes([cell("a", "1")]);
  expect(putBackOutputs(other("x"), notebook)).toEqual({ ok: false, failure: "foreign" });
  expect(putBackOutputs(notebook, other(""))).toEqual({ ok: false, failure: "empty" });
  expect(cleanNotebook(other("[".repeat(100_000)), [])).toEqual({ ok: false, failure: "foreign" });
  expect(cleanNotebook(other('{"cells": [], "metadata": {}, "nbformat": 5}'), [])).toEqual({
    ok: false,
    failure: "newer-format",
  });
});
