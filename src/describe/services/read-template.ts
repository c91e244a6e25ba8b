// Templates in a description: located problems, and a note of every service that one names.

import type { Range } from "../../base/place.ts";
import { parseTemplate, type TemplateUse } from "./parse-template.ts";
import { entriesOf, rangeInside, readString, report, reportKind, type Reading } from "../reading.ts";
import type { DescribedVariable } from "../description.ts";
import type { Template } from "./template.ts";
import type { TomlString, TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

export interface TemplateContext {
  readonly use: TemplateUse;
  /** False where there is no service of whom `${port}` could be. */
  readonly hasPort: boolean;
}

/** The template that a string holds. Its problems are noted; the template is usable all the same. */
export const readTemplate = (reading: Reading, text: TomlString, context: TemplateContext): Template => {
  const { template, references, problems } = parseTemplate(text.value, context.use);
  for (const { message, hint, ...part } of problems) {
    report(reading, { code: "invalid-reference", message, range: rangeInside(text, part), hint });
  }
  for (const { reference, ...part } of references) {
    const range = rangeInside(text, part);
    if (reference.kind === "service") reading.mentions.push({ value: reference.name, range });
    if (reference.kind === "port" && !context.hasPort) reportNoPort(reading, range);
  }
  return template;
};

const reportNoPort = (reading: Reading, range: Range): void => {
  report(reading, {
    code: "invalid-reference",
    message: "`${port}` is a service's own port, and this belongs to no service",
    range,
    hint: "name the service, as in `${service.NAME.port}`",
  });
};

/** The variables of an `env` table, in the order of the file. */
export const readEnv = (
  reading: Reading,
  value: TomlValue,
  { what, hasPort }: { what: string; hasPort: boolean },
): readonly DescribedVariable[] => {
  if (value.kind !== "table") {
    reading.doubts.hasVariables = true;
    const hint = value.kind === "list" ? 'write `{ NAME = "value" }`' : null;
    reportKind(reading, value, { what, wanted: "a table", hint });
    return [];
  }
  const variables: DescribedVariable[] = [];
  for (const entry of entriesOf(value)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(entry.key)) {
      report(reading, {
        code: "invalid-variable",
        message: `${quote(entry.key)} cannot be the name of a variable`,
        range: entry.range,
        hint: "letters, digits and `_`, not beginning with a digit",
      });
      continue;
    }
    if (entry.key.startsWith("JIG_")) {
      report(reading, {
        code: "invalid-variable",
        message: `${quote(entry.key)} is a variable of jig itself, and jig reads it before this file`,
        range: entry.range,
        hint: "set it where jig is called from; names of your own begin with something else than `JIG_`",
      });
      continue;
    }
    const text = readVariable(reading, entry.key, entry.value);
    if (text === null) {
      reading.doubts.hasVariables = true;
      continue;
    }
    const template = readTemplate(reading, text, { use: "variable", hasPort });
    variables.push({ name: entry.key, value: template, range: entry.range });
  }
  return variables;
};

const readVariable = (reading: Reading, name: string, value: TomlValue): TomlString | null => {
  const what = `the variable \`${name}\``;
  if (value.kind !== "boolean") return readString(reading, value, what);
  const hint = `put it in quotes: \`"${value.value ? "true" : "false"}"\``;
  return reportKind(reading, value, { what, wanted: "a string", hint });
};
