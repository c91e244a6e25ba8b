// Telling what jig wrote from what a person did: the first line of a file holds the digest of all that is below it. Pure.

import { sha256 } from "../base/digest.ts";

const FIRST_LINE = /^# Written by `jig flake` \(([0-9a-f]{12})\)[^\n]*\n/;

/** The text with its first line before it, which says where changes belong. */
export const markWritten = (text: string, source: string): string =>
  `# Written by \`jig flake\` (${digest(text)}) from ${source}: change that, and write this again.\n${text}`;

/** Whether a file is as jig wrote it once, by whichever version and from whatever description. */
export const isAsWritten = (text: string): boolean => {
  const [line = "", found] = FIRST_LINE.exec(text) ?? [];
  return found !== undefined && found === digest(text.slice(line.length));
};

const digest = (text: string): string => sha256(text).slice(0, 12);
