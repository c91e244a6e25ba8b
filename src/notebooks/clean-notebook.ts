// A notebook without what running it leaves in it, as nb-clean gives it. It takes what Jupyter and Python write and nb-clean
// refuses: NaN, halves of characters, a byte order mark, other encodings, format 3. What is no notebook it names, and leaves alone.

import { fail, ok, type Result } from "../base/result.ts";
import { decode, encodeLike } from "./decode.ts";
import { isSameJson, readJson, writeJson, type Json, type JsonObject } from "./json.ts";

/** Why something is no notebook that can be cleaned. */
export type NoNotebook =
  | "empty"
  | "lfs-pointer"
  | "merge-conflict"
  | "unfinished"
  | "foreign"
  | "newer-format";

/**
 * Cleans a notebook's bytes. What is clean already comes back as it is, to the byte, unless something is in it twice: there may
 * be outputs in what does not count.
 * @param options as nb-clean takes them, in the long form
 */
export const cleanNotebook = (
  bytes: Uint8Array,
  options: readonly string[],
): Result<Uint8Array, NoNotebook> => {
  let isSingle = true;
  const read = readNotebook(bytes, () => {
    isSingle = false;
  });
  if (!read.ok) return read;
  const cleaned = cleanedOf(read.value, optionsOf(options));
  return ok(isSingle && isSameJson(read.value, cleaned) ? bytes : encodeLike(writeJson(cleaned), bytes));
};

/** A notebook's own content, whatever it is. Fails with what else it is. */
export const readNotebook = (bytes: Uint8Array, onDouble?: () => void): Result<JsonObject, NoNotebook> => {
  const text = decode(bytes);
  const value = readJson(text, onDouble);
  if (value === null) return fail(whatElse(text));
  if (value.kind !== "object") return fail("foreign");
  const format = value.members.get("nbformat");
  const major = format?.kind === "word" ? Number(format.text) : Number.NaN;
  if (major > 4 && value.members.has("cells")) return fail("newer-format");
  const isOurs =
    (major === 4 && value.members.get("cells")?.kind === "list") || (major === 3 && isOld(value));
  return isOurs ? ok(value) : fail("foreign");
};

const whatElse = (text: string): NoNotebook => {
  if (text.trim() === "") return "empty";
  if (text.startsWith("version https://git-lfs.github.com/")) return "lfs-pointer";
  if (/^<{7} /m.test(text) && /^>{7} /m.test(text)) return "merge-conflict";
  return text.trimStart().startsWith("{") ? "unfinished" : "foreign";
};

const isOld = ({ members }: JsonObject): boolean =>
  ["worksheets", "cells"].some((name) => members.get(name)?.kind === "list");

interface Options {
  readonly dropsEmpty: boolean;
  readonly dropsMetadata: boolean;
  readonly keepsVersion: boolean;
  readonly keepsOutputs: boolean;
  readonly keepsCounts: boolean;
  /** All, or these. */
  readonly kept: "all" | ReadonlySet<string>;
}

const FIELD = "--preserve-cell-metadata-field=";

const optionsOf = (words: readonly string[]): Options => ({
  dropsEmpty: words.includes("--remove-empty-cells"),
  dropsMetadata: words.includes("--remove-all-notebook-metadata"),
  keepsVersion: words.includes("--preserve-notebook-metadata"),
  keepsOutputs: words.includes("--preserve-cell-outputs"),
  keepsCounts: words.includes("--preserve-execution-counts"),
  kept: words.includes("--preserve-cell-metadata")
    ? "all"
    : new Set(words.flatMap((word) => (word.startsWith(FIELD) ? [word.slice(FIELD.length)] : []))),
});

const NULL: Json = { kind: "word", text: "null" };
const NO_LIST: Json = { kind: "list", items: [] };
const NO_MEMBERS: Json = { kind: "object", members: new Map() };

/** The member of that name, seen through; the object itself when there is none. */
const change = (object: JsonObject, name: string, changed: (value: Json) => Json): JsonObject => {
  const value = object.members.get(name);
  if (value === undefined) return object;
  return { kind: "object", members: new Map(object.members).set(name, changed(value)) };
};

const without = (value: Json, names: ReadonlySet<string>): Json =>
  value.kind === "object"
    ? { kind: "object", members: new Map([...value.members].filter(([name]) => !names.has(name))) }
    : value;

const eachObject =
  (changed: (object: JsonObject) => JsonObject) =>
  (value: Json): Json =>
    value.kind === "list"
      ? { kind: "list", items: value.items.map((item) => (item.kind === "object" ? changed(item) : item)) }
      : value;

const cleanedOf = (notebook: JsonObject, options: Options): JsonObject => {
  const cells = (value: Json): Json =>
    eachObject((cell) => cleanCell(cell, options))(options.dropsEmpty ? withoutEmpty(value) : value);
  const inSheets = change(
    notebook,
    "worksheets",
    eachObject((sheet) => change(sheet, "cells", cells)),
  );
  return change(change(inSheets, "cells", cells), "metadata", (value) => cleanMetadata(value, options));
};

const TRANSIENT: ReadonlySet<string> = new Set(["orig_nbformat", "orig_nbformat_minor", "signature"]);

const cleanMetadata = (value: Json, { dropsMetadata, keepsVersion }: Options): Json => {
  if (dropsMetadata) return NO_MEMBERS;
  const lasting = without(value, TRANSIENT);
  if (keepsVersion || lasting.kind !== "object") return lasting;
  return change(lasting, "language_info", (language) => without(language, new Set(["version"])));
};

/** What a cell's count of runs is called, from format 4 on and before. */
export const COUNTS = ["execution_count", "prompt_number"];

const cleanCell = (cell: JsonObject, options: Options): JsonObject => {
  const bare = change(cell, "metadata", (value) => cleanCellMetadata(value, options));
  const type = cell.members.get("cell_type");
  if (type?.kind !== "string" || type.value !== "code") return bare;
  return withoutCounts(
    change(bare, "outputs", (outputs) =>
      options.keepsOutputs ? eachObject((output) => withoutCounts(output, options))(outputs) : NO_LIST,
    ),
    options,
  );
};

const withoutCounts = (object: JsonObject, { keepsCounts }: Options): JsonObject =>
  keepsCounts ? object : COUNTS.reduce((changed, name) => change(changed, name, () => NULL), object);

const cleanCellMetadata = (value: Json, { kept }: Options): Json => {
  if (value.kind !== "object") return value;
  const members = [...value.members].filter(
    ([name]) => name !== "trusted" && (kept === "all" || kept.has(name)),
  );
  return { kind: "object", members: new Map(members) };
};

const withoutEmpty = (value: Json): Json =>
  value.kind === "list" ? { kind: "list", items: value.items.filter((cell) => !isEmpty(cell)) } : value;

const isEmpty = (cell: Json): boolean => {
  const source =
    cell.kind === "object" ? (cell.members.get("source") ?? cell.members.get("input")) : undefined;
  if (source?.kind === "string") return source.value === "";
  return source?.kind === "list" && source.items.every((item) => item.kind === "string" && item.value === "");
};
