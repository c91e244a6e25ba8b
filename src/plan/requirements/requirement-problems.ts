// What is wrong with requirements as they are written: one alone, or two that cannot both hold.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { requirementProblem } from "../../describe/requirements/check-requirement.ts";
import type { Description } from "../../describe/description.ts";
import type { RequirementsEntry } from "./reach-requirements.ts";
import { normaliseRequirement } from "./requirement-text.ts";
import { optionProblem } from "./requirements-option.ts";

/** An entry of a file. */
export interface FoundEntry {
  readonly entry: RequirementsEntry;
  readonly source: Source;
  readonly isConstraint: boolean;
}

/** One package pinned to two versions: no choice of versions can be right, and both places are known. */
export const disagreements = (
  { python, source }: Description,
  found: readonly FoundEntry[],
): readonly Diagnostic[] => {
  const pins = new Map<
    string,
    { readonly version: string; readonly source: Source; readonly range: Range }
  >();
  const all = [
    ...(python?.packages ?? []).map(({ value, range }) => ({ text: value, source, range })),
    ...found.flatMap(({ entry, source: file }) =>
      entry.kind === "requirement" ? [{ text: entry.text, source: file, range: entry.range }] : [],
    ),
  ];
  return all.flatMap(({ text, ...at }) => {
    const [, pinned, version = ""] =
      /^([a-z0-9-]+)(?:\[[^\]]*\])?==([^*,;]+)$/.exec(normaliseRequirement(text)) ?? [];
    if (pinned === undefined) return [];
    const known = pins.get(pinned);
    if (known === undefined) pins.set(pinned, { version, ...at });
    if (known === undefined || isSameVersion(known.version, version)) return [];
    const message = `\`${pinned}\` is to be ${version} here and ${known.version} elsewhere`;
    return [
      {
        code: "sources-disagree",
        severity: "error" as const,
        message,
        ...at,
        related: [{ message: "the other one", source: known.source, range: known.range }],
        hint: "keep one of them",
      },
    ];
  });
};

/** `1.0` and `1.0.0` are one version. */
const isSameVersion = (left: string, right: string): boolean =>
  left.replace(/(?:\.0)+$/, "") === right.replace(/(?:\.0)+$/, "");

const invalid = (text: string, source: Source, range: Range): readonly Diagnostic[] => {
  const problem = requirementProblem(text);
  return problem === null
    ? []
    : [{ code: "invalid-requirement", severity: "error", ...problem, source, range }];
};

/** Characters of an entry. Whoever writes more has written another file. */
const LONGEST_ENTRY = 4096;

const tooLong = (length: number, source: Source, range: Range): Diagnostic => ({
  code: "line-too-long",
  severity: "error",
  message: `this line has ${length} characters, where ${LONGEST_ENTRY} are the limit`,
  source,
  range: { offset: range.offset, length: 1 },
  hint: "is it a list of requirements, one a line?",
});

/** What is wrong with an entry by itself. */
export const problemOf = (entry: RequirementsEntry, source: Source): readonly Diagnostic[] => {
  const { length } = "text" in entry ? entry.text : entry.path;
  if (length > LONGEST_ENTRY) return [tooLong(length, source, entry.range)];
  if (entry.kind === "requirement") return invalid(entry.text, source, entry.range);
  const problem = entry.kind === "option" ? optionProblem(entry.text) : null;
  return problem === null
    ? []
    : [{ code: "requirements-option", severity: "error", ...problem, source, range: entry.range }];
};
