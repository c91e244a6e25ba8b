// Requirements that name a folder, a repository or an address, each with the name of its package. What a folder's package is
// called and needs stands in the folder's own files, which are handed in.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { digestOf, type Json } from "../../base/digest.ts";
import type { Range, Source } from "../../base/place.ts";
import { plainPath } from "../../base/plain-path.ts";
import { parsePlace, type Origin } from "../../describe/requirements/parse-place.ts";
import { quote } from "../../describe/words.ts";
import { packageMetadata } from "./package-metadata.ts";
import { normaliseName } from "./requirement-text.ts";

export interface PlacedRequirement {
  /** As in PEP 503. */
  readonly name: string;
  /** Sorted. */
  readonly extras: readonly string[];
  readonly marker: string | null;
  /** A folder's path is relative to the root. */
  readonly origin: Origin;
  /** Of what the folder says of its package: when that changes, the lock has to be made anew. Null: it is no folder. */
  readonly metadata: string | null;
}

export interface WrittenPlace {
  readonly text: string;
  readonly source: Source;
  readonly range: Range;
  readonly isConstraint?: boolean;
}

/** As JSON, for a digest. */
export const plainPlaces = (places: readonly PlacedRequirement[]): Json =>
  places.map((place) => ({ ...place, origin: { ...place.origin } }));

/** What is at a path relative to the root: a text, something else, or nothing. */
type Read = (path: string) => string | null | { readonly kind: string; readonly text?: string };

export const gatherPlaces = (
  written: readonly WrittenPlace[],
  read: Read,
): { readonly places: readonly PlacedRequirement[]; readonly problems: readonly Diagnostic[] } => {
  const places = new Map<string, { readonly placed: PlacedRequirement; readonly at: WrittenPlace }>();
  const problems: Diagnostic[] = [];
  for (const at of written) {
    const placed = readPlace(at, read);
    if ("message" in placed) {
      problems.push(placed);
      continue;
    }
    const known = places.get(placed.name);
    if (known === undefined) places.set(placed.name, { placed, at });
    else if (isSameOrigin(known.placed, placed)) {
      const extras = [...new Set([...known.placed.extras, ...placed.extras])].toSorted();
      places.set(placed.name, { placed: { ...known.placed, extras }, at: known.at });
    } else problems.push(twoPlaces(placed.name, known.at, at));
  }
  const names = [...places.keys()].toSorted();
  return { places: names.flatMap((name) => places.get(name)?.placed ?? []), problems };
};

const isSameOrigin = (left: PlacedRequirement, right: PlacedRequirement): boolean =>
  digestOf({ ...left.origin }) === digestOf({ ...right.origin });

const readPlace = (at: WrittenPlace, read: Read): PlacedRequirement | Diagnostic => {
  const problem = (message: string, hint: string): Diagnostic => ({
    code: "invalid-place",
    severity: "error",
    message,
    source: at.source,
    range: at.range,
    hint,
  });
  const parsed = parsePlace(at.text);
  if (!parsed.ok) return problem(parsed.failure.message, parsed.failure.hint);
  if (at.isConstraint === true)
    return problem(
      `${quote(at.text)} is a place, and constraints are about versions`,
      "move it to the requirements",
    );
  const { origin, extras, marker, name } = parsed.value;
  const plain = { extras: extras.map((extra) => normaliseName(extra)).toSorted(), marker };
  if (origin.kind === "archive") {
    const path = findFile(origin.path, at, read);
    return path === null
      ? problem(`there is no file ${quote(origin.path)}`, "put it there, or take the line out")
      : { ...plain, name: normaliseName(name ?? ""), origin: { ...origin, path }, metadata: null };
  }
  if (origin.kind !== "folder") return { ...plain, name: normaliseName(name ?? ""), origin, metadata: null };
  const found = findFolder(origin.path, at, read);
  if (found === null) {
    return problem(`there is no package in the folder ${quote(origin.path)}`, hintForPath(origin.path, name));
  }
  const called = name ?? found.name;
  return called === null
    ? problem(
        `the package in ${quote(origin.path)} does not say its name`,
        `write it before the place: \`NAME @ ${origin.path}\``,
      )
    : {
        ...plain,
        name: normaliseName(called),
        origin: { ...origin, path: found.path },
        metadata: found.digest,
      };
};

/** What people write who mean a version, and what conda writes of the folders in which it has built. */
const hintForPath = (path: string, name: string | null): string => {
  if (name !== null && /^\d+(?:\.\d+)*$/.test(path)) return `did you mean \`${name}==${path}\`?`;
  return name !== null &&
    /^\/(?:.*\/)?(?:croot|tmp\/build|build_artifacts|feedstock_root|conda-bld)\//.test(path)
    ? `conda has built it there: write \`${name}==\` with the version that \`conda list ${name}\` tells, in place of the path`
    : "the folder of a package has a `pyproject.toml` or a `setup.py`";
};

/** From where a folder is looked for, too. Its bytes are not looked at. */
const findFile = (path: string, { source }: WrittenPlace, read: Read): string | null =>
  [besideFile("", path), besideFile(source.file, path)].find((file) => {
    const found = read(file);
    return (
      found !== null && (typeof found === "string" || !["folder", "other", "outside"].includes(found.kind))
    );
  }) ?? null;

/** From the project's folder, where pip is called as a rule, or else from the file that names it. */
const findFolder = (path: string, { source }: WrittenPlace, read: Read) => {
  const textOf = (file: string): string | null => {
    const text = read(file);
    return typeof text === "string" ? text : (text?.text ?? null);
  };
  for (const folder of [besideFile("", path), besideFile(source.file, path)]) {
    const found = packageMetadata((file) => textOf(folder === "" ? file : `${folder}/${file}`));
    if (found !== null) return { ...found, path: folder === "" ? "." : folder };
  }
  return null;
};

const twoPlaces = (name: string, first: WrittenPlace, second: WrittenPlace): Diagnostic => ({
  code: "two-places",
  severity: "error",
  message: `\`${name}\` is to come from two places`,
  source: second.source,
  range: second.range,
  related: [{ message: "the other one", source: first.source, range: first.range }],
  hint: "keep one of them",
});

/** A path that a file names, relative to that file's folder: `../x` stays above the root when it leads there. */
export const besideFile = (file: string, path: string): string =>
  path.startsWith("/") ? path : plainPath(`${file.slice(0, file.lastIndexOf("/") + 1)}${path}`);
