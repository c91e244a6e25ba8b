// Keeps what is behind a link out of the project from being shown as a mistake of the project's: a clone may lead to a file
// that is not for whoever reads the answer. Where the mistake is, is told; what stands there, is not.

import type { Diagnostic } from "../base/diagnostic.ts";
import { locate } from "../base/place.ts";

/** The problems, with one for each file outside in place of all that quote it. @param isOutside of a file as problems name it */
export const hideOutsideText = (
  diagnostics: readonly Diagnostic[],
  isOutside: (file: string) => boolean,
): readonly Diagnostic[] => {
  const told = new Set<string>();
  return diagnostics.flatMap((diagnostic): Diagnostic[] => {
    const { related } = diagnostic;
    const { file } = locate(diagnostic.source, diagnostic.range.offset);
    if (!isOutside(file)) {
      if (related === undefined) return [diagnostic];
      return [{ ...diagnostic, related: related.filter((each) => !isOutside(fileOf(each))) }];
    }
    if (told.has(file)) return [];
    told.add(file);
    return [hideText(diagnostic)];
  });
};

const fileOf = ({ source, range }: Pick<Diagnostic, "source" | "range">): string =>
  locate(source, range.offset).file;

/** Where it is, and nothing of what stands there. */
export const hideText = ({ code, severity, source, range }: Diagnostic): Diagnostic => {
  const { file, line } = locate(source, range.offset);
  return {
    code,
    severity,
    message: `\`${file}\` leads out of the project to something else: line ${line} there does not belong in such a file`,
    // The place without the text: as many lines, with nothing in them.
    source: { file, text: "\n".repeat(line - 1) },
    range: { offset: line - 1, length: 0 },
    hint: `\`ls -l ${file}\` shows where it leads; nothing of it is shown here`,
  };
};
