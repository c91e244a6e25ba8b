// A notebook's bytes as a text, and a text as bytes. Bytes that are no UTF-8, of an output in Latin-1 for instance, come back
// as they were, and so does UTF-16. It refuses nothing.

/** The text. Each byte that is no UTF-8 stands as one character of a range that nobody uses. A byte order mark is no part of it. */
export const decode = (bytes: Uint8Array): string => {
  const encoding = wideEncoding(bytes);
  if (encoding !== null) return new TextDecoder(encoding).decode(bytes);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes(FIRST_HALF)) return text;
  } catch {
    // It is told byte by byte.
  }
  const lenient = Buffer.from(bytes)
    .toString("latin1")
    .replaceAll(SEQUENCE, (found) => (isText(found) ? found : found.replaceAll(/[^]/g, standIn)));
  return new TextDecoder().decode(Buffer.from(lenient, "latin1"));
};

/** The bytes of a text, in UTF-16 where these are: git may be told to expect that, with its mark. */
export const encodeLike = (text: string, like: Uint8Array): Uint8Array => {
  const encoding = wideEncoding(like);
  if (encoding === null) return encode(text);
  const hasMark = like[0] === 0xff || like[0] === 0xfe;
  const bytes = Buffer.from(hasMark ? `\uFEFF${text}` : text, "utf16le");
  return new Uint8Array(encoding === "utf-16le" ? bytes : bytes.swap16());
};

/** What git makes of UTF-16 where it is told that a file has it; null of anything else. */
export const asUtf8 = (bytes: Uint8Array): Uint8Array | null =>
  wideEncoding(bytes) === null ? null : new TextEncoder().encode(decode(bytes));

/** The bytes that `decode` read, unless it was UTF-16. */
const encode = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  if (!text.includes(FIRST_HALF)) return bytes;
  return new Uint8Array(
    Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(STAND_IN, byteOf), "latin1"),
  );
};

/** By its mark, or by the zero beside the first brace. */
const wideEncoding = ([first, second]: Uint8Array): "utf-16le" | "utf-16be" | null => {
  if ((first === 0xff && second === 0xfe) || (first === 0x7b && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x7b) ? "utf-16be" : null;
};

/** U+10F780 to U+10F7FF, for the bytes 80 to FF: in UTF-16 they begin with this half, in UTF-8 as below. */
const FIRST_HALF = "\udbfd";
const STAND_IN = /\xf4\x8f[\x9e\x9f][\x80-\xbf]/g;
const standIn = (character: string): string => {
  const byte = character.charCodeAt(0);
  return `\xf4\x8f${String.fromCharCode(0x9c | (byte >> 6))}${String.fromCharCode(0x80 | (byte & 63))}`;
};

/** Whole characters of UTF-8 with more than one byte, and single bytes that belong to none. */
const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Not one that stands for a byte: its four bytes are told one by one. */
const isText = (found: string): boolean => found.length > 1 && !/^\xf4\x8f[\x9e\x9f]/.test(found);

const byteOf = (found: string): string =>
  String.fromCharCode(((found.charCodeAt(2) & 1) << 6) | (found.charCodeAt(3) & 63) | 128);
