// Where a problem that was told of edited files stands once the edits are taken back. Pure.

import type { Place } from "../../../base/place.ts";

/** A file's text before an edit and after it. */
export interface EditedText {
  readonly before: string;
  readonly after: string;
}

/**
 * The place in the text of before; null when what stood there is gone.
 * @param added the places that the edit has added
 */
export const placeBefore = (
  place: Place,
  { before, after }: EditedText,
  added: readonly Place[],
): Place | null => {
  if (added.some(({ line, column }) => line === place.line && column === place.column)) return null;
  const [old, now] = [before.split("\n"), after.split("\n")];
  const shift = now.length - old.length;
  const begin = old.findIndex((line, at) => line !== now[at]);
  const isAbove = begin === -1 || place.line <= begin;
  if (isAbove || shift === 0) return place;
  const below = old.toReversed().findIndex((line, at) => line !== now[now.length - 1 - at]);
  const isBelow = below === -1 || place.line > now.length - below;
  return isBelow ? { ...place, line: place.line - shift } : null;
};
