// The four kinds of TOML strings. Line endings in a value are always `\n`, so that a script written on Windows runs.

import { rangeFrom, stumble, type Cursor } from "./cursor.ts";
import type { TomlString } from "./toml-tree.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads the string that begins at the cursor with `"` or `'`; null when it is broken, which is noted. */
export const readString = (cursor: Cursor): TomlString | null => {
  const { text } = cursor.source;
  const quote = text.charAt(cursor.at);
  return text.startsWith(quote.repeat(3), cursor.at) ? readBlock(cursor, quote) : readLine(cursor, quote);
};

const readLine = (cursor: Cursor, quote: string): TomlString | null => {
  const { text } = cursor.source;
  const start = cursor.at;
  const end = findQuote(text, start + 1, quote);
  if (text.charAt(end) !== quote) {
    cursor.at = end;
    return stumble(cursor, {
      message: "this string is never closed",
      range: rangeFrom(start, end),
      hint: `end it with \`${quote}\` on the same line`,
    });
  }
  cursor.at = end + 1;
  return finish(cursor, { start, inner: start + 1, end, literal: quote === "'", block: false });
};

/** The offset of the closing quote, or of the line's end when there is none. */
const findQuote = (text: string, from: number, quote: string): number => {
  const wanted = quote.charCodeAt(0);
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === wanted || code === 0x0a) return at;
    if (code === 0x0d && text.charCodeAt(at + 1) === 0x0a) return at;
    if (code === BACKSLASH && wanted === QUOTE && text.charCodeAt(at + 1) >= 0x20) at += 1;
  }
  return text.length;
};

const readBlock = (cursor: Cursor, quote: string): TomlString | null => {
  const { text } = cursor.source;
  const start = cursor.at;
  const inner = start + 3 + (/^\r?\n/.exec(text.slice(start + 3, start + 5))?.[0].length ?? 0);
  const closing = findBlockEnd(text, inner, quote);
  if (closing === null) {
    cursor.at = text.length;
    return stumble(cursor, {
      message: "this string is never closed",
      range: rangeFrom(start, start + 3),
      hint: `end it with \`${quote.repeat(3)}\``,
    });
  }
  cursor.at = closing.after;
  // Two quotes may stand before the closing three; a sixth belongs to nothing.
  if (closing.after - closing.run > 5) {
    return stumble(cursor, {
      message: "too many quotes at the end of this string",
      range: rangeFrom(closing.run, closing.after),
    });
  }
  return finish(cursor, { start, inner, end: closing.after - 3, literal: quote === "'", block: true });
};

/** The first run of three or more quotes; null when there is none. */
const findBlockEnd = (text: string, from: number, quote: string): { run: number; after: number } | null => {
  const wanted = quote.charCodeAt(0);
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && wanted === QUOTE) at += 1;
    if (code !== wanted) continue;
    let after = at + 1;
    while (text.charCodeAt(after) === wanted) after += 1;
    if (after - at >= 3) return { run: at, after };
    at = after - 1;
  }
  return null;
};

interface Extent {
  readonly start: number;
  readonly inner: number;
  readonly end: number;
  readonly literal: boolean;
  readonly block: boolean;
}

// oxlint-disable-next-line no-control-regex -- the point is to find them
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;
// oxlint-disable-next-line no-control-regex -- the point is to find them
const CONTROL_IN_BLOCK = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\r(?!\n)/;

const finish = (cursor: Cursor, extent: Extent): TomlString | null => {
  const { start, inner, end, literal, block } = extent;
  const raw = cursor.source.text.slice(inner, end);
  const control = raw.search(block ? CONTROL_IN_BLOCK : CONTROL);
  if (control !== -1) {
    return stumble(cursor, {
      message: "a control character in a string",
      range: rangeFrom(inner + control, inner + control + 1),
      hint: "take it out, or write it as an escape, such as `\\u001b`",
    });
  }
  const lines = block ? raw.replaceAll("\r\n", "\n") : raw;
  const value = literal || !raw.includes("\\") ? lines : unescape(cursor, raw, extent);
  if (value === null) return null;
  return { kind: "string", value, range: rangeFrom(start, cursor.at), inner: value === raw ? inner : null };
};

// The last alternative is empty: a backslash that begins no escape.
const ESCAPE =
  /\r\n|\\(?:([btnfre"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([ \t]*\r?\n[ \t\r\n]*)|)/g;
const SHORT: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};

const unescape = (cursor: Cursor, raw: string, { inner, block }: Extent): string | null => {
  const parts: string[] = [];
  let done = 0;
  for (const match of raw.matchAll(ESCAPE)) {
    parts.push(raw.slice(done, match.index));
    done = match.index + match[0].length;
    const decoded = match[0] === "\r\n" ? "\n" : decodeEscape(match, block);
    if (decoded === null) {
      const at = inner + match.index;
      return stumble(cursor, {
        message: `\`${raw.slice(match.index, match.index + 2)}\` is not an escape that TOML knows`,
        range: rangeFrom(at, at + Math.max(2, match[0].length)),
        hint: "write `\\\\` for a backslash, or put the string in single quotes",
      });
    }
    parts.push(decoded);
  }
  parts.push(raw.slice(done));
  return parts.join("");
};

const decodeEscape = (match: RegExpExecArray, block: boolean): string | null => {
  const [, short, four, eight, two, continuation] = match;
  if (short !== undefined) return SHORT[short] ?? null;
  if (continuation !== undefined) return block ? "" : null;
  const hex = four ?? eight ?? two;
  if (hex === undefined) return null;
  const point = Number.parseInt(hex, 16);
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? null : String.fromCodePoint(point);
};
