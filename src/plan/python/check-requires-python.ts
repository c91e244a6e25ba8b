// Whether the Python of the description is one that a `pyproject.toml` is for, where the project takes its packages from that
// file or from the lock beside it. Pure.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/place.ts";
import type { Description } from "../../describe/description.ts";
import { readToml } from "../../describe/toml/read-toml.ts";
import { quote } from "../../describe/words.ts";
import { admitsAny } from "./admits-python.ts";

/** The one problem, with both places; none where the file does not say. @param pyproject null: the project goes by none */
export const checkRequiresPython = (
  { python, source }: Pick<Description, "python" | "source">,
  pyproject: Source | null,
): readonly Diagnostic[] => {
  if (python === null || pyproject?.text.includes("requires-python") !== true) return [];
  const project = readToml(pyproject).root.entries.get("project")?.value;
  const range = project?.kind === "table" ? project.entries.get("requires-python")?.value : undefined;
  const { version } = python;
  if (range?.kind !== "string" || admitsAny(range.value, version.value)) return [];
  return [
    {
      code: "sources-disagree",
      severity: "error",
      message: `Python is to be ${quote(version.value)} here, and ${quote(range.value)} in ${quote(pyproject.file)}`,
      source,
      range: version.range,
      related: [{ message: "the other one", source: pyproject, range: range.range }],
      hint: "write a version here that is in that range, or change the range",
    },
  ];
};
