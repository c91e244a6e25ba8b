import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { widthOf } from "./visible-text.ts";
import { wrapAfter, wrapWords } from "./wrap-words.ts";

test("lines are broken between words, and further ones are indented", () => {
  expect(wrapWords("one two three four", 10, "  ")).toBe("one two\n  three\n  four");
});

test("a command in backticks is never broken", () => {
  expect(wrapWords("type `jig open --print server` to see it", 20)).toBe(
    "type\n`jig open --print server`\nto see it",
  );
});

test("without a terminal the text is left as it is", () => {
  expect(wrapWords("one two three four", null)).toBe("one two three four");
});

test("what stands behind a head keeps its column, and what fits its spaces", () => {
  expect(wrapAfter("- ", "one two three", 9)).toBe("- one two\n  three");
  expect(wrapAfter("- ", "one  two", 10)).toBe("- one  two");
  expect(wrapAfter("- ", "one  two three", null)).toBe("- one  two three");
});

test("no word is lost, cut or added, and only a long word stands over the edge", () => {
  const word = fc.stringMatching(/^[a-zé文]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (words, columns) => {
        const lines = wrapWords(words.join(" "), columns).split("\n");
        expect(lines.flatMap((line) => line.split(" "))).toEqual(words);
        for (const line of lines) expect(widthOf(line) <= columns || !line.includes(" ")).toBe(true);
      },
    ),
  );
});
