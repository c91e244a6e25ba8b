// A draft as the text of a `jig.toml` that a person could have written. Whatever the values hold, the text is TOML.

import type { Draft, DraftPython, DraftService } from "./draft.ts";

/** The whole text, with a line ending at its end. */
export const writeToml = ({ name, python, services }: Draft): string => {
  const top = [
    "# One bench for everybody who has this folder: `jig up` starts it, `jig down` stops it.",
    ...(name === null ? [] : [`name = ${quoted(name)}`]),
  ];
  const tables = [top, ...(python === null ? [] : [writePython(python)]), ...services.map(writeService)];
  return `${tables.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

const writePython = ({ version, requirements, packages, importCheck }: DraftPython): readonly string[] => [
  "[python]",
  `version = ${quoted(version)}`,
  ...writeList("requirements", requirements),
  ...writeList("packages", packages),
  ...writeList("import-check", importCheck),
];

const writeService = (service: DraftService): readonly string[] => [
  `[services.${service.name}]`,
  ...(service.use === undefined ? [] : [`use = ${quoted(service.use)}`]),
  ...(service.run === undefined ? [] : [`run = ${quoted(service.run)}`]),
  ...(service.port === undefined ? [] : [`port = ${service.port}`]),
  ...(service.ready === undefined ? [] : [`ready = ${ready(service.ready)}`]),
  ...(service.open === undefined ? [] : [`open = ${service.open}`]),
  ...(service.env === undefined ? [] : [`env = ${inlineTable(service.env)}`]),
];

const ready = (text: string): string => (text === "tcp" ? "{ tcp = true }" : quoted(text));

const LONGEST_LINE = 90;

/** On one line where it fits, else an item a line; nothing for an empty list. */
const writeList = (key: string, items: readonly string[]): readonly string[] => {
  if (items.length === 0) return [];
  const short = `${key} = [${items.map(quoted).join(", ")}]`;
  if (short.length <= LONGEST_LINE) return [short];
  return [`${key} = [`, ...items.map((item) => `  ${quoted(item)},`), "]"];
};

const inlineTable = (values: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(values)
    .map(([name, value]) => `${name} = ${quoted(value)}`)
    .join(", ")} }`;

/** As it is in single quotes where that is easier to read, else with escapes. */
const quoted = (text: string): string => {
  if (/["\\]/.test(text) && /^[\x20-\x26\x28-\x7e]*$/.test(text)) return `'${text}'`;
  // A lone surrogate has no UTF-8, and TOML no escape for it.
  return JSON.stringify(text.toWellFormed()).replaceAll("\u007f", "\\u007f");
};
