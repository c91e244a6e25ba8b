// A file that a merge has left as two in one: told by its marks, and what to do. It resolves nothing.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { Source } from "../base/place.ts";

const FIRST_MARK = /^<{7}(?:[ \t].*)?$/gm;

const ANY_MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?\r?$/m;

/** Where merges have left their first marks, each as a problem; none where there are none. @param start where to look from */
export const findConflicts = (source: Source, start = 0): readonly Diagnostic[] =>
  [...source.text.slice(start).matchAll(FIRST_MARK)].map((mark) =>
    conflictAt(source, start + mark.index, mark[0].length),
  );

/** The line at a place, when it is one of a merge's marks: also of one whose other marks somebody took out. */
export const markAt = (source: Source, offset: number): Diagnostic | null => {
  const from = source.text.lastIndexOf("\n", offset - 1) + 1;
  const end = source.text.indexOf("\n", from);
  const line = source.text.slice(from, end === -1 ? undefined : end);
  return ANY_MARK.test(line) ? conflictAt(source, from, line.trimEnd().length) : null;
};

const conflictAt = (source: Source, offset: number, length: number): Diagnostic => ({
  code: "merge-conflict",
  severity: "error",
  message: `there is a merge conflict in \`${source.file}\``,
  source,
  range: { offset, length },
  hint: "keep the lines that are meant, take out those with `<<<<<<<`, `=======` and `>>>>>>>`, and run `git add` on it",
});
