import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { ownBlockOf, withOwnBlock, withoutOwnBlock } from "./own-block.ts";

const line = fc.constantFrom("", "[core]", "\tbare = false", "# jig notebooks", "# jig notebooks }", "é");
const before = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom("", "\n"))
  .map(([lines, end]) => `${lines.join("\n")}${end}`);
const lines = fc.array(fc.constantFrom("a", '\tclean = "x"', "*.ipynb filter=nb-clean"), { maxLength: 3 });

test("a block comes and goes, is renewed in its place, and every other byte stays", () => {
  fc.assert(
    fc.property(before, lines, lines, (text, first, second) => {
      const once = withOwnBlock(text, first);
      expect(ownBlockOf(once)).toBe(first.map((each) => `${each}\n`).join(""));
      const twice = withOwnBlock(once, second);
      expect(twice).toBe(withOwnBlock(text, second));
      expect(withOwnBlock(twice, second)).toBe(twice);
      expect(withoutOwnBlock(twice)).toEqual({ text, goes: "nothing" });
      // What git or a person writes behind it stays as well.
      expect(withoutOwnBlock(`${twice}[user]\n`)?.text).toBe(`${text}[user]\n`);
    }),
  );
});

test("a file of its own goes with the block, and so does its folder", () => {
  expect(withoutOwnBlock(withOwnBlock(null, ["a"]))).toEqual({ text: "", goes: "file" });
  expect(withoutOwnBlock(withOwnBlock(null, ["a"], false))).toEqual({ text: "", goes: "folder" });
  expect(withoutOwnBlock(`${withOwnBlock(null, ["a"])}mine\n`)).toEqual({ text: "mine\n", goes: "nothing" });
  expect(withoutOwnBlock("# jig notebooks {\nwithout an end\n")).toBeNull();
});
