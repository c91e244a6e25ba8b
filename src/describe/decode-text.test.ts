import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { decodeText, LARGEST_FILE } from "./decode-text.ts";

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)),
  );

test("UTF-8 is read as it is, and a byte order mark is left out", () => {
  expect(decodeText(bytes('name = "é"\r\n'), "jig.toml")).toEqual({
    ok: true,
    value: { file: "jig.toml", text: 'name = "é"\r\n' },
  });
  expect(decodeText(bytes([0xef, 0xbb, 0xbf], "a = 1"), "jig.toml")).toMatchObject({
    value: { text: "a = 1" },
  });
});

test("the first byte that is not UTF-8 is pointed at, though the same sign may stand before it by right", () => {
  const decoded = decodeText(bytes("a = 1\n# \uFFFD caf", [0xe9], "\n"), "jig.toml");
  expect(decoded).toMatchObject({
    failure: { code: "not-utf-8", message: "this is not UTF-8", range: { offset: 13, length: 1 } },
  });
  expect(decodeText(bytes("\uFFFD"), "jig.toml").ok).toBe(true);
  expect(decodeText(bytes([0xef, 0xbb, 0xbf], "\uFFFD", [0xff]), "jig.toml")).toMatchObject({
    failure: { range: { offset: 1 } },
  });
});

test("UTF-16 is called by its name", () => {
  expect(decodeText(bytes([0xff, 0xfe, 0x61, 0]), "jig.toml")).toMatchObject({
    failure: { message: "this file is UTF-16, not UTF-8", hint: "save the file as UTF-8" },
  });
});

test("a file of 10 MB is refused before it is looked at", () => {
  expect(decodeText(new Uint8Array(10 * LARGEST_FILE), "jig.toml")).toMatchObject({
    failure: {
      code: "file-too-large",
      message: "`jig.toml` is too large: 10.0 MiB, where 1 MiB is the limit",
      source: { text: "" },
    },
  });
  expect(decodeText(new Uint8Array(LARGEST_FILE).fill(0x20), "jig.toml").ok).toBe(true);
});

test("no bytes make it throw, and what it accepts encodes back to the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
      const decoded = decodeText(content, "jig.toml");
      if (!decoded.ok) return;
      const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
      expect(new TextEncoder().encode(decoded.value.text)).toEqual(hasMark ? content.slice(3) : content);
    }),
  );
});
