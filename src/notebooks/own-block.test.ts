import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { ownBlockOf, withOwnBlock, withoutOwnBlock } from "./own-block.ts";
import { ownAttributeLines, ownConfigLines } from "./own-lines.ts";

const FOREIGN = ["", "[core]", "\tbare = false", "# jig notebooks", "# jig notebooks }", "é"];
const line = fc.constantFrom(...FOREIGN);
const before = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom("", "\n"))
  .map(([lines, end]) => `${lines.join("\n")}${end}`);
const lines = fc.array(fc.constantFrom("*.ipynb filter=nb-clean", "/a/**/*.ipynb filter=nb-clean"), {
  maxLength: 3,
});
const own = ownAttributeLines;

test("a block comes and goes, is renewed in its place, and every other byte stays", () => {
  fc.assert(
    fc.property(before, lines, lines, (text, first, second) => {
      const once = withOwnBlock(text, { lines: first, own });
      expect(ownBlockOf(once, own)).toBe(first.map((each) => `${each}\n`).join(""));
      const twice = withOwnBlock(once, { lines: second, own });
      expect(twice).toBe(withOwnBlock(text, { lines: second, own }));
      expect(withOwnBlock(twice, { lines: second, own })).toBe(twice);
      expect(withoutOwnBlock(twice, own)).toEqual({ text, goes: "nothing" });
      // What git or a person writes behind it stays as well, on lines of its own.
      const gap = text === "" || text.endsWith("\n") ? "" : "\n";
      expect(withoutOwnBlock(`${twice}[user]\n`, own)?.text).toBe(`${text}${gap}[user]\n`);
    }),
  );
});

test("a block at the start leaves all else behind it, a last line without end, too", () => {
  const first = { lines: ["*.ipynb filter=nb-clean"], own, isFirst: true };
  for (const text of ["", "*.csv -text", "a\n"]) {
    expect(withOwnBlock(text, first)).toEndWith(`# jig notebooks }\n${text}`);
    expect(withoutOwnBlock(withOwnBlock(text, first), own)).toEqual({ text, goes: "nothing" });
  }
  const marked = "\xef\xbb\xbf*.csv -text";
  expect(withOwnBlock(marked, first)).toStartWith(marked);
  expect(withoutOwnBlock(withOwnBlock(marked, first), own)?.text).toBe(marked);
});

test("a file of its own goes with the block, and so does its folder", () => {
  const only = { lines: ["*.ipynb filter=nb-clean"], own };
  expect(withoutOwnBlock(withOwnBlock(null, only), own)).toEqual({ text: "", goes: "file" });
  const alone = withOwnBlock(null, { ...only, hasFolder: false });
  expect(withoutOwnBlock(alone, own)).toEqual({ text: "", goes: "folder" });
  expect(withoutOwnBlock(`${withOwnBlock(null, only)}mine\n`, own)).toEqual({
    text: "mine\n",
    goes: "nothing",
  });
  expect(withoutOwnBlock("# jig notebooks {\nwithout an end\n", own)).toBeNull();
});

test("wherever the comments went, no line of somebody else's goes with a block or changes its section", () => {
  const OWN = ['[filter "nb-clean"]', "\tclean = x"];
  const piece = fc.constantFrom(
    ["# jig notebooks {"],
    ["# jig notebooks { in a file of its own"],
    ["# jig notebooks }"],
    OWN,
    ["[user]", "\temail = a"],
    ['[remote "origin"]', "\turl = b", "; mine"],
  );
  /** Every setting of somebody else's, with its section. */
  const settings = (text: string): readonly string[] => {
    let section = "";
    return text.split("\n").flatMap((each) => {
      if (each.startsWith("[")) section = each;
      const isTheirs = section !== OWN[0] && each !== "" && !each.startsWith("#");
      return isTheirs ? [`${section} ${each}`] : [];
    });
  };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = `${pieces.flat().join("\n")}\n`;
      const set = withOwnBlock(text, { lines: OWN, own: ownConfigLines });
      expect(settings(set)).toEqual(settings(text));
      const left = withoutOwnBlock(set, ownConfigLines)?.text ?? "";
      expect(settings(left)).toEqual(settings(text));
      expect(ownBlockOf(left, ownConfigLines)).toBeNull();
    }),
    { numRuns: 500 },
  );
});
