// The lines of a `jig.lock`, taken apart: which key or file stands where. What they mean is for `parse-lock.ts`.

type Value = string | number | readonly string[];
export type Fields = Map<string, Value>;

/** What stands at a line. */
export interface ReadFile {
  readonly line: number;
  readonly fields: Fields;
}

export interface ReadPackage extends ReadFile {
  readonly files: ReadFile[];
}

export interface Reading {
  readonly head: Fields;
  readonly packages: ReadPackage[];
  readonly models: ReadFile[];
  /** Inside `files = [ … ]`. */
  inFiles: boolean;
}

/** Takes one line into the reading; a text says what is wrong with it. */
export const readLine = (line: string, number: number, reading: Reading): string | null => {
  if (line === "" || line.startsWith("#")) return null;
  const latest = reading.packages.at(-1);
  if (reading.inFiles && latest !== undefined) return readFileLine({ line, number }, reading, latest.files);
  if (line === "[[package]]") {
    reading.packages.push({ line: number, fields: new Map(), files: [] });
    return null;
  }
  if (line === "[[model]]") {
    reading.models.push({ line: number, fields: new Map() });
    return null;
  }
  const model = reading.models.at(-1);
  if (model !== undefined) return readPair(line, model.fields);
  if (line === "files = [" && latest !== undefined) {
    reading.inFiles = true;
    return null;
  }
  return readPair(line, latest?.fields ?? reading.head);
};

const readFileLine = (
  { line, number }: { readonly line: string; readonly number: number },
  reading: Reading,
  files: ReadFile[],
): string | null => {
  if (line === "]") {
    reading.inFiles = false;
    return null;
  }
  const inner = /^\{\s*(.*?)\s*\},?$/.exec(line)?.[1];
  if (inner === undefined) return "a file of a package does not look like this";
  const fields: Fields = new Map();
  // Commas inside quoted texts do not separate.
  for (const pair of inner.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []) {
    const problem = readPair(pair.trim(), fields);
    if (problem !== null) return problem;
  }
  files.push({ line: number, fields });
  return null;
};

const readPair = (pair: string, fields: Fields): string | null => {
  const [, key, value] = /^([A-Za-z0-9_-]+)\s*=\s*(.+)$/.exec(pair) ?? [];
  if (key === undefined || value === undefined) return "it is not a line that jig writes";
  if (fields.has(key)) return `\`${key}\` is there twice`;
  const read = readValue(value);
  if (read === null) return `the value of \`${key}\` cannot be read`;
  fields.set(key, read);
  return null;
};

const readValue = (value: string): Value | null => {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  if (value.startsWith("[")) return readList(value);
  return readText(value);
};

const readList = (value: string): readonly string[] | null => {
  if (!/^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*(?="|\])|(?=\])))*\]$/.test(value)) return null;
  const texts = (value.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((each) => readText(each));
  return texts.every((text) => text !== null) ? texts : null;
};

const readText = (value: string): string | null => {
  if (!/^"(?:[^"\\]|\\.)*"$/.test(value)) return null;
  try {
    const read: unknown = JSON.parse(value);
    return typeof read === "string" ? read : null;
  } catch {
    return null;
  }
};

/** The text of a key; null when it is not there, or no text. */
export const textIn = (fields: Fields, key: string): string | null => {
  const value = fields.get(key);
  return typeof value === "string" ? value : null;
};
