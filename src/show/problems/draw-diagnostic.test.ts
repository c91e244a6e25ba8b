import { expect, test } from "bun:test";
import * as fc from "fast-check";

import type { Diagnostic } from "../../base/diagnostic.ts";
import { drawDiagnostic } from "./draw-diagnostic.ts";

const at = (text: string, part: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "unknown-key",
  severity: "error",
  message: "unknown key `servces`",
  source: { file: "jig.toml", text },
  range: { offset: text.indexOf(part), length: part.length },
  ...more,
});

const draw = (diagnostic: Diagnostic, color = false): string =>
  drawDiagnostic(diagnostic, { color, columns: null });

test("a diagnostic shows the place, the line and what to do", () => {
  const text = 'name = "w"\n[servces.a]\nrun = "x"\n';
  expect(draw(at(text, "servces", { hint: "did you mean `services`?" }))).toBe(
    [
      "error: unknown key `servces`",
      " --> jig.toml:2:2",
      "  |",
      "2 | [servces.a]",
      "  |  ^^^^^^^",
      "  = hint: did you mean `services`?",
    ].join("\n"),
  );
});

test("what belongs to it is shown with its own line, and the gutters agree", () => {
  const text = `a = 1\n${"\n".repeat(8)}a = 2\n`;
  const source = { file: "jig.toml", text };
  const drawn = draw({
    ...at(text, "a = 2"),
    severity: "warning",
    message: "`a` is written twice",
    range: { offset: text.lastIndexOf("a"), length: 1 },
    related: [{ message: "first written here", source, range: { offset: 0, length: 1 } }],
  });
  expect(drawn).toBe(
    [
      "warning: `a` is written twice",
      "  --> jig.toml:10:1",
      "   |",
      "10 | a = 2",
      "   | ^",
      "  ::: jig.toml:1:1",
      "   |",
      " 1 | a = 1",
      "   | - first written here",
    ].join("\n"),
  );
});

test("tabs, wide and weightless characters keep the squiggle under its text", () => {
  expect(draw(at('\trun = "日本e\u0301😀" # x', "# x")).split("\n").slice(3)).toEqual([
    '1 |     run = "日本e\u0301😀" # x',
    "  |                     ^^^",
  ]);
  expect(draw(at('a\t= "日本"', '"日本"')).split("\n").slice(3)).toEqual([
    '1 | a   = "日本"',
    "  |       ^^^^^^",
  ]);
});

test("nothing in a source, a name or a message reaches the terminal as a command", () => {
  const text = 'a = "\u001b[31m\u0007\u009b2J\u202e"';
  const drawn = draw(
    at(text, "a", {
      source: { file: "\u001b]0;x\u0007.toml", text },
      message: "unknown key `\u001b[2J\r\n`",
      hint: "\u0000",
    }),
  );
  expect(drawn).toBe(
    [
      "error: unknown key `␛[2J␍␊`",
      " --> ␛]0;x␇.toml:1:1",
      "  |",
      '1 | a = "␛[31m␇�2J�"',
      "  | ^",
      "  = hint: ␀",
    ].join("\n"),
  );
});

test("a long line is cut around its range", () => {
  const text = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
  const [, , , line = "", marks = ""] = draw(at(text, "HERE")).split("\n");
  expect(line).toBe(`1 | …${"x".repeat(30)}HERE${"y".repeat(66)}…`);
  expect(marks).toBe(`  |  ${" ".repeat(30)}^^^^`);
  const [, , , start = "", under = ""] = draw(at(`HERE${"y".repeat(500)}`, "HERE")).split("\n");
  expect([start, under]).toEqual([`1 | HERE${"y".repeat(96)}…`, "  | ^^^^"]);
});

test("deep in a very long line the range is still under its mark", () => {
  const [, , , line = "", marks = ""] = draw(at(`${"x".repeat(900_000)}HERE${"y".repeat(9)}`, "HERE")).split(
    "\n",
  );
  expect([line, marks]).toEqual([`1 | …${"x".repeat(30)}HERE${"y".repeat(9)}`, `  |  ${" ".repeat(30)}^^^^`]);
});

test("a range over several lines, at the end or in an empty text is drawn as far as it goes", () => {
  expect(draw(at('a = """\nb\n"""', '"""\nb\n"""')).split("\n").slice(3)).toEqual([
    '1 | a = """',
    "  |     ^^^",
  ]);
  expect(
    draw({ ...at("a =", "a"), range: { offset: 3, length: 1 } })
      .split("\n")
      .slice(3),
  ).toEqual(["1 | a =", "  |    ^"]);
  expect(draw({ ...at("", ""), message: "too large" })).toBe("error: too large\n --> jig.toml:1:1");
  expect(draw(at("a\r\nb\r\n", "b")).split("\n").slice(3)).toEqual(["2 | b", "  | ^"]);
});

test("colour adds nothing but colour", () => {
  const diagnostic = at("[servces]", "servces", { hint: "h" });
  const drawn = draw(diagnostic, true);
  expect(drawn).toStartWith("\u001b[1;31merror\u001b[0m: ");
  // oxlint-disable-next-line no-control-regex -- the point is to take the colours out
  expect(drawn.replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(draw(diagnostic));
});

test("whatever the source and the range, the picture is printable and not wide", () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom("\n", "\r", "\t", "\u001b", "日"), fc.string()) });
  fc.assert(
    fc.property(text, fc.nat(300), fc.nat(300), (source, offset, length) => {
      const drawn = draw({ ...at(source, ""), range: { offset, length } });
      // oxlint-disable-next-line no-control-regex -- the point is to find them
      expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      for (const line of drawn.split("\n")) expect(line.length).toBeLessThan(250);
    }),
  );
});
