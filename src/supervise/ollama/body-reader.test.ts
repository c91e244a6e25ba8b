import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { createBodyReader } from "./body-reader.ts";

const chunked = (parts: readonly string[]): string =>
  `${parts
    .filter((part) => part !== "")
    .map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
    .join("")}0\r\n\r\n`;

test("a body in chunks is the same wherever the network cuts it", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.string()), cuts, (parts, sizes) => {
      const bytes = Buffer.from(chunked(parts));
      const reader = createBodyReader("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked");
      const read: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        expect(reader.isWhole()).toBe(false);
        read.push(reader.take(bytes.subarray(at, at + size)));
        at += size;
        if (reader.isWhole()) break;
      }
      expect(reader.isWhole()).toBe(true);
      expect(Buffer.concat(read).toString()).toBe(parts.join(""));
    }),
  );
});

test("a body with a length is over when it is there, one without when the connection ends", () => {
  const measured = createBodyReader("HTTP/1.1 200 OK\r\ncontent-length: 4");
  measured.take(Buffer.from("ab"));
  expect(measured.isWhole()).toBe(false);
  measured.take(Buffer.from("cd"));
  expect(measured.isWhole()).toBe(true);
  const endless = createBodyReader("HTTP/1.1 200 OK");
  expect(endless.take(Buffer.from("ab")).toString()).toBe("ab");
  expect(endless.isWhole()).toBe(false);
});
