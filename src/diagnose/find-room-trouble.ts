// Disks that are nearly full, and folders that cannot be written into.

import { quoteWord } from "../plan/render/render-shell.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";
import type { PlaceSymptom } from "./symptoms.ts";

const MIB = 1024 * 1024;
/** Less than this, and not even logs and records have room. */
const TOO_LITTLE = 100 * MIB;
/** An environment with a notebook server takes about half of this. */
const LITTLE = 1024 * MIB;

export const findRoomTrouble = ({ symptoms: { places } }: Diagnosis): readonly Finding[] => [
  ...places.flatMap((place) => findClosed(place)),
  ...onePerDisk(places).flatMap((place) => findFull(place)),
  ...places.flatMap((place) => findMissing(place)),
];

/** Of the places on one disk the first stands for all: they share its room. */
const onePerDisk = (places: readonly PlaceSymptom[]): readonly PlaceSymptom[] =>
  places.filter(
    ({ device }, at) => device === null || places.findIndex((other) => other.device === device) === at,
  );

const findFull = ({ kind, path, freeBytes }: PlaceSymptom): readonly Finding[] => {
  if (freeBytes === null || freeBytes >= LITTLE) return [];
  const isTooLittle = freeBytes < TOO_LITTLE && kind !== "temporary";
  return [
    finding("disk-full", isTooLittle ? "stops" : "hinders", {
      message: `only ${Math.floor(freeBytes / MIB)} MB are free at \`${path}\``,
      fix: "make room; `uv cache prune` removes packages that nothing uses any more",
    }),
  ];
};

/** jig makes its own folders; the one for temporary files is somebody else's to make. */
const findMissing = ({ kind, path, isMissing }: PlaceSymptom): readonly Finding[] =>
  kind === "temporary" && isMissing
    ? [
        finding("no-temporary-folder", "hinders", {
          message: `the folder for temporary files \`${path}\` is not there`,
          fix: "name one that is there with `TMPDIR`, or unset it",
        }),
      ]
    : [];

const NAMES: Readonly<Record<PlaceSymptom["kind"], string>> = {
  project: "the project's folder",
  state: "jig's state folder",
  cache: "jig's cache",
  packages: "uv's cache",
  temporary: "the folder for temporary files",
};

const MOVED_BY: Readonly<Record<PlaceSymptom["kind"], string | null>> = {
  project: null,
  state: "JIG_STATE_DIR",
  cache: "JIG_CACHE_DIR",
  packages: "UV_CACHE_DIR",
  temporary: "TMPDIR",
};

const findClosed = ({ kind, path, isReadOnly, isClosed }: PlaceSymptom): readonly Finding[] => {
  if (!isReadOnly && !isClosed) return [];
  // Nobody but a build wants it.
  const harm = kind === "temporary" ? "hinders" : "stops";
  const variable = MOVED_BY[kind];
  return [
    finding("not-writable", harm, {
      message: isReadOnly
        ? `${NAMES[kind]} \`${path}\` is on a read-only disk`
        : `${NAMES[kind]} \`${path}\` is not yours to write into`,
      fix:
        variable === null
          ? isReadOnly
            ? "copy the project to a disk that can be written to"
            : `see whose it is: \`ls -ld ${quoteWord(path)}\``
          : `take it back (\`ls -ld ${quoteWord(path)}\` tells whose it is), or name another with \`${variable}\``,
    }),
  ];
};
