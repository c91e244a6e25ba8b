// Whether a Python is in a range as `requires-python` has it. Pure; what a range leaves open is not decided here.

import { minorOf } from "./choose-python.ts";
import { markerHolds } from "../platforms/marker.ts";

/** @param version in full; a range, or a part of one, that is not understood counts as meant */
export const admitsPython = (range: string, version: string): boolean =>
  range
    .split(",")
    .map((part) => /^\s*([<>=!~]+)\s*(\S+)\s*$/.exec(part))
    .every(
      (part) =>
        part === null ||
        markerHolds(`python_full_version ${part[1]} '${part[2]}'`, { python_full_version: version }),
    );

const PATCHES = 60;

/** Whether it admits the version, or, as a minor one stands for each of its own, any of those: `3.11` for `>=3.11.4`. */
export const admitsAny = (range: string, version: string): boolean =>
  version === minorOf(version)
    ? Array.from({ length: PATCHES }, (_, patch) => `${version}.${patch}`).some((each) =>
        admitsPython(range, each),
      )
    : admitsPython(range, version);
