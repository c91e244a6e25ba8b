// Where a package stands in the files that ask for packages, and what each file would be with another requirement there or
// none. Decides nothing: whether that is to be done is the caller's.

import { placeOf, type Place, type Range, type Source } from "../base/place.ts";
import { parsePlace } from "../describe/requirements/parse-place.ts";
import { parseRequirementsFile } from "../describe/requirements/requirements-file.ts";
import { readToml } from "../describe/toml/read-toml.ts";
import type { TomlTable, TomlValue } from "../describe/toml/toml-tree.ts";
import { isPlace, requirementName } from "../plan/requirements/requirement-text.ts";
import { removeEntry, replaceEntry } from "./edit-requirements.ts";
import { removeItem, replaceItem } from "./edit-toml-list.ts";
import type { PackageFiles, PackageList } from "./package-files.ts";

export interface Listed {
  readonly file: string;
  readonly text: string;
  readonly place: Place;
  readonly isLocal: boolean;
  /** It says where the package comes from. */
  readonly isPlace: boolean;
  readonly replace: (requirement: string) => string;
  readonly remove: () => string;
}

/** Every place in the project that asks for the package, the lists first. */
export const listedIn = (files: PackageFiles, name: string): readonly Listed[] => [
  ...files.lists.flatMap((list) => listedInToml(sourceOf(files, list.file), list, name)),
  ...files.requirements.flatMap((file) => listedInLines(files, sourceOf(files, file), name)),
];

export const sourceOf = ({ texts }: PackageFiles, file: string): Source => ({
  file,
  text: texts.get(file) ?? "",
});

const listedInToml = (source: Source, at: PackageList, name: string): readonly Listed[] => {
  const list = listAt(source, at);
  if (list === null) return [];
  const { text, file } = source;
  return list.items.flatMap((item, index) =>
    item.kind !== "string" || requirementName(item.value) !== name
      ? []
      : [
          {
            file,
            text: item.value,
            place: placeOf(source, item.range),
            isLocal: at.isLocal,
            isPlace: isPlace(item.value),
            replace: (value: string) => replaceItem(text, list, { index, value }),
            remove: () => removeItem(text, list, index),
          },
        ],
  );
};

/** Where a requirements file asks for it; one outside of the project is only looked at. */
export const listedInLines = (files: PackageFiles, source: Source, name: string): readonly Listed[] =>
  entriesOf(source, files)
    // A line whose name cannot be read is nobody's.
    .filter((entry) => entry.name !== "" && entry.name === name)
    .map(({ text, range, kind }) => ({
      file: source.file,
      text,
      place: placeOf(source, range),
      isLocal: false,
      isPlace: kind === "place",
      replace: (requirement: string) => replaceEntry(source.text, range, requirement),
      remove: () => removeEntry(source.text, range),
    }));

interface NamedEntry {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly range: Range;
}

/** What a requirements file asks for, each with the name that it or its folder says. */
export const entriesOf = (source: Source, { placeNames }: PackageFiles): readonly NamedEntry[] =>
  parseRequirementsFile(source).flatMap((entry): readonly NamedEntry[] => {
    const place = entry.kind === "place" ? parsePlace(entry.text) : null;
    if (entry.kind === "requirement") return [{ ...entry, name: requirementName(entry.text) ?? "" }];
    if (entry.kind !== "place") return [];
    const said = place?.ok === true ? place.value.name : null;
    const name = said ?? placeNames.get(entry.text) ?? null;
    return name === null ? [] : [{ ...entry, name: requirementName(name) ?? "" }];
  });

/** The list itself; null where there is none. */
export const listAt = (
  source: Source,
  { table, key }: PackageList,
): Extract<TomlValue, { kind: "list" }> | null => {
  const value = tableAt(readToml(source).root, table)?.entries.get(key)?.value;
  return value?.kind === "list" ? value : null;
};

/** Null where a key on the way is missing, or no table. */
export const tableAt = (root: TomlTable, path: readonly string[]): TomlTable | null => {
  let table: TomlTable = root;
  for (const key of path) {
    const value = table.entries.get(key)?.value;
    if (value?.kind !== "table") return null;
    table = value;
  }
  return table;
};
