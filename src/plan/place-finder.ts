// Places of many ranges in one text. It looks for the line ends once, so that a long description is planned in one pass.

import { fileAt, type Place, type Range, type Source } from "../base/place.ts";

/** Finds the place of a range's start, as `placeOf` does, in the time of a binary search. */
export const placeFinder = (source: Source): ((range: Range) => Place) => {
  const { second } = source;
  if (second === undefined) return placeFinderIn(source);
  const first = placeFinderIn(fileAt(source, 0).file);
  const other = placeFinderIn(fileAt(source, second.start).file);
  return (range) =>
    range.offset < second.start ? first(range) : other({ ...range, offset: range.offset - second.start });
};

const placeFinderIn = (source: Source): ((range: Range) => Place) => {
  const starts = [0];
  for (let end = source.text.indexOf("\n"); end !== -1; end = source.text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
  }
  return ({ offset }) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: source.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};
