// The files of a project with packages added to, changed in or taken out of what it asks for. Pure: the texts are handed in,
// and new ones come back.

import type { Place } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { isPlace, normaliseRequirement, requirementName } from "../plan/requirements/requirement-text.ts";
import { dynamicAt, insertRequirement } from "./insert-requirement.ts";
import { listedIn, listedInLines } from "./listed-packages.ts";
import { hasVersions, mergeRequirement } from "./merge-requirement.ts";
import type { PackageFiles } from "./package-files.ts";

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

const insert = (files: PackageFiles, requirement: string): ChangedPackages => {
  const texts = withText(files.texts, files.target, insertRequirement(files, requirement));
  const name = nameFor(files, requirement);
  const place = listedIn({ ...files, texts }, name)[0]?.place ?? { file: files.target, line: 1, column: 1 };
  return { texts, changes: [{ kind: "added", requirement, place }] };
};

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
