// The file that takes new packages, with one more requirement: in its order where it has one. Looks for none that is there.

import { placeOf, type Place, type Source } from "../base/place.ts";
import { readToml } from "../describe/toml/read-toml.ts";
import { requirementName } from "../plan/requirements/requirement-text.ts";
import { insertLine } from "./edit-requirements.ts";
import { addList, insertItem } from "./edit-toml-list.ts";
import { entriesOf, listAt, sourceOf, tableAt } from "./listed-packages.ts";
import type { PackageFiles, PackageList } from "./package-files.ts";

/** The new text of the file that takes it. */
export const insertRequirement = (files: PackageFiles, requirement: string): string => {
  const source = sourceOf(files, files.target);
  const list = targetList(files);
  return list === undefined ? intoLines(files, source, requirement) : intoToml(source, list, requirement);
};

/** Where the description stands in it as well, the list that is asked for first is the project's. */
const targetList = ({ lists, target }: PackageFiles): PackageList | undefined => {
  const own = lists.filter(({ file }) => file === target);
  return own.find(({ key }) => key === "dependencies") ?? own[0];
};

/** Where `[project]` says that its `dependencies` are known only when it is built; null when it does not. */
export const dynamicAt = (files: PackageFiles): Place | null => {
  const list = targetList(files);
  if (list?.table[0] !== "project") return null;
  const source = sourceOf(files, list.file);
  const dynamic = tableAt(readToml(source).root, list.table)?.entries.get("dynamic")?.value;
  const item =
    dynamic?.kind === "list"
      ? dynamic.items.find((each) => each.kind === "string" && each.value === list.key)
      : undefined;
  return item === undefined ? null : placeOf(source, item.range);
};

/** Where names are in order, a new one keeps them so. The first place belongs to what the comments above say: not there. */
const orderedIndex = (names: readonly string[], name: string): number => {
  const isOrdered = names.length > 1 && names.every((each, at) => at === 0 || (names[at - 1] ?? "") <= each);
  const index = isOrdered ? names.findIndex((each) => each > name) : -1;
  return index <= 0 ? names.length : index;
};

const intoLines = (files: PackageFiles, source: Source, requirement: string): string => {
  const entries = entriesOf(source, files);
  const names = entries.map(({ name }) => name);
  const index = orderedIndex(names, requirementName(requirement) ?? "");
  const after = index < entries.length ? (entries[index - 1]?.range ?? null) : null;
  return insertLine(source.text, requirement, after);
};

const intoToml = (source: Source, at: PackageList, requirement: string): string => {
  const list = listAt(source, at);
  if (list !== null) {
    const names = list.items.map((item) =>
      item.kind === "string" ? (requirementName(item.value) ?? "") : "",
    );
    const index = orderedIndex(names, requirementName(requirement) ?? "");
    return insertItem(source.text, list, { value: requirement, index });
  }
  const table = tableAt(readToml(source).root, at.table);
  return table === null ? source.text : addList(source.text, table, { key: at.key, value: requirement });
};
