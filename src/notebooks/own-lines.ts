// Which lines in git's files can only be jig's: the filter's section of the configuration, and the lines that give notebooks
// to it. Whatever else stands there is somebody's.

import type { OwnLines } from "./own-block.ts";

/** What the filter is called in git's files. */
export const FILTER_NAME = "nb-clean";

const SECTION = `[filter "${FILTER_NAME}"]`;
const ATTRIBUTES = new RegExp(
  String.raw`^(?:(?:/.*/\*\*/)?\*\.ipynb|"/.*/\*\*/\*\.ipynb") filter=${FILTER_NAME}$`,
);

/** The filter's section, with what git writes into it. Another section begins with its own line, and so does what was before. */
export const ownConfigLines: OwnLines = (lines) => {
  let isOurs = false;
  return lines.map((line) => {
    const start = line.trimStart();
    if (start.startsWith("[")) isOurs = start.trimEnd() === SECTION;
    return isOurs && !/^[#;]/.test(start);
  });
};

/** Lines that give notebooks to the filter and do nothing else. */
export const ownAttributeLines: OwnLines = (lines) => lines.map((line) => ATTRIBUTES.test(line));
