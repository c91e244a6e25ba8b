// What requirements ask for, line by line, as it is told when they change. Whatever their digest depends on is in one of the
// lines, in short where it is long.

import { digestOf } from "../../base/digest.ts";
import type { IndexSource } from "../../describe/requirements/pyproject-indexes.ts";
import type { PlacedRequirement } from "./gather-places.ts";
import { plainIndexes, type Requirements } from "./gather-requirements.ts";
import type { ListedHashes } from "./listed-hashes.ts";
import type { TakenLock } from "./taken-lock.ts";

/** Another digest, other lines; in one spelling, each list of them sorted. */
export const askedRequirements = (asked: Requirements): readonly string[] => [
  ...(asked.taken === undefined ? [] : [sayTaken(asked.taken)]),
  ...(asked.prerelease === true ? ["--pre"] : []),
  ...asked.requirements,
  ...asked.constraints.map((text) => `${text} (constraint)`),
  ...asked.places.map(sayPlace),
  ...(asked.hashes ?? []).map(sayHashes),
  ...sayIndexes(asked),
];

const LENGTH = 7;

/** Groups are keys of the description, and told as these. */
const sayTaken = ({ path, digest }: TakenLock): string => `${path} (contents ${short(digest)})`;

const short = (digest: string): string => digest.replace(/^sha256:/, "").slice(0, LENGTH);

const sayPlace = ({ name, extras, marker, origin, metadata }: PlacedRequirement): string => {
  const isEditable = origin.kind === "folder" && origin.isEditable;
  return [
    `${isEditable ? "-e " : ""}${name}${extras.length === 0 ? "" : `[${extras.join(",")}]`} @ ${sayOrigin(origin)}`,
    ...(marker === null ? [] : [`; ${marker}`]),
    ...(metadata === null ? [] : [` (needs ${digestOf(metadata).slice(0, LENGTH)})`]),
  ].join("");
};

const sayOrigin = (origin: PlacedRequirement["origin"]): string => {
  if (origin.kind === "folder" || origin.kind === "archive") return origin.path;
  if (origin.kind === "address") return origin.url;
  const reference = origin.reference === null ? "" : `@${origin.reference}`;
  return `${origin.url}${reference}${origin.subdirectory === null ? "" : `#subdirectory=${origin.subdirectory}`}`;
};

const sayHashes = ({ package: name, sha256 }: ListedHashes): string => {
  const more =
    sha256.length > 1 ? ` and ${sha256.length - 1} more, ${digestOf(sha256).slice(0, LENGTH)}` : "";
  return `${name} --hash=sha256:${sha256[0] ?? ""}${more}`;
};

/** As far as they count: a lock that is taken names its own. */
const sayIndexes = (asked: Requirements): readonly string[] => {
  if (Object.keys(plainIndexes(asked)).length === 0) return [];
  const { indexes = [], sources = [] } = asked;
  return [
    ...indexes.map(({ name, isExplicit }) => `index ${name}${isExplicit ? ", for what names it" : ""}`),
    ...sources.map(saySource),
  ];
};

const saySource = ({ package: name, from }: IndexSource): string =>
  `${name} from ${from.map(({ index, marker }) => `index ${index}${marker === null ? "" : `; ${marker}`}`).join(" or ")}`;
