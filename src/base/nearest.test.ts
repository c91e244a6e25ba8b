import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { nearest } from "./nearest.ts";

const words = ["services", "python", "requirements", "env", "name", "run", "use"];

test("a slip of the finger finds its word", () => {
  const slips = {
    servces: "services",
    pyhton: "python",
    Requirements: "requirements",
    nmae: "name",
    rum: "run",
  };
  for (const [slip, meant] of Object.entries(slips)) expect(nearest(slip, words)).toBe(meant);
});

test("a word that is something else finds nothing", () => {
  for (const word of ["gpu", "ollama", "x", "", "banana", "s".repeat(1_000_000)]) {
    expect(nearest(word, words)).toBeNull();
  }
});

test("of two candidates the closer one is meant, and of equals the first", () => {
  expect(nearest("reedy", ["reed", "ready"])).toBe("reed");
  expect(nearest("pot", ["port", "post"])).toBe("port");
});

test("a word is always nearest to itself", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z-]{1,20}$/),
      fc.array(fc.stringMatching(/^[a-z-]{1,20}$/)),
      (word, others) => {
        expect(nearest(word, [...others, word])).toBe(word);
      },
    ),
  );
});
