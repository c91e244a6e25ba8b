// Whether `packages`, once copied from a `pyproject.toml`, still has all that stands there. It compares names alone, and says
// nothing about a list that is no copy.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Source } from "../../base/place.ts";
import type { DescribedPython } from "../../describe/description.ts";
import { readToml } from "../../describe/toml/read-toml.ts";
import { listed } from "../../describe/words.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";

const MOST_NAMES = 5;

/** A warning that names what `packages` lacks, at the first of it; null when there is nothing to say. */
export const findUnlisted = (python: DescribedPython | null, pyproject: Source): Diagnostic | null => {
  // Requirements files are a list of their own, which nobody copied.
  if (python === null || python.packages.length === 0 || python.requirements.length > 0) return null;
  const own = new Set(python.packages.map(({ value }) => requirementName(value)));
  const asked = dependenciesOf(pyproject);
  const missing = asked.filter(({ name }) => !own.has(name));
  const [first] = missing;
  if (first === undefined || missing.length === asked.length) return null;
  const names = [...new Set(missing.map(({ name }) => name))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const shown =
    more === ""
      ? listed(names)
      : names
          .slice(0, MOST_NAMES)
          .map((name) => `\`${name}\``)
          .join(", ");
  return {
    code: "packages-not-listed",
    severity: "warning",
    message: `\`pyproject.toml\` lists ${shown}${more}, which \`packages\` of \`jig.toml\` does not have`,
    source: pyproject,
    range: first.range,
    hint: "`packages` is a copy: add them there too, or take them out of pyproject.toml",
  };
};

const dependenciesOf = (source: Source) => {
  const project = readToml(source).root.entries.get("project")?.value;
  const list = project?.kind === "table" ? project.entries.get("dependencies")?.value : undefined;
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) => {
    const name = item.kind === "string" ? requirementName(item.value) : null;
    return name === null ? [] : [{ name, range: item.range }];
  });
};
