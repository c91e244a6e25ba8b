import { expect, test } from "bun:test";

import { placeBefore } from "./place-before.ts";

const edited = { before: "alder\ncedar\nfir\n", after: "alder\nbirch\ncedar\nfir\n" };
const at = (line: number, column = 1) => ({ file: "r.txt", line, column });

test("a place is told by the line that it has without the edit, and one that the edit brought is none", () => {
  const added = [at(2)];
  expect([1, 2, 3, 4].map((line) => placeBefore(at(line), edited, added)?.line)).toEqual([
    1,
    undefined,
    2,
    3,
  ]);
  const end = { before: "alder\n", after: "alder\nbirch\n" };
  expect([1, 2].map((line) => placeBefore(at(line), end, added)?.line)).toEqual([1, undefined]);
  expect(placeBefore(at(2), end, [])).toBeNull();
  // In a list that stands in one line, what was there before is still there.
  const list = { before: 'a = ["x"]\n', after: 'a = ["x", "y"]\n' };
  expect(placeBefore(at(1, 6), list, [at(1, 11)])).toEqual(at(1, 6));
  expect(placeBefore(at(1, 11), list, [at(1, 11)])).toBeNull();
});
