// JSON as notebooks hold it: what Python writes beside the standard (NaN, Infinity, halves of a character) is read, numbers
// keep their spelling, and the text that is written is nbformat's own. It knows nothing of notebooks.

export type Json =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "list"; readonly items: readonly Json[] }
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Json> };

export type JsonObject = Extract<Json, { kind: "object" }>;

/**
 * Reads a whole text; null when it is no JSON, or nested as only an attack is. Of two members of one name the last counts.
 * @param onDouble hears that there are two of a name: what is written of them is less than what was read
 */
export const readJson = (text: string, onDouble: () => void = () => {}): Json | null => {
  try {
    const reader = { text, at: 0, onDouble };
    const value = readValue(reader, 0);
    skipSpace(reader);
    return reader.at === text.length ? value : null;
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
};

class NotJson extends Error {}

interface Reader {
  readonly text: string;
  readonly onDouble: () => void;
  at: number;
}

const DEEPEST = 1000;
const SPACE = /[ \t\r\n]*/y;
const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity/y;
/** A raw tab or line break is no JSON, and no doubt either. */
const PLAIN = /[^"\\]*/y;

const match = (reader: Reader, pattern: RegExp): string => {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? "";
  reader.at += found.length;
  return found;
};

const skipSpace = (reader: Reader): void => void match(reader, SPACE);

const take = (reader: Reader, character: string): boolean => {
  skipSpace(reader);
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
};

const expect = (reader: Reader, character: string): void => {
  if (!take(reader, character)) throw new NotJson();
};

const readValue = (reader: Reader, depth: number): Json => {
  if (depth > DEEPEST) throw new NotJson();
  if (take(reader, "{")) return readObject(reader, depth);
  if (take(reader, "[")) return readList(reader, depth);
  if (reader.text[reader.at] === '"') return { kind: "string", value: readString(reader) };
  // `-Infinity` begins as a number does, and is none.
  const text = match(reader, WORD);
  if (text === "" || /[\w.]/.test(reader.text[reader.at] ?? "")) throw new NotJson();
  return { kind: "word", text };
};

const readObject = (reader: Reader, depth: number): Json => {
  const members = new Map<string, Json>();
  if (take(reader, "}")) return { kind: "object", members };
  do {
    skipSpace(reader);
    const name = readString(reader);
    expect(reader, ":");
    if (members.has(name)) reader.onDouble();
    members.set(name, readValue(reader, depth + 1));
  } while (take(reader, ","));
  expect(reader, "}");
  return { kind: "object", members };
};

const readList = (reader: Reader, depth: number): Json => {
  const items: Json[] = [];
  if (take(reader, "]")) return { kind: "list", items };
  do items.push(readValue(reader, depth + 1));
  while (take(reader, ","));
  expect(reader, "]");
  return { kind: "list", items };
};

const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const readString = (reader: Reader): string => {
  expect(reader, '"');
  let value = match(reader, PLAIN);
  while (reader.text[reader.at] === "\\") {
    const letter = reader.text[reader.at + 1] ?? "";
    const hex = reader.text.slice(reader.at + 2, reader.at + 6);
    const isCode = letter === "u" && /^[0-9a-fA-F]{4}$/.test(hex);
    const character = isCode ? String.fromCharCode(Number.parseInt(hex, 16)) : SHORT[letter];
    if (character === undefined) throw new NotJson();
    reader.at += isCode ? 6 : 2;
    value += character + match(reader, PLAIN);
  }
  if (reader.text[reader.at] !== '"') throw new NotJson();
  reader.at += 1;
  return value;
};

/** nbformat's layout: names sorted, one space a level, characters as they are, a line's end at the end. */
export const writeJson = (value: Json): string => `${written(value, "\n")}\n`;

const written = (value: Json, line: string): string => {
  const inner = `${line} `;
  switch (value.kind) {
    case "word":
      return value.text.replace(/(?<=\d)[eE]([+-]?)/, (_, sign: string) => `e${sign === "" ? "+" : sign}`);
    case "string":
      return writeString(value.value);
    case "list":
      if (value.items.length === 0) return "[]";
      return `[${value.items.map((item) => `${inner}${written(item, inner)}`).join(",")}${line}]`;
    case "object": {
      if (value.members.size === 0) return "{}";
      const names = [...value.members.keys()].toSorted(byCharacter);
      const members = names.flatMap((name) => {
        const member = value.members.get(name);
        return member === undefined ? [] : [`${inner}${writeString(name)}: ${written(member, inner)}`];
      });
      return `{${members.join(",")}${line}}`;
    }
  }
};

/** Half of a character alone has no UTF-8; it is written as it was read. `stringify` does that. */
const writeString = (text: string): string => JSON.stringify(text);

/** By characters, not by their halves, as Python and Rust sort. */
const byCharacter = (left: string, right: string): number => {
  const [first, second] = [Array.from(left), Array.from(right)];
  for (const [at, character] of first.entries()) {
    const other = second[at];
    if (other === undefined) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
};

/** Whether both are written alike. */
export const isSameJson = (left: Json, right: Json): boolean => written(left, "") === written(right, "");
