// What the project wants installed, from the description and from every requirements file that it reaches. It reads no
// file: their texts are handed in. It resolves nothing either.

import { digestOf, type Json } from "../../base/digest.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Description } from "../../describe/description.ts";
import { hideOutsideText } from "../../describe/hide-outside-text.ts";
import type { IndexSource, ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import { checkRequiresPython } from "../python/check-requires-python.ts";
import {
  besideFile,
  gatherPlaces,
  plainPlaces,
  type PlacedRequirement,
  type WrittenPlace,
} from "./gather-places.ts";
import { gatherHashes, plainHashes, type HashedLine, type ListedHashes } from "./listed-hashes.ts";
import {
  asText,
  reachFiles,
  type Reached,
  type ReachedFile,
  type RequirementsFile,
  type RequirementsFiles,
} from "./reach-requirements.ts";
import { disagreements, problemOf, type FoundEntry } from "./requirement-problems.ts";
import { isPre } from "./requirements-option.ts";
import { isPlace, normaliseRequirement } from "./requirement-text.ts";
import type { TakenLock } from "./taken-lock.ts";

export interface Requirements {
  /** In one spelling, sorted, each once. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** What comes from folders, repositories and addresses, sorted by name. */
  readonly places: readonly PlacedRequirement[];
  /** What files of a package may be locked, where a line says it; absent when none does. */
  readonly hashes?: readonly ListedHashes[];
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

/**
 * All requirements and constraints, or every problem that stands in the way of locking them; of a file outside of the
 * project no problem quotes anything.
 */
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
    fileOf(files, path),
  );
  const { hashes, problems: hashProblems } = gatherHashes(linesOf(description, found));
  const problems = [
    ...reached.problems,
    ...placeProblems,
    ...hashProblems,
    ...disagreements(description, found),
    ...checkRequiresPython(description, pyprojectOf(reached, files)),
    ...found.flatMap(({ entry, source: file }) => problemOf(entry, file)),
  ];
  if (problems.length > 0) return fail(hideOutsideText(problems, (path) => isOutside(fileOf(files, path))));

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
  const hashed = hashes.length === 0 ? {} : { hashes };
  const more = {
    ...plainIndexes({ ...named, ...taken }),
    ...(hashes.length === 0 ? {} : { hashes: plainHashes(hashes) }),
    ...(places.length === 0 ? {} : { places: plainPlaces(places) }),
    ...(reached.taken === null ? {} : { taken: { ...reached.taken } }),
    ...prerelease,
  };
  const digest = digestOf({ requirements, constraints, ...more });
  return ok({ requirements, constraints, places, ...hashed, ...taken, ...prerelease, ...named, digest });
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
  gatherPlaces(placesIn(description, found), readOnce);
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
      const [only] = gatherPlaces([place], (path) => fileOf(files, path)).places;
      return only === undefined ? [] : [[place.text, only.name] as const];
    }),
  );
};

/** The `pyproject.toml` that the project goes by; null when it goes by none. */
const pyprojectOf = ({ files: reached, taken }: Reached, files: RequirementsFiles): Source | null => {
  const beside = taken?.kind === "uv-lock" ? besideFile(taken.path, "pyproject.toml") : null;
  const text = beside === null ? null : textOf(files, beside);
  if (beside !== null && text !== null) return { file: beside, text };
  return reached.find(({ file }) => file.file === "pyproject.toml")?.file ?? null;
};

const isOutside = (file: RequirementsFile): boolean =>
  file !== null && typeof file !== "string" && file.kind === "text-outside";

const textOf = (files: RequirementsFiles, path: string): string | null => asText(fileOf(files, path));

const fileOf = (files: RequirementsFiles, path: string): RequirementsFile =>
  Object.hasOwn(files, path) ? (files[path] ?? null) : null;

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

/** Whatever may list hashes. */
const linesOf = ({ python, source }: Description, found: readonly FoundEntry[]): readonly HashedLine[] => [
  ...(python?.packages ?? []).map(({ value, range }) => ({
    text: value,
    isPlace: isPlace(value),
    source,
    range,
  })),
  ...found.flatMap(({ entry, source: file }) =>
    entry.kind === "requirement" || entry.kind === "place"
      ? [{ ...entry, isPlace: entry.kind === "place", source: file }]
      : [],
  ),
];

const inOneSpelling = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.map((text) => normaliseRequirement(text)))].toSorted();
