// A short name for a value: the same value gives the same digest, whatever the order of its keys. The runtime's own
// hasher, because loading `node:crypto` takes longer than all the rest of a warm command.

/** Any value that JSON can hold. `undefined` properties count as absent. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON with the keys of every object in code-unit order and no white space. */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const members = entries.flatMap(([key, item]) =>
    item === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(item)}`],
  );
  return `{${members.join(",")}}`;
};

/** Lower-case hex SHA-256 of a text (as UTF-8) or of bytes. */
export const sha256 = (content: string | Uint8Array): string =>
  new Bun.CryptoHasher("sha256").update(content).digest("hex");

/** The SHA-256 of a value's canonical JSON, cut to 16 hex digits: enough to tell versions of one thing apart. */
export const digestOf = (value: Json): string => sha256(canonicalJson(value)).slice(0, 16);

/** How git calls a file's content: by a SHA-1 of 40 hex digits, or in newer repositories by a SHA-256 of 64. */
export const gitBlobName = (content: Uint8Array, digits: number): string =>
  new Bun.CryptoHasher(digits === 64 ? "sha256" : "sha1")
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest("hex");
