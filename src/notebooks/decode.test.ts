import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { asUtf8, decode, encodeLike } from "./decode.ts";

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
      expect(encodeLike(decode(bytes), bytes)).toEqual(bytes);
    }),
    { numRuns: 1000 },
  );
});

test("UTF-8 with bytes of Latin-1 keeps its characters, and UTF-16 is read and written as it came", () => {
  expect(decode(new Uint8Array([0xc3, 0xa4, 0xe4]))).toStartWith("ä");
  expect(decode(Buffer.from("\uFEFF{ä}", "utf16le"))).toBe("{ä}");
  expect(decode(Buffer.from("{ä}", "utf16le").swap16())).toBe("{ä}");
  for (const mark of ["", "\uFEFF"]) {
    const little = Buffer.from(`${mark}{ä\u{10F7FF}}`, "utf16le");
    for (const bytes of [new Uint8Array(little), new Uint8Array(Buffer.from(little).swap16())]) {
      expect(encodeLike(decode(bytes), bytes)).toEqual(bytes);
      expect(asUtf8(bytes)).toEqual(new TextEncoder().encode("{ä\u{10F7FF}}"));
    }
  }
  expect(asUtf8(new Uint8Array([0x7b]))).toBeNull();
});
