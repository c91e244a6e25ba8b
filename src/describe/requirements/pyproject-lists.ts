// What a `pyproject.toml` asks for: `[project] dependencies` and `[dependency-groups]`, as the entries of a requirements file.
// Pure; other tools' tables are not read.

import { normaliseName } from "../../plan/requirements/requirement-text.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { parseRequirementsFile, type RequirementsEntry } from "./requirements-file.ts";
import { readToml } from "../toml/read-toml.ts";
import type { TomlTable, TomlValue } from "../toml/toml-tree.ts";
import { listed, quote } from "../words.ts";

interface PyprojectLists {
  readonly entries: readonly RequirementsEntry[];
  readonly problems: readonly Diagnostic[];
}

interface Wish {
  /** `[project] dependencies` is asked for. */
  readonly hasProject: boolean;
  /** Groups, and where each is asked for. */
  readonly groups: readonly { readonly name: string; readonly source: Source; readonly range: Range }[];
}

/** The entries, each with its place, and what is wrong with the lists. */
export const readPyprojectLists = (source: Source, { hasProject, groups }: Wish): PyprojectLists => {
  const { root, problems } = readToml(source);
  if (problems.length > 0) return { entries: [], problems };
  const project = tableIn(root, "project");
  const found: Diagnostic[] = [];
  const entries: RequirementsEntry[] = [];
  if (hasProject && project?.entries.has("dependencies") !== true) found.push(noList(source, project));
  if (hasProject) entries.push(...entriesIn(project?.entries.get("dependencies")?.value));
  const table = tableIn(root, "dependency-groups");
  for (const group of groups) {
    const lists = listsOf(table, group.name, new Set());
    if (lists === null) found.push(noGroup(group, table));
    else entries.push(...lists.flatMap(({ value }) => entriesIn(value)));
  }
  return { entries, problems: found };
};

/** Of the groups that a `uv.lock` beside the file is asked for, those that are not there, each where it is asked for. */
export const missingGroups = (source: Source, groups: Wish["groups"]): readonly Diagnostic[] => {
  const { root, problems } = readToml(source);
  if (problems.length > 0) return [];
  const table = tableIn(root, "dependency-groups");
  const uv = tableIn(tableIn(root, "tool") ?? root, "uv");
  // How uv called it before there were groups.
  const isFormer = (name: string): boolean => name === "dev" && uv?.entries.has("dev-dependencies") === true;
  return groups.flatMap((group) =>
    isFormer(group.name) || listsOf(table, group.name, new Set()) !== null
      ? []
      : [noGroup(group, table, source.file)],
  );
};

/** These groups and those that they include, by their keys as they are written; one that is not there is left out. */
export const groupsWithin = (source: Source, names: readonly string[]): readonly string[] => {
  const table = tableIn(readToml(source).root, "dependency-groups");
  const seen = new Set<string>();
  return names.flatMap((name) => listsOf(table, name, seen) ?? []).map(({ key }) => key);
};

interface GroupList {
  readonly key: string;
  readonly value: TomlValue;
}

/** A group's lists, its own and those that it includes; null when one is not there. */
const listsOf = (table: TomlTable | null, name: string, seen: Set<string>): readonly GroupList[] | null => {
  const key = normaliseName(name);
  if (seen.has(key)) return [];
  seen.add(key);
  const own = [...(table?.entries.values() ?? [])].find((entry) => normaliseName(entry.key) === key);
  const list = own?.value;
  if (own === undefined || list?.kind !== "list") return null;
  const lists: GroupList[] = [own];
  for (const item of list.items) {
    const included = item.kind === "table" ? item.entries.get("include-group")?.value : undefined;
    if (included?.kind !== "string") continue;
    const more = listsOf(table, included.value, seen);
    if (more === null) return null;
    lists.push(...more);
  }
  return lists;
};

const entriesIn = (list: TomlValue | undefined): readonly RequirementsEntry[] =>
  list?.kind !== "list"
    ? []
    : list.items.flatMap((item) =>
        item.kind !== "string"
          ? []
          : parseRequirementsFile({ file: "", text: item.value }).map((entry) => ({
              ...entry,
              range: item.range,
            })),
      );

const noList = (source: Source, project: TomlTable | null): Diagnostic => ({
  code: "no-dependencies",
  severity: "error",
  message: "`[project]` lists no `dependencies`",
  source,
  range: project?.range ?? { offset: 0, length: 0 },
  hint: "write `dependencies = []` there, even when it needs none; what is only known when it is built cannot be read: `-e .` in a requirements file takes that",
});

const noGroup = (
  { name, source, range }: Wish["groups"][number],
  table: TomlTable | null,
  file = "pyproject.toml",
): Diagnostic => {
  const names = [...(table?.entries.keys() ?? [])];
  return {
    code: "no-such-group",
    severity: "error",
    message: `there is no group ${quote(name)} in \`[dependency-groups]\` of ${quote(file)}`,
    source,
    range,
    ...(names.length === 0 ? {} : { hint: `there are ${listed(names.slice(0, 10))}` }),
  };
};

const tableIn = (table: TomlTable, key: string): TomlTable | null => {
  const value = table.entries.get(key)?.value;
  return value?.kind === "table" ? value : null;
};
