import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { decode, encode } from "./decode.ts";

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 4 }),
  fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
  // Half of a character, and the characters that stand for bytes.
  fc.constantFrom([0xed, 0xa0, 0x80], [0xf4, 0x8f, 0x9e, 0x80], [0xf4, 0x8f, 0x9f, 0xbf], [0xc3]),
);

test("what is read of bytes is written as the same bytes", () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const bytes = new Uint8Array([0x7b, 0x22, ...pieces.flatMap((each) => [...each])]);
      expect(encode(decode(bytes))).toEqual(bytes);
    }),
    { numRuns: 1000 },
  );
});

test("UTF-8 with bytes of Latin-1 keeps its characters, and UTF-16 is read", () => {
  expect(decode(new Uint8Array([0xc3, 0xa4, 0xe4]))).toStartWith("ä");
  expect(decode(Buffer.from("\uFEFF{ä}", "utf16le"))).toBe("{ä}");
  expect(decode(Buffer.from("{ä}", "utf16le").swap16())).toBe("{ä}");
});
