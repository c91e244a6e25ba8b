import { expect, test } from "bun:test";

import type { Diagnostic } from "../base/diagnostic.ts";
import { hideOutsideText } from "./hide-outside-text.ts";

const inside = { file: "r.txt", text: "six==1\n" };
const outside = { file: "../secret", text: "a\nSECRET\nSECRET\n" };

const problem = (source: typeof inside, offset: number, related?: Diagnostic["related"]): Diagnostic => ({
  code: "invalid-requirement",
  severity: "error",
  message: `\`${source.text.slice(offset, offset + 6)}\` is not a requirement`,
  source,
  range: { offset, length: 6 },
  ...(related === undefined ? {} : { related }),
});

test("of a file outside one problem is left, with its line and none of its words", () => {
  const isOutside = (file: string): boolean => file === outside.file;
  const other = { message: "the other one", source: outside, range: { offset: 2, length: 6 } };
  const mine = { message: "the first one", source: inside, range: { offset: 0, length: 3 } };
  const told = hideOutsideText(
    [problem(inside, 0), problem(outside, 2), problem(outside, 9), problem(inside, 0, [other, mine])],
    isOutside,
  );
  expect(told.map(({ message }) => message)).toEqual([
    "`six==1` is not a requirement",
    "`../secret` leads out of the project to something else: line 2 there does not belong in such a file",
    "`six==1` is not a requirement",
  ]);
  expect(told[2]?.related).toEqual([mine]);
  expect(JSON.stringify(told)).not.toContain("SECRET");
});
