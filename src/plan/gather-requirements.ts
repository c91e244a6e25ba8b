// What the project wants installed, from the description and from every requirements file that it reaches. It reads no
// file: their texts are handed in. It resolves nothing either.

import { digestOf } from "../base/digest.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { placeOf, type Place, type Range, type Source } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Description } from "../describe/description.ts";
import { requirementProblem } from "../describe/check-requirement.ts";
import { clip } from "../describe/words.ts";
import { parseRequirementsFile } from "../describe/requirements-file.ts";
import { notAFile } from "../describe/surroundings.ts";
import { isPlace, normaliseRequirement, requirementName } from "./requirement-text.ts";

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
  /** Of both: comments, order and the layout of files do not change it. */
  readonly digest: string;
}

/** All requirements and constraints, or every problem that stands in the way of locking them. */
export const gatherRequirements = (
  description: Description,
  files: RequirementsFiles,
): Result<Requirements, readonly Diagnostic[]> => {
  const { python, source } = description;
  const reached = reachFiles(
    description,
    (path) => (Object.hasOwn(files, path) ? files[path] : null) ?? null,
  );
  const found = reached.files.flatMap(({ file, isConstraint, entries }) =>
    entries.map((entry) => ({ entry, source: file, isConstraint })),
  );
  const packages = python?.packages ?? [];
  const problems = [
    ...reached.problems,
    ...packages
      .filter(({ value }) => isPlace(value))
      .map(({ value, range }) => unhashable(value, source, range)),
    ...found.flatMap(({ entry, source: file }) => problemOf(entry, file)),
  ];
  if (problems.length > 0) return fail(problems);

  const texts = (constraints: boolean): readonly string[] =>
    found.flatMap(({ entry, isConstraint }) =>
      entry.kind === "requirement" && isConstraint === constraints ? [entry.text] : [],
    );
  const requirements = inOneSpelling([...packages.map(({ value }) => value), ...texts(false)]);
  const constraints = inOneSpelling(texts(true));
  return ok({ requirements, constraints, digest: digestOf({ requirements, constraints }) });
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
  reachFiles(description, (path) => {
    const file = files.has(path) ? files.get(path) : read(path);
    files.set(path, file ?? null);
    return file ?? null;
  });
  return Object.fromEntries(files);
};

/** The requirements files whose entries are asked for (those of constraints only limit), in the order of reading. */
export const filesAskingFor = (description: Description, files: RequirementsFiles): readonly string[] => {
  const { files: reached } = reachFiles(description, (path) => files[path] ?? null);
  return reached.flatMap(({ file, isConstraint }) => (isConstraint ? [] : [file.file]));
};

/** Where a package is asked for by name: in the description, else in a file that it reaches; null when nowhere. */
export const placeOfRequirement = (
  { python, source }: Description,
  files: RequirementsFiles,
  name: string,
): Place | null => {
  const listed = python?.packages.find(({ value }) => requirementName(value) === name);
  if (listed !== undefined) return placeOf(source, listed.range);
  for (const [file, text] of Object.entries(files)) {
    if (typeof text !== "string") continue;
    const inFile: Source = { file, text };
    const entry = parseRequirementsFile(inFile).find(
      (each) => each.kind === "requirement" && requirementName(each.text) === name,
    );
    if (entry !== undefined) return placeOf(inFile, entry.range);
  }
  return null;
};

type RequirementsEntry = ReturnType<typeof parseRequirementsFile>[number];

interface ReachedFile {
  readonly file: Source;
  readonly isConstraint: boolean;
  readonly entries: readonly RequirementsEntry[];
}

interface Asked {
  readonly path: string;
  readonly isConstraint: boolean;
  /** Who asks for it. */
  readonly source: Source;
  readonly range: Range;
}

const reachFiles = (
  { python, source }: Description,
  read: (path: string) => RequirementsFile,
): { readonly files: readonly ReachedFile[]; readonly problems: readonly Diagnostic[] } => {
  const files: ReachedFile[] = [];
  const problems: Diagnostic[] = [];
  const seen = new Set<string>();
  const visit = ({ path, isConstraint, source: asker, range }: Asked): void => {
    const key = `${isConstraint ? "c" : "r"} ${path}`;
    // Files that include each other are read once, as pip does.
    if (seen.has(key)) return;
    seen.add(key);
    const text = read(path);
    if (typeof text !== "string") {
      const isUndecodable = text?.kind === "undecodable";
      const at = { source: asker, range };
      problems.push(isUndecodable ? text.problem : notAFile(path, text?.kind ?? null, at));
      return;
    }
    const file: Source = { file: path, text };
    const conflict = conflictIn(file);
    if (conflict !== null) {
      problems.push(conflict);
      return;
    }
    const entries = parseRequirementsFile(file);
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
  for (const { value, range } of python?.requirements ?? []) {
    visit({ path: besideFile("", value), isConstraint: false, source, range });
  }
  return { files, problems };
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

/** A path that a file names, relative to that file's folder: `../x` stays above the root when it leads there. */
const besideFile = (file: string, path: string): string => {
  if (path.startsWith("/")) return path;
  const parts: string[] = [];
  for (const part of [...file.split("/").slice(0, -1), ...path.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
};

const inOneSpelling = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.map((text) => normaliseRequirement(text)))].toSorted();

const unhashable = (text: string, source: Source, range: Range): Diagnostic => ({
  code: "unhashable-requirement",
  severity: "error",
  message: `\`${text}\` names a place, and jig does not lock those yet`,
  source,
  range,
  hint: `name a released version (\`package==1.2.3\`); or take it out here, and after \`jig up\`: \`jig run -- pip install --no-deps ${asWords(text)}\`, which stays`,
});

/** As it is typed in a shell. */
const asWords = (text: string): string => {
  const [, flag = "", place = ""] = /^(-e\s+|--editable[\s=]+)?(.*)$/s.exec(text) ?? [];
  const word = /^[\w@%+=:,./-]*$/.test(place) ? place : `'${place.replaceAll("'", String.raw`'\''`)}'`;
  return `${flag === "" ? "" : "-e "}${clip(word)}`;
};

const invalid = (text: string, source: Source, range: Range): readonly Diagnostic[] => {
  const problem = requirementProblem(text);
  return problem === null
    ? []
    : [{ code: "invalid-requirement", severity: "error", ...problem, source, range }];
};

/** An option that asks for what a lock does anyway. */
const HARMLESS = /^--(?:require-hashes|disable-pip-version-check|no-cache-dir)\b/;

const INDEX_OPTION =
  /^(?:-i\b|-f\b|--(?:index-url|pypi-url|extra-index-url|find-links|no-index|trusted-host)\b)/;

const problemOf = (entry: RequirementsEntry, source: Source): readonly Diagnostic[] => {
  if (entry.kind === "unhashable") return [unhashable(entry.text, source, entry.range)];
  if (entry.kind === "requirement") return invalid(entry.text, source, entry.range);
  if (entry.kind !== "option" || HARMLESS.test(entry.text)) return [];
  const option = /^-{1,2}[^\s=]+/.exec(entry.text)?.[0] ?? entry.text;
  return [
    {
      code: "requirements-option",
      severity: "error",
      message: `jig does not lock with \`${option}\` yet`,
      source,
      range: entry.range,
      hint: INDEX_OPTION.test(entry.text)
        ? "take the line out and name the index in the environment (`UV_INDEX_URL`, `PIP_INDEX_URL`)"
        : "take the line out",
    },
  ];
};
