// The files of a project with packages added to, changed in or taken out of what it asks for. Pure: the texts are handed in,
// and new ones come back.

import { placeOf, type Place, type Range, type Source } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { parsePlace } from "../describe/parse-place.ts";
import { parseRequirementsFile } from "../describe/requirements-file.ts";
import { readToml } from "../describe/toml/read-toml.ts";
import type { TomlTable, TomlValue } from "../describe/toml/toml-tree.ts";
import { isPlace, normaliseRequirement, requirementName } from "../plan/requirement-text.ts";
import { insertLine, removeEntry, replaceEntry } from "./edit-requirements.ts";
import { addList, insertItem, removeItem, replaceItem } from "./edit-toml-list.ts";
import { hasVersions, mergeRequirement } from "./merge-requirement.ts";

/** The files that ask for packages, by path relative to the root. */
export interface PackageFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Which of them are TOML, and the path of the table with the list in each. */
  readonly lists: readonly PackageList[];
  /** Which of them are requirements files, in the order in which they are reached. */
  readonly requirements: readonly string[];
  /** The packages of places whose text does not say which, by that text: `-e .`. */
  readonly placeNames: ReadonlyMap<string, string>;
  /** Where a new package goes. */
  readonly target: string;
  /** Files outside of the project that ask for packages, too: nothing there is changed. */
  readonly outside?: readonly Source[];
  /** Another tool's lock, which decides what a new package would have to fit; absent when there is none. */
  readonly taken?: string;
}

export interface PackageList {
  readonly file: string;
  readonly table: readonly string[];
  readonly key: string;
  /** It is this machine's alone: what is added concerns everybody. */
  readonly isLocal: boolean;
}

export interface PackageChange {
  readonly kind: "added" | "changed" | "removed" | "there";
  /** As it is in the file now; of what was removed, as it was. */
  readonly requirement: string;
  /** Where it stands now; of what was removed, where it stood. */
  readonly place: Place;
}

export interface ChangedPackages {
  readonly texts: ReadonlyMap<string, string>;
  readonly changes: readonly PackageChange[];
  /** Where a package that was taken out is still asked for: outside of the project. */
  readonly staying?: readonly Place[];
}

/** A package that is asked for in several places, which only a person can tell apart. */
export interface ListedTwice {
  readonly reason: "listed-twice";
  readonly name: string;
  readonly places: readonly Place[];
}

/** A package that comes from a folder, a repository or an address: extras and markers are for a person to write there. */
export interface FromPlace {
  readonly reason: "from-place";
  readonly name: string;
  readonly places: readonly Place[];
}

/** A list that another tool writes when the project is built. */
export interface DynamicList {
  readonly reason: "dynamic-list";
  /** Where that is said. */
  readonly place: Place;
}

/** A folder that is used as it is (`-e ./lib`), which only a requirements file can say. */
export interface NoFolderList {
  readonly reason: "no-folder-list";
  readonly requirement: string;
  /** Where it would go. */
  readonly file: string;
}

/** One more requirement; one of the same package is changed where it stands, and keeps what the new one does not say. */
export const addPackage = (
  files: PackageFiles,
  requirement: string,
): Result<ChangedPackages, ListedTwice | FromPlace | DynamicList | NoFolderList> => {
  const name = nameFor(files, requirement);
  const found = listedIn(files, name).filter(({ isLocal }) => !isLocal);
  const [only] = found;
  const file = only?.file ?? files.target;
  if (EDITABLE.test(requirement) && !files.requirements.includes(file))
    return fail({ reason: "no-folder-list", requirement, file });
  if (only === undefined) {
    const dynamic = dynamicAt(files);
    return dynamic === null
      ? ok(insert(files, requirement))
      : fail({ reason: "dynamic-list", place: dynamic });
  }
  const merged = mergeRequirement(only.text, requirement);
  const same = found.find(({ text }) => isSame(text, mergeRequirement(text, requirement)));
  if (same !== undefined)
    return ok({
      texts: files.texts,
      changes: [{ kind: "there", requirement: same.text, place: same.place }],
    });
  const places = found.map(({ place }) => place);
  if (found.length > 1) return fail({ reason: "listed-twice", name, places });
  // Without versions it would be somebody else's package of that name.
  if (only.isPlace && !isPlace(requirement) && !hasVersions(requirement))
    return fail({ reason: "from-place", name, places });
  const texts = withText(files.texts, only.file, only.replace(merged));
  return ok({ texts, changes: [{ kind: "changed", requirement: merged, place: only.place }] });
};

const EDITABLE = /^(?:-e|--editable)\b/;

/** A folder's text alone does not say it. */
const nameFor = ({ placeNames }: PackageFiles, requirement: string): string =>
  requirementName(placeNames.get(requirement) ?? requirement) ?? requirement;

/** Without a package, wherever it is asked for by name in the project; no changes when it is nowhere there. */
export const removePackage = (files: PackageFiles, name: string): ChangedPackages => {
  const changes: PackageChange[] = [];
  let { texts } = files;
  for (;;) {
    const [found] = listedIn({ ...files, texts }, name);
    if (found === undefined) return { texts, changes, staying: outsidePlaces(files, name) };
    changes.push({ kind: "removed", requirement: found.text, place: found.place });
    texts = withText(texts, found.file, found.remove());
  }
};

/** Which package comes from a folder that some line names without saying it (`-e .`); null when none does. */
export const nameOfFolder = ({ placeNames }: PackageFiles, folder: string): string | null =>
  [...placeNames].find(([text]) => plainFolder(text) === plainFolder(folder))?.[1] ?? null;

const plainFolder = (text: string): string =>
  text
    .replace(/^(?:-e|--editable)[\s=]*/, "")
    // Its extras and marker do not say which one it is.
    .replace(/\s+;.*$/s, "")
    .replace(/\[[^\]]*\]$/, "")
    .replace(/^(?:\.\/+)+(?=[^/])/, "")
    .replace(/(?<=.)\/+$/, "");

const outsidePlaces = (files: PackageFiles, name: string): readonly Place[] =>
  (files.outside ?? []).flatMap((source) => listedInLines(files, source, name)).map(({ place }) => place);

const isSame = (left: string, right: string): boolean =>
  normaliseRequirement(left) === normaliseRequirement(right);

const withText = (
  texts: ReadonlyMap<string, string>,
  file: string,
  text: string,
): ReadonlyMap<string, string> => new Map([...texts, [file, text]]);

interface Listed {
  readonly file: string;
  readonly text: string;
  readonly place: Place;
  readonly isLocal: boolean;
  /** It says where the package comes from. */
  readonly isPlace: boolean;
  readonly replace: (requirement: string) => string;
  readonly remove: () => string;
}

const listedIn = (files: PackageFiles, name: string): readonly Listed[] => [
  ...files.lists.flatMap((list) => listedInToml(sourceOf(files, list.file), list, name)),
  ...files.requirements.flatMap((file) => listedInLines(files, sourceOf(files, file), name)),
];

const sourceOf = ({ texts }: PackageFiles, file: string): Source => ({ file, text: texts.get(file) ?? "" });

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

const listedInLines = (files: PackageFiles, source: Source, name: string): readonly Listed[] =>
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

const entriesOf = (source: Source, { placeNames }: PackageFiles): readonly NamedEntry[] =>
  parseRequirementsFile(source).flatMap((entry): readonly NamedEntry[] => {
    const place = entry.kind === "place" ? parsePlace(entry.text) : null;
    if (entry.kind === "requirement") return [{ ...entry, name: requirementName(entry.text) ?? "" }];
    if (entry.kind !== "place") return [];
    const said = place?.ok === true ? place.value.name : null;
    const name = said ?? placeNames.get(entry.text) ?? null;
    return name === null ? [] : [{ ...entry, name: requirementName(name) ?? "" }];
  });

const insert = (files: PackageFiles, requirement: string): ChangedPackages => {
  const source = sourceOf(files, files.target);
  const list = targetList(files);
  const text =
    list === undefined ? intoLines(files, source, requirement) : intoToml(source, list, requirement);
  const texts = withText(files.texts, source.file, text);
  const name = nameFor(files, requirement);
  const place = listedIn({ ...files, texts }, name)[0]?.place ?? { file: source.file, line: 1, column: 1 };
  return { texts, changes: [{ kind: "added", requirement, place }] };
};

/** Where the description stands in it as well, the list that is asked for first is the project's. */
const targetList = ({ lists, target }: PackageFiles): PackageList | undefined => {
  const own = lists.filter(({ file }) => file === target);
  return own.find(({ key }) => key === "dependencies") ?? own[0];
};

/** Where `[project]` says that its `dependencies` are known only when it is built; null when it does not. */
const dynamicAt = (files: PackageFiles): Place | null => {
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

const listAt = (source: Source, { table, key }: PackageList): Extract<TomlValue, { kind: "list" }> | null => {
  const value = tableAt(readToml(source).root, table)?.entries.get(key)?.value;
  return value?.kind === "list" ? value : null;
};

const tableAt = (root: TomlTable, path: readonly string[]): TomlTable | null => {
  let table: TomlTable = root;
  for (const key of path) {
    const value = table.entries.get(key)?.value;
    if (value?.kind !== "table") return null;
    table = value;
  }
  return table;
};
