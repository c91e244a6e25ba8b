// Where a package is asked for by name: in the description, in the files that it reaches, in the lock that it takes. It is
// looked up when something about that package has to be told, and decides nothing.

import { placeOf, type Place, type Range, type Source } from "../../base/place.ts";
import type { Description } from "../../describe/description.ts";
import { gatherPlaces } from "./gather-places.ts";
import { asText, reachFiles, type RequirementsFiles } from "./reach-requirements.ts";
import { takenKind } from "./taken-lock.ts";
import { isPlace, normaliseName, requirementName } from "./requirement-text.ts";

export interface AskingPlace {
  /** As written; of a lock the version that it has, where it names one: `numpy==1.26.4`. */
  readonly text: string;
  readonly as: "requirement" | "constraint" | "lock";
  readonly place: Place;
}

/** Every line about the package: requirements before constraints, the lock's last. @param name as in PEP 503 */
export const askingPlaces = (
  { python, source }: Description,
  files: RequirementsFiles,
  name: string,
): readonly AskingPlace[] => {
  const read = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  const nameIn = (line: Line): string | null =>
    line.isPlace ? (gatherPlaces([line], read).places[0]?.name ?? null) : requirementName(line.text);
  const reached = reachFiles({ python, source }, read);
  const lines: readonly Line[] = [
    ...(python?.packages ?? []).map(({ value, range }) => ({
      text: value,
      isPlace: isPlace(value),
      isConstraint: false,
      source,
      range,
    })),
    ...reached.files.flatMap(({ file, isConstraint, entries }) =>
      entries.flatMap((entry) =>
        entry.kind === "requirement" || entry.kind === "place"
          ? [{ ...entry, isPlace: entry.kind === "place", isConstraint, source: file }]
          : [],
      ),
    ),
  ];
  const asking = lines.filter((line) => nameIn(line) === name);
  const asked = ({ text, source: file, range, isConstraint }: Line): AskingPlace => ({
    text,
    as: isConstraint ? "constraint" : "requirement",
    place: placeOf(file, range),
  });
  const { taken } = reached;
  return [
    ...asking.filter(({ isConstraint }) => !isConstraint).map((line) => asked(line)),
    ...asking.filter(({ isConstraint }) => isConstraint).map((line) => asked(line)),
    ...(taken === null ? [] : inLock({ file: taken.path, text: asText(read(taken.path)) ?? "" }, name)),
  ];
};

interface Line {
  readonly text: string;
  readonly isPlace: boolean;
  readonly isConstraint: boolean;
  readonly source: Source;
  readonly range: Range;
}

/** Its `[[package]]`s of that name, found by their lines: the whole file may be long. */
const inLock = (lock: Source, name: string): readonly AskingPlace[] =>
  [
    ...lock.text.matchAll(/^name\s*=\s*["']([^"']+)["'][ \t]*\r?\n(?:version\s*=\s*["']([^"']+)["'])?/gm),
  ].flatMap(({ 1: called = "", 2: version, index }) =>
    // Without a version, in a `uv.lock`, it is the project itself.
    normaliseName(called) === name && (version !== undefined || takenKind(lock.file) === "pylock")
      ? [
          {
            text: version === undefined ? name : `${name}==${version}`,
            as: "lock",
            place: placeOf(lock, { offset: index, length: 0 }),
          },
        ]
      : [],
  );
