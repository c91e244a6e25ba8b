// What the project wants installed, from the description and from every requirements file that it reaches. It reads no
// file: their texts are handed in. It resolves nothing either.

import { digestOf, type Json } from "../base/digest.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { placeOf, type Place, type Range, type Source } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Description } from "../describe/description.ts";
import {
  readPyprojectIndexes,
  readPyprojectSources,
  type IndexSource,
  type ProjectIndex,
} from "../describe/pyproject-indexes.ts";
import { readPyprojectLists } from "../describe/pyproject-lists.ts";
import { requirementProblem } from "../describe/check-requirement.ts";
import { parseRequirementsFile } from "../describe/requirements-file.ts";
import { notAFile } from "../describe/surroundings.ts";
import {
  besideFile,
  gatherPlaces,
  plainPlaces,
  type PlacedRequirement,
  type WrittenPlace,
} from "./gather-places.ts";
import { checkUvLock } from "./check-uv-lock.ts";
import { isPre, optionProblem } from "./requirements-option.ts";
import { isPlace, normaliseRequirement, requirementName } from "./requirement-text.ts";
import { takenKind, takenLock, twoLocks, type TakenLock } from "./taken-lock.ts";

/** The text of a file; null: there is none; or what stands where it should be, or is wrong with its bytes. */
export type RequirementsFile =
  | string
  | null
  | { readonly kind: "folder" | "other" | "unreadable" }
  /** Whoever reads does not look outside of the project. */
  | { readonly kind: "outside" }
  | { readonly kind: "undecodable"; readonly problem: Diagnostic };

/** By path relative to the root; what is absent counts as not there. */
export type RequirementsFiles = Readonly<Record<string, RequirementsFile>>;

export interface Requirements {
  /** In one spelling, sorted, each once. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** What comes from folders, repositories and addresses, sorted by name. */
  readonly places: readonly PlacedRequirement[];
  /** Another tool's lock, whose versions are taken as they are; absent when none is named. */
  readonly taken?: TakenLock;
  /** Versions that are not final count, too (`--pre`). */
  readonly prerelease?: true;
  /** Indexes that `pyproject.toml` names; absent when it names none. */
  readonly indexes?: readonly ProjectIndex[];
  /** The packages that come from one of them; absent when none does, or when another tool has chosen. */
  readonly sources?: readonly IndexSource[];
  /** Of all: comments, order and the layout of files do not change it. */
  readonly digest: string;
}

/** All requirements and constraints, or every problem that stands in the way of locking them. */
export const gatherRequirements = (
  description: Description,
  files: RequirementsFiles,
): Result<Requirements, readonly Diagnostic[]> => {
  const { python } = description;
  const reached = reachFiles(
    description,
    (path) => (Object.hasOwn(files, path) ? files[path] : null) ?? null,
  );
  const found = entriesIn(reached.files);
  const packages = python?.packages ?? [];
  const { places, problems: placeProblems } = gatherPlaces(placesIn(description, found), (path) =>
    textOf(files, path),
  );
  const problems = [
    ...reached.problems,
    ...placeProblems,
    ...disagreements(description, found),
    ...found.flatMap(({ entry, source: file }) => problemOf(entry, file)),
  ];
  if (problems.length > 0) return fail(problems);

  const texts = (constraints: boolean): readonly string[] =>
    found.flatMap(({ entry, isConstraint }) =>
      entry.kind === "requirement" && isConstraint === constraints ? [entry.text] : [],
    );
  const listed = packages.flatMap(({ value }) => (isPlace(value) ? [] : [value]));
  const requirements = inOneSpelling([...listed, ...texts(false)]);
  const constraints = inOneSpelling(texts(true));
  const prerelease = found.some(({ entry }) => entry.kind === "option" && isPre(entry.text))
    ? { prerelease: true as const }
    : {};
  const { indexes, sources } = reached;
  const named = {
    ...(indexes.length === 0 ? {} : { indexes }),
    ...(sources.length === 0 ? {} : { sources }),
  };
  const taken = reached.taken === null ? {} : { taken: reached.taken };
  const more = {
    ...plainIndexes({ ...named, ...taken }),
    ...(places.length === 0 ? {} : { places: plainPlaces(places) }),
    ...(reached.taken === null ? {} : { taken: { ...reached.taken } }),
    ...prerelease,
  };
  const digest = digestOf({ requirements, constraints, ...more });
  return ok({ requirements, constraints, places, ...taken, ...prerelease, ...named, digest });
};

/** As JSON, for a digest: where an index is may change, what comes from it may not. Another tool's lock has its own digest. */
export const plainIndexes = ({
  indexes = [],
  sources = [],
  taken,
}: Pick<Requirements, "indexes" | "sources" | "taken">): Readonly<Record<string, Json>> =>
  taken !== undefined || indexes.length === 0
    ? {}
    : {
        indexes: indexes.map(({ name, isExplicit }) => [name, isExplicit]),
        sources: sources.map(({ package: name, from }) => [
          name,
          from.map(({ index, marker }) => [index, marker]),
        ]),
      };

/**
 * The requirements files that a description reaches, by path relative to the root.
 * @param read gives a file by that path.
 */
export const requirementsFilesReached = (
  description: Description,
  read: (path: string) => RequirementsFile,
): RequirementsFiles => {
  const files = new Map<string, RequirementsFile>();
  const readOnce = (path: string): RequirementsFile => {
    const file = files.has(path) ? files.get(path) : read(path);
    files.set(path, file ?? null);
    return file ?? null;
  };
  const reached = reachFiles(description, readOnce);
  const found = entriesIn(reached.files);
  // What the packages in folders need stands in files of their own.
  gatherPlaces(placesIn(description, found), (path) => asText(readOnce(path)));
  return Object.fromEntries(files);
};

/** The requirements files whose entries are asked for (those of constraints only limit), in the order of reading. */
export const filesAskingFor = (description: Description, files: RequirementsFiles): readonly string[] => {
  const { files: reached } = reachFiles(description, (path) => files[path] ?? null);
  return reached.flatMap(({ file, isConstraint }) => (isConstraint ? [] : [file.file]));
};

/** The packages that places lead to, by the text that names the place: `-e .`. */
export const namesOfPlaces = (
  description: Description,
  files: RequirementsFiles,
): ReadonlyMap<string, string> => {
  const { files: reached } = reachFiles(description, (path) => files[path] ?? null);
  const places = placesIn(description, entriesIn(reached));
  return new Map(
    places.flatMap((place) => {
      const [only] = gatherPlaces([place], (path) => textOf(files, path)).places;
      return only === undefined ? [] : [[place.text, only.name] as const];
    }),
  );
};

/** Where a package is asked for by name: in the description, else in a file that it reaches; null when nowhere. */
export const placeOfRequirement = (
  { python, source }: Description,
  files: RequirementsFiles,
  name: string,
): Place | null => {
  const listed = python?.packages.find(({ value }) => requirementName(value) === name);
  if (listed !== undefined) return placeOf(source, listed.range);
  const reached = reachFiles({ python, source }, (path) => files[path] ?? null);
  for (const { file, entries } of reached.files) {
    const entry = entries.find((each) => each.kind === "requirement" && requirementName(each.text) === name);
    if (entry !== undefined) return placeOf(file, entry.range);
  }
  return null;
};

const textOf = (files: RequirementsFiles, path: string): string | null =>
  Object.hasOwn(files, path) ? asText(files[path] ?? null) : null;

const asText = (file: RequirementsFile): string | null => (typeof file === "string" ? file : null);

interface FoundEntry {
  readonly entry: RequirementsEntry;
  readonly source: Source;
  readonly isConstraint: boolean;
}

/** One package pinned to two versions: no choice of versions can be right, and both places are known. */
const disagreements = (
  { python, source }: Description,
  found: readonly FoundEntry[],
): readonly Diagnostic[] => {
  const pins = new Map<
    string,
    { readonly version: string; readonly source: Source; readonly range: Range }
  >();
  const all = [
    ...(python?.packages ?? []).map(({ value, range }) => ({ text: value, source, range })),
    ...found.flatMap(({ entry, source: file }) =>
      entry.kind === "requirement" ? [{ text: entry.text, source: file, range: entry.range }] : [],
    ),
  ];
  return all.flatMap(({ text, ...at }) => {
    const [, pinned, version = ""] =
      /^([a-z0-9-]+)(?:\[[^\]]*\])?==([^*,;]+)$/.exec(normaliseRequirement(text)) ?? [];
    if (pinned === undefined) return [];
    const known = pins.get(pinned);
    if (known === undefined) pins.set(pinned, { version, ...at });
    if (known === undefined || isSameVersion(known.version, version)) return [];
    const message = `\`${pinned}\` is to be ${version} here and ${known.version} elsewhere`;
    return [
      {
        code: "sources-disagree",
        severity: "error" as const,
        message,
        ...at,
        related: [{ message: "the other one", source: known.source, range: known.range }],
        hint: "keep one of them",
      },
    ];
  });
};

/** `1.0` and `1.0.0` are one version. */
const isSameVersion = (left: string, right: string): boolean =>
  left.replace(/(?:\.0)+$/, "") === right.replace(/(?:\.0)+$/, "");

const entriesIn = (files: readonly ReachedFile[]): readonly FoundEntry[] =>
  files.flatMap(({ file, isConstraint, entries }) =>
    entries.map((entry) => ({ entry, source: file, isConstraint })),
  );

/** Those that name a place, of the description and of the files that it reaches. */
const placesIn = ({ python, source }: Description, found: readonly FoundEntry[]): readonly WrittenPlace[] => [
  ...(python?.packages ?? []).flatMap(({ value, range }) =>
    isPlace(value) ? [{ text: value, source, range }] : [],
  ),
  ...found.flatMap(({ entry, source: file, isConstraint }) =>
    entry.kind === "place" ? [{ text: entry.text, source: file, range: entry.range, isConstraint }] : [],
  ),
];

type RequirementsEntry = ReturnType<typeof parseRequirementsFile>[number];

interface ReachedFile {
  readonly file: Source;
  readonly isConstraint: boolean;
  readonly entries: readonly RequirementsEntry[];
}

const PYPROJECT = "pyproject.toml";

interface Asked {
  readonly path: string;
  readonly isConstraint: boolean;
  /** Who asks for it. */
  readonly source: Source;
  readonly range: Range;
}

interface Reached {
  readonly files: readonly ReachedFile[];
  readonly problems: readonly Diagnostic[];
  /** The whole lock among them: its text is no list. */
  readonly taken: TakenLock | null;
  readonly indexes: readonly ProjectIndex[];
  readonly sources: readonly IndexSource[];
}

const reachFiles = (
  { python, source }: Pick<Description, "python" | "source">,
  read: (path: string) => RequirementsFile,
): Reached => {
  const asked = (python?.requirements ?? []).map(({ value, range }) => ({
    path: besideFile("", value),
    range,
  }));
  const groups = (python?.groups ?? []).map(({ value, range }) => ({ name: value, source, range }));
  const [group] = groups;
  // With a `uv.lock` they are uv's to look up.
  const isUvs = asked.some(({ path }) => takenKind(path) === "uv-lock");
  const files: ReachedFile[] = [];
  const problems: Diagnostic[] = [];
  const locks: FoundLock[] = [];
  const named: Named[] = [];
  const seen = new Set<string>();
  const hasProject = asked.some(({ path }) => path === PYPROJECT);
  const entriesOf = (file: Source): readonly RequirementsEntry[] => {
    if (file.file !== PYPROJECT) return parseRequirementsFile(file);
    const project = readProject(file, { hasProject, groups });
    problems.push(...project.problems);
    named.push(project);
    return project.entries;
  };
  const visit = (wanted: Asked): void => {
    const { path, isConstraint } = wanted;
    const key = `${isConstraint ? "c" : "r"} ${path}`;
    // Files that include each other are read once, as pip does.
    if (seen.has(key)) return;
    seen.add(key);
    const file = readFile(wanted, read);
    if ("severity" in file) {
      problems.push(file);
      return;
    }
    const lock = isConstraint ? null : takenLock(file, groups.map(nameOf));
    if (lock !== null) {
      const found = { lock, file, ...wanted };
      problems.push(...lockProblems(found, locks, read));
      locks.push(found);
      if (lock.kind === "uv-lock") named.push(namedBeside(found, read));
      return;
    }
    const entries = entriesOf(file);
    files.push({ file, isConstraint, entries });
    for (const entry of entries) {
      if (entry.kind !== "include" && entry.kind !== "constraint") continue;
      visit({
        path: besideFile(path, entry.path),
        isConstraint: isConstraint || entry.kind === "constraint",
        source: file,
        range: entry.range,
      });
    }
  };
  if (group !== undefined && !isUvs) asked.push({ path: PYPROJECT, range: group.range });
  for (const { path, range } of asked) {
    visit({ path, isConstraint: false, source, range });
  }
  return { files, problems, taken: locks[0]?.lock ?? null, ...inOne(named) };
};

const nameOf = ({ name }: { readonly name: string }): string => name;

type Named = Pick<Reached, "indexes" | "sources">;

const inOne = (named: readonly Named[]): Named => ({
  indexes: named.flatMap(({ indexes }) => indexes),
  sources: named.flatMap(({ sources }) => sources),
});

/** What a `pyproject.toml` asks for, and where it is to come from. */
const readProject = (file: Source, wish: Parameters<typeof readPyprojectLists>[1]) => {
  const { entries, problems } = readPyprojectLists(file, wish);
  if (problems.length > 0) return { entries, problems, indexes: [], sources: [] };
  const found = readPyprojectSources(file, askedIn(entries));
  return { entries, ...found, indexes: readPyprojectIndexes(file) };
};

const askedIn = (entries: readonly RequirementsEntry[]): ReadonlyMap<string, Range> =>
  new Map(
    entries.flatMap((entry) => {
      const name = entry.kind === "requirement" ? requirementName(entry.text) : null;
      return name === null ? [] : [[name, entry.range] as const];
    }),
  );

/** The text that is asked for, or why there is none that can be read. */
const readFile = (
  { path, source, range }: Asked,
  read: (path: string) => RequirementsFile,
): Source | Diagnostic => {
  const text = read(path);
  if (typeof text !== "string")
    return text?.kind === "undecodable"
      ? text.problem
      : notAFile(path, text?.kind ?? null, { source, range });
  const file: Source = { file: path, text };
  return conflictIn(file) ?? file;
};

interface FoundLock extends Asked {
  readonly lock: TakenLock;
  readonly file: Source;
}

const lockProblems = (
  found: FoundLock,
  others: readonly FoundLock[],
  read: (path: string) => RequirementsFile,
): readonly Diagnostic[] => {
  const [other] = others;
  const isUvs = found.lock.kind === "uv-lock";
  return [
    ...(other === undefined ? [] : [twoLocks(other, found)]),
    ...(isUvs ? checkBeside(found, read) : []),
  ];
};

/** A `uv.lock` and the `pyproject.toml` that it answers. */
const checkBeside = (
  { file: lock, source, range }: FoundLock,
  read: (path: string) => RequirementsFile,
): readonly Diagnostic[] => {
  const path = besideFile(lock.file, PYPROJECT);
  const pyproject = readFile({ path, isConstraint: false, source, range }, read);
  return "severity" in pyproject ? [pyproject] : checkUvLock(lock, pyproject);
};

/** Where a merge has left its first mark: what stands below is two files in one. */
const conflictIn = (source: Source): Diagnostic | null => {
  const mark = /^<{7}(?:[ \t].*)?$/m.exec(source.text);
  if (mark === null) return null;
  return {
    code: "merge-conflict",
    severity: "error",
    message: `there is a merge conflict in \`${source.file}\``,
    source,
    range: { offset: mark.index, length: mark[0].length },
    hint: "keep the lines that are meant, take out those with `<<<<<<<`, `=======` and `>>>>>>>`, and run `git add` on it",
  };
};

const namedBeside = ({ file: lock }: FoundLock, read: (path: string) => RequirementsFile): Named => {
  const file = besideFile(lock.file, PYPROJECT);
  const text = asText(read(file));
  return { indexes: text === null ? [] : readPyprojectIndexes({ file, text }), sources: [] };
};

const inOneSpelling = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.map((text) => normaliseRequirement(text)))].toSorted();

const invalid = (text: string, source: Source, range: Range): readonly Diagnostic[] => {
  const problem = requirementProblem(text);
  return problem === null
    ? []
    : [{ code: "invalid-requirement", severity: "error", ...problem, source, range }];
};

/** Characters of an entry. Whoever writes more has written another file. */
const LONGEST_ENTRY = 4096;

const tooLong = (length: number, source: Source, range: Range): Diagnostic => ({
  code: "line-too-long",
  severity: "error",
  message: `this line has ${length} characters, where ${LONGEST_ENTRY} are the limit`,
  source,
  range: { offset: range.offset, length: 1 },
  hint: "is it a list of requirements, one a line?",
});

const problemOf = (entry: RequirementsEntry, source: Source): readonly Diagnostic[] => {
  const { length } = "text" in entry ? entry.text : entry.path;
  if (length > LONGEST_ENTRY) return [tooLong(length, source, entry.range)];
  if (entry.kind === "requirement") return invalid(entry.text, source, entry.range);
  const problem = entry.kind === "option" ? optionProblem(entry.text) : null;
  return problem === null
    ? []
    : [{ code: "requirements-option", severity: "error", ...problem, source, range: entry.range }];
};
