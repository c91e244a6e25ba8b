// The bytes of a file → its text. Only UTF-8 of a sane size goes on; the rest is told, with the place where it fails.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { Source } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";

/** Bytes. A description that is larger is some other file. */
export const LARGEST_FILE = 1024 * 1024;

/** A program writes those, and nobody reads them: with thousands of files in them they grow. */
export const LARGEST_LOCK = 32 * LARGEST_FILE;

/**
 * Reads UTF-8; a byte order mark at the start is accepted and left out. Fails for a file over 1 MiB (or `largest` bytes),
 * which is not even decoded, and at the first byte that is not UTF-8.
 */
export const decodeText = (
  bytes: Uint8Array,
  file: string,
  largest = LARGEST_FILE,
): Result<Source, Diagnostic> => {
  if (bytes.length > largest) return fail(tooLarge({ file, text: "" }, bytes.length, largest));
  const text = new TextDecoder().decode(bytes);
  const broken = text.includes("\uFFFD") ? findBroken(text, bytes) : null;
  if (broken === null) return ok({ file, text });
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return fail({
    code: "not-utf-8",
    severity: "error",
    message: isWide ? "this file is UTF-16, not UTF-8" : "this is not UTF-8",
    source: { file, text },
    range: { offset: broken, length: 1 },
    hint: "save the file as UTF-8",
  });
};

/** What is said of a file that is too large, whoever notices. */
export const tooLarge = (source: Source, length: number, largest = LARGEST_FILE): Diagnostic => ({
  code: "file-too-large",
  severity: "error",
  message: `\`${source.file}\` is too large: ${(length / LARGEST_FILE).toFixed(1)} MiB, where ${largest / LARGEST_FILE} MiB is the limit`,
  source: { file: source.file, text: "" },
  range: { offset: 0, length: 0 },
});

/** The offset of the first U+FFFD that stands for broken bytes; null when all of them are in the file as such. */
const findBroken = (text: string, bytes: Uint8Array): number | null => {
  const encoder = new TextEncoder();
  let byte = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let from = 0;
  for (let at = text.indexOf("\uFFFD"); at !== -1; at = text.indexOf("\uFFFD", from)) {
    byte += encoder.encode(text.slice(from, at)).length;
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return at;
    byte += 3;
    from = at + 1;
  }
  return null;
};
