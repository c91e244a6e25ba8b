// From a description along its requirements files to those that they include: what each holds, and where the rest comes
// from. It reads no file itself: their texts are handed in. What an entry means is not its business.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import type { Description } from "../../describe/description.ts";
import { findConflicts } from "../../describe/merge-conflict.ts";
import {
  readPyprojectIndexes,
  readPyprojectSources,
  type IndexSource,
  type ProjectIndex,
  type PyprojectIndexes,
} from "../../describe/requirements/pyproject-indexes.ts";
import { missingGroups, readPyprojectLists } from "../../describe/requirements/pyproject-lists.ts";
import { parseRequirementsFile } from "../../describe/requirements/requirements-file.ts";
import { notAFile } from "../../describe/surroundings.ts";
import { checkUvLock } from "./check-uv-lock.ts";
import { besideFile } from "./gather-places.ts";
import { requirementName } from "./requirement-text.ts";
import { takenKind, takenLock, twoLocks, type TakenLock } from "./taken-lock.ts";

/** The text of a file; null: there is none; or what stands where it should be, or is wrong with its bytes. */
export type RequirementsFile =
  | string
  | null
  | { readonly kind: "folder" | "other" | "unreadable" }
  /** A wheel, whose bytes nobody needs. */
  | { readonly kind: "archive" }
  /** Whoever reads does not look outside of the project. */
  | { readonly kind: "outside" }
  /** Of a file outside of the project: what it says is gone by, and what is wrong with it is not quoted. */
  | { readonly kind: "text-outside"; readonly text: string }
  | { readonly kind: "undecodable"; readonly problem: Diagnostic };

/** By path relative to the root; what is absent counts as not there. */
export type RequirementsFiles = Readonly<Record<string, RequirementsFile>>;

/** What is there to read. */
export const asText = (file: RequirementsFile): string | null =>
  typeof file === "string" || file === null ? file : file.kind === "text-outside" ? file.text : null;

export type RequirementsEntry = ReturnType<typeof parseRequirementsFile>[number];

export interface ReachedFile {
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

export interface Reached {
  readonly files: readonly ReachedFile[];
  readonly problems: readonly Diagnostic[];
  /** The whole lock among them: its text is no list. */
  readonly taken: TakenLock | null;
  readonly indexes: readonly ProjectIndex[];
  readonly sources: readonly IndexSource[];
}

/** Every file that the description names, and that one of them names, with all that stands in the way of reading them. */
export const reachFiles = (
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
      const known = readLock(found, { first: locks[0], groups, read });
      problems.push(...known.problems);
      named.push({ indexes: known.indexes, sources: [] });
      locks.push(found);
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
  for (const each of asked) visit({ ...each, isConstraint: false, source });
  return { files, problems, taken: locks[0]?.lock ?? null, ...inOne(named) };
};

/** One problem in place of one for each of its lines. */
const condaList = (path: string, { source, range }: Pick<Asked, "source" | "range">): Diagnostic => ({
  code: "conda-list",
  severity: "error",
  message: `\`${path}\` is no list that pip takes, and jig takes no other`,
  source,
  range,
  hint: "in a folder without a jig.toml, `jig init` proposes packages by conda's `environment.yml`; a list for pip has one name a line",
});

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
  const named = readPyprojectIndexes(file);
  return {
    entries,
    indexes: named.indexes,
    sources: found.sources,
    problems: [...named.problems, ...found.problems],
  };
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
  const found = read(path);
  if (typeof found === "string" && /\.ya?ml$/i.test(path)) return condaList(path, { source, range });
  if (typeof found === "string" || found?.kind === "text-outside") {
    const file: Source = { file: path, text: asText(found) ?? "" };
    return findConflicts(file)[0] ?? file;
  }
  if (found?.kind === "undecodable") return found.problem;
  // A wheel is no list.
  return notAFile(path, found?.kind === "archive" ? "other" : (found?.kind ?? null), { source, range });
};

interface FoundLock extends Asked {
  readonly lock: TakenLock;
  readonly file: Source;
}

interface ReadingLock {
  /** Another lock, which was found before. */
  readonly first: FoundLock | undefined;
  readonly groups: Parameters<typeof readPyprojectLists>[1]["groups"];
  readonly read: (path: string) => RequirementsFile;
}

/** A `uv.lock` and the `pyproject.toml` that it answers; of another lock that it is one. */
const readLock = (found: FoundLock, { first, groups, read }: ReadingLock): PyprojectIndexes => {
  const second = first === undefined ? [] : [twoLocks(first, found)];
  if (found.lock.kind !== "uv-lock") return { indexes: [], problems: second };
  const path = besideFile(found.file.file, PYPROJECT);
  const file = readFile({ path, isConstraint: false, source: found.source, range: found.range }, read);
  if ("severity" in file) return { indexes: [], problems: [...second, file] };
  const { indexes, problems } = readPyprojectIndexes(file, { withDefault: true });
  const stale = checkUvLock(found.file, file);
  return { indexes, problems: [...second, ...problems, ...missingGroups(file, groups), ...stale] };
};
