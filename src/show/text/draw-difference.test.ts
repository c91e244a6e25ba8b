import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { drawDifference } from "./draw-difference.ts";
import { styleFor } from "./style.ts";

const plain = styleFor(false);

test("changed lines are shown with what stands around them, and nothing else", () => {
  const before = ["a", "b", "c", "d", "e", "f", "g"].join("\n");
  const after = ["a", "b", "c", "D", "e", "f", "g", "h"].join("\n");
  expect(drawDifference(before, after, plain)).toBe(" b\n c\n-d\n+D\n e\n f\n g\n+h");
  expect(drawDifference(before, before, plain)).toBe("");
});

const isPart = (part: readonly string[], whole: readonly string[]): boolean =>
  whole.join("").includes(part.join(""));

test("the lines that stay and go are the one text, those that stay and come the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const drawn = drawDifference(before.join("\n"), after.join("\n"), plain).split("\n");
      if (before.join() === after.join()) return;
      const side = (mark: string) => drawn.filter((line) => line[0] !== mark).map((line) => line.slice(1));
      expect(isPart(side("+"), before)).toBe(true);
      expect(isPart(side("-"), after)).toBe(true);
    }),
  );
});

test("a long difference is cut, and says how much more there is", () => {
  const lines = Array.from({ length: 3000 }, (_, line) => `line ${line}`).join("\n");
  expect(drawDifference("", lines, plain)).toEndWith("… and 2801 lines more");
});
