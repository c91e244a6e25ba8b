// What a `pyproject.toml` says of Python and packages (PEP 621). Other tools' tables are named, not read.

import { requirementProblem } from "../../describe/requirements/check-requirement.ts";
import { readToml } from "../../describe/toml/read-toml.ts";
import type { TomlTable, TomlValue } from "../../describe/toml/toml-tree.ts";
import { quote } from "../../describe/words.ts";

export interface Pyproject {
  readonly name: string | null;
  readonly requiresPython: string | null;
  readonly dependencies: readonly string[];
  /** `[project]` says what it depends on, and be it nothing. */
  readonly hasList: boolean;
  /** All that it lists are requirements. */
  readonly isWhole: boolean;
  readonly groups: readonly string[];
  readonly notes: readonly string[];
}

/** Reads it. A file that is not TOML says nothing, and a note says so. */
export const readPyproject = (text: string): Pyproject => {
  const { root, problems, isBroken } = readToml({ file: "pyproject.toml", text });
  if (isBroken) {
    const why = problems[0]?.message ?? "it is not TOML";
    return { ...NOTHING, notes: [`\`pyproject.toml\` cannot be read: ${why}`] };
  }
  const project = tableIn(root, "project");
  const tool = tableIn(root, "tool");
  const listed = project === null ? null : textsIn(project, "dependencies");
  const left = (listed ?? []).filter((written) => requirementProblem(written) !== null);
  return {
    name: textIn(project, "name"),
    requiresPython: textIn(project, "requires-python"),
    dependencies: (listed ?? []).filter((written) => !left.includes(written)),
    hasList: listed !== null,
    isWhole: left.length === 0,
    groups: [...(tableIn(root, "dependency-groups")?.entries.keys() ?? [])],
    notes: [
      ...left.map((written) => `${quote(written)} is left out: it is no requirement`),
      ...(listed === null && tableIn(tableIn(tool, "poetry"), "dependencies") !== null ? [POETRY] : []),
      ...extrasNote(project),
    ],
  };
};

const NOTHING: Pyproject = {
  name: null,
  requiresPython: null,
  dependencies: [],
  hasList: false,
  isWhole: true,
  groups: [],
  notes: [],
};

const POETRY =
  "Poetry's own dependency tables are not read: `poetry export -o requirements.txt` makes a file that is";

const extrasNote = (project: TomlTable | null): readonly string[] => {
  const extras = [...(tableIn(project, "optional-dependencies")?.entries.keys() ?? [])];
  return extras.length === 0
    ? []
    : [`the extras of \`pyproject.toml\` are not taken: ${extras.map(quote).join(", ")}`];
};

const valueIn = (table: TomlTable | null, key: string): TomlValue | null =>
  table?.entries.get(key)?.value ?? null;

const tableIn = (table: TomlTable | null, key: string): TomlTable | null => {
  const value = valueIn(table, key);
  return value?.kind === "table" ? value : null;
};

const textIn = (table: TomlTable | null, key: string): string | null => {
  const value = valueIn(table, key);
  return value?.kind === "string" && value.value.trim() !== "" ? value.value : null;
};

const textsIn = (table: TomlTable, key: string): readonly string[] | null => {
  const value = valueIn(table, key);
  if (value?.kind !== "list") return null;
  return value.items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
};
