// The package indexes that a `pyproject.toml` names for uv, and which of its packages are to come from one of them. Pure; it
// takes no other of uv's settings, and tells a source that leads elsewhere than to an index.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { secretIn } from "../../base/secrets.ts";
import { UV_LOCK } from "../../base/uv-lock-command.ts";
import { readToml } from "../toml/read-toml.ts";
import { textIn, type TomlTable, type TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

/** An index besides the usual one: `[[tool.uv.index]]`. */
export interface ProjectIndex {
  readonly name: string;
  /** As it is written there. */
  readonly url: string;
  /** It is asked for those packages alone that are said to come from it. */
  readonly isExplicit: boolean;
  /** It is the default one of whoever chose the versions. */
  readonly isDefault?: true;
}

/** What locks call `pypi`. */
export const USUAL_INDEX = { name: "pypi", url: "https://pypi.org/simple" } as const;

/** Whether it is called as the usual index is, and is another one. */
export const isFalselyUsual = ({ name, url }: Pick<ProjectIndex, "name" | "url">): boolean =>
  name.toLowerCase() === USUAL_INDEX.name &&
  url.replace(/^(\w+:\/\/)[^/]*@/, "$1").replace(/\/+$/, "") !== USUAL_INDEX.url;

/** A package that comes from an index, perhaps on some platforms alone. */
export interface IndexSource {
  readonly package: string;
  readonly from: readonly { readonly index: string; readonly marker: string | null }[];
}

export interface PyprojectIndexes {
  readonly indexes: readonly ProjectIndex[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Those that have a name and an address, and what is wrong with one of them.
 * @param withDefault the default one counts, too: that of a `uv.lock`, which has chosen by it. Otherwise it is every machine's
 *   own to choose
 */
export const readPyprojectIndexes = (
  source: Source,
  { withDefault = false }: { readonly withDefault?: boolean } = {},
): PyprojectIndexes => {
  const list = at(readToml(source).root, ["tool", "uv", "index"]);
  const indexes: ProjectIndex[] = [];
  const problems: Diagnostic[] = [];
  for (const item of list?.kind === "list" ? list.items : []) {
    const index = item.kind === "table" ? indexOf(item, withDefault) : null;
    if (item.kind !== "table" || index === null) continue;
    indexes.push(index);
    problems.push(...problemsOf(index, item, source));
  }
  return { indexes, problems };
};

/** Null when it does not count. */
const indexOf = (item: TomlTable, withDefault: boolean): ProjectIndex | null => {
  const isDefault = isTrue(item, "default");
  const [name, url] = [textIn(item, "name") ?? "", textIn(item, "url") ?? ""];
  const isWhole = /^[A-Za-z0-9_.-]+$/.test(name) && /^https?:\/\/\S+$/.test(url);
  // A mirror may be called as the usual one. It has no name in a lock.
  if (!isWhole || (isDefault && (!withDefault || isFalselyUsual({ name, url })))) return null;
  // Whoever chooses more beside a lock asks the machine's own default.
  return {
    name,
    url,
    isExplicit: isDefault || isTrue(item, "explicit"),
    ...(isDefault ? { isDefault } : {}),
  };
};

const problemsOf = (index: ProjectIndex, item: TomlTable, source: Source): readonly Diagnostic[] => {
  const [name, url] = [item.entries.get("name")?.value, item.entries.get("url")?.value];
  const problems: Diagnostic[] = [];
  if (name !== undefined && isFalselyUsual(index))
    problems.push({
      code: "index-called-pypi",
      severity: "error",
      message: `\`jig.lock\` calls the usual index ${quote(USUAL_INDEX.name)}, and this is another one`,
      source,
      range: name.range,
      hint: "give it a name of its own, here and in `[tool.uv.sources]`; a mirror of the usual one is `default = true`",
    });
  // uv writes it into the files that it works with. It has variables for a user's name and password.
  if (url !== undefined && isTokenIn(index.url))
    problems.push({
      code: "secret-in-index",
      severity: "error",
      message: "this index's address has what may be a token in it, and jig writes none to any file",
      source,
      range: url.range,
      hint: `leave what follows the \`?\` away here, and name the whole address on each machine: \`UV_INDEX=${index.name}=ADDRESS\``,
    });
  return problems;
};

const isTokenIn = (url: string): boolean =>
  ["token", "variable", "query"].includes(secretIn(url.replace(/^(\w+:\/\/)[^/]*@/, "$1")) ?? "");

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
  message: `${quote(name)} is to come from here, and jig takes only indexes from \`[tool.uv.sources]\``,
  source,
  range,
  related: [{ message: "where it is asked for", source, range: asked }],
  hint: `${UV_LOCK}, and \`requirements = "uv.lock"\` in jig.toml takes what uv chooses from there`,
});

const isTrue = (table: TomlTable, key: string): boolean => {
  const value = table.entries.get(key)?.value;
  return value?.kind === "boolean" && value.value;
};

const at = (root: TomlTable, path: readonly string[]): TomlValue | undefined => {
  let value: TomlValue | undefined = root;
  for (const key of path) value = value?.kind === "table" ? value.entries.get(key)?.value : undefined;
  return value;
};
