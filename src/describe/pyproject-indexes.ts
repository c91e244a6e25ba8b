// The package indexes that a `pyproject.toml` names for uv, and which of its packages are to come from one of them. Pure; it
// takes no other of uv's settings, and tells a source that leads elsewhere than to an index.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { Range, Source } from "../base/place.ts";
import { readToml } from "./toml/read-toml.ts";
import type { TomlTable, TomlValue } from "./toml/toml-tree.ts";
import { quote } from "./words.ts";

/** An index besides the usual one: `[[tool.uv.index]]`. */
export interface ProjectIndex {
  readonly name: string;
  /** As it is written there. */
  readonly url: string;
  /** It is asked for those packages alone that are said to come from it. */
  readonly isExplicit: boolean;
}

/** A package that comes from an index, perhaps on some platforms alone. */
export interface IndexSource {
  readonly package: string;
  readonly from: readonly { readonly index: string; readonly marker: string | null }[];
}

/** Those that have a name and an address; the default one is every machine's own to choose. */
export const readPyprojectIndexes = (source: Source): readonly ProjectIndex[] => {
  const list = at(readToml(source).root, ["tool", "uv", "index"]);
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) => {
    if (item.kind !== "table" || isTrue(item, "default")) return [];
    const [name, url] = [textIn(item, "name"), textIn(item, "url")];
    const isWhole = /^[A-Za-z0-9_.-]+$/.test(name ?? "") && /^https?:\/\/\S+$/.test(url ?? "");
    return isWhole ? [{ name: name ?? "", url: url ?? "", isExplicit: isTrue(item, "explicit") }] : [];
  });
};

/** @param asked the packages that the file asks for, by their PEP 503 names, and where */
export const readPyprojectSources = (
  source: Source,
  asked: ReadonlyMap<string, Range>,
): { readonly sources: readonly IndexSource[]; readonly problems: readonly Diagnostic[] } => {
  const table = at(readToml(source).root, ["tool", "uv", "sources"]);
  const sources: IndexSource[] = [];
  const problems: Diagnostic[] = [];
  for (const { key, value } of table?.kind === "table" ? table.entries.values() : []) {
    const name = key.toLowerCase().replaceAll(/[-_.]+/g, "-");
    const range = asked.get(name);
    if (range === undefined) continue;
    const from = (value.kind === "list" ? value.items : [value]).map((item) => fromIndex(item));
    if (from.every((each) => each !== null)) sources.push({ package: name, from });
    else problems.push(elsewhere(name, { source, range: value.range, asked: range }));
  }
  return { sources, problems };
};

const fromIndex = (item: TomlValue): IndexSource["from"][number] | null => {
  if (item.kind !== "table") return null;
  const index = textIn(item, "index");
  const isPlain = [...item.entries.keys()].every((key) => key === "index" || key === "marker");
  return index === null || !isPlain ? null : { index, marker: textIn(item, "marker") };
};

const elsewhere = (
  name: string,
  { source, range, asked }: { readonly source: Source; readonly range: Range; readonly asked: Range },
): Diagnostic => ({
  code: "uv-source",
  severity: "error",
  message: `${quote(name)} is to come from here, and jig takes indexes alone from \`[tool.uv.sources]\``,
  source,
  range,
  related: [{ message: "where it is asked for", source, range: asked }],
  hint: '`uv lock`, and `requirements = "uv.lock"` takes what uv chooses from there',
});

const isTrue = (table: TomlTable, key: string): boolean => {
  const value = table.entries.get(key)?.value;
  return value?.kind === "boolean" && value.value;
};

const textIn = (table: TomlTable, key: string): string | null => {
  const value = table.entries.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
};

const at = (root: TomlTable, path: readonly string[]): TomlValue | undefined => {
  let value: TomlValue | undefined = root;
  for (const key of path) value = value?.kind === "table" ? value.entries.get(key)?.value : undefined;
  return value;
};
