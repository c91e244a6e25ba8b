// A text → a located description, or everything that is wrong with it. It looks up no file, preset or port by itself:
// what it may know of them is handed in.

import { sayCount } from "../base/say-count.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { fileAt, type Located, type Source } from "../base/place.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { JIG_VERSION } from "../base/version.ts";
import { checkServices } from "./services/check-services.ts";
import { LARGEST_FILE, tooLarge } from "./decode-text.ts";
import type { Description } from "./description.ts";
import { meantKey, shapes } from "./keys.ts";
import { layOver } from "./overlay.ts";
import { readGpu } from "./tables/read-gpu.ts";
import { readNotebooks } from "./tables/read-notebooks.ts";
import { readOllama, withOllama } from "./tables/read-ollama.ts";
import { readPackages } from "./tables/read-packages.ts";
import { readPlatforms } from "./tables/read-platforms.ts";
import { readPython } from "./tables/read-python.ts";
import { readServices } from "./services/read-services.ts";
import { readEnv } from "./services/read-template.ts";
import { readField, readTable, readText, report, reportKind, type Reading } from "./reading.ts";
import { checkRequiresJig } from "./tables/requires-jig.ts";
import type { Doubts, Surroundings } from "./surroundings.ts";
import { readToml, type ReadToml } from "./toml/read-toml.ts";
import type { TomlEntry, TomlTable, TomlValue } from "./toml/toml-tree.ts";

/**
 * Describes a bench from a `jig.toml`, or from the table `[tool.jig]` of a `pyproject.toml`, of which nothing else is
 * looked at. A second file in the source is a `jig.local.toml`: it is laid over the first, which has to be right without
 * it as well. Fails with every problem (the first hundred in full), in the order of the files; a text that is not TOML,
 * or that is for another jig, fails with only that.
 * Never throws; linear in the text.
 */
export const describe = (
  source: Source,
  surroundings: Surroundings = {},
): Result<Description, readonly Diagnostic[]> => {
  const { second } = source;
  const files = [
    fileAt(source, 0).file,
    ...(second === undefined ? [] : [fileAt(source, second.start).file]),
  ];
  const large = files.filter(({ text }) => text.length > LARGEST_FILE);
  if (large.length > 0) return fail(large.map((file) => tooLarge(file, file.text.length)));
  const own = readToml(files[0] ?? source);
  const local = second === undefined ? null : readToml(source, second.start);
  const read = [own, ...(local === null ? [] : [local])];
  if (read.some(({ isBroken }) => isBroken)) {
    return fail(read.flatMap(({ isBroken, problems }) => (isBroken ? problems : [])));
  }
  const first = newReading(source, surroundings, own.problems);
  const table = isPyproject(source) ? findToolTable(first, own.root) : own.root;
  if (table === null) return fail(inOrder(first.problems));
  return describeTables(first, table, local);
};

/** The tables of one file, or of two. */
const describeTables = (
  first: Reading,
  table: TomlTable,
  local: ReadToml | null,
): Result<Description, readonly Diagnostic[]> => {
  const { source, surroundings } = first;
  const jig = surroundings.jig ?? JIG_VERSION;
  const unmet = [table, ...(local === null ? [] : [local.root])].flatMap(
    (each) => checkRequiresJig(first, each, jig) ?? [],
  );
  if (unmet.length > 0) return fail(unmet);
  const committed = readDescription(first, table);
  if (local === null) return concluded(first, committed);
  const { table: both, keys: changed } = layOver(table, local.root);
  // Which jig it takes changes nothing about what is described.
  const keys = changed.filter((key) => key !== "requires-jig");
  const second = newReading(source, surroundings, local.problems);
  const described = readDescription(second, both);
  if (committed === null || described === null) return concluded(second, null, first.problems);
  const own = keys.length === 0 ? null : { keys, committed };
  return concluded(second, { ...described, local: own }, first.problems);
};

/** @param others problems that were found before; what both readings met is told once */
const concluded = (
  { problems }: Reading,
  description: Description | null,
  others: readonly Diagnostic[] = [],
): Result<Description, readonly Diagnostic[]> => {
  const told = new Set(others.map((problem) => idOf(problem)));
  const all = [...others, ...problems.filter((problem) => !told.has(idOf(problem)))];
  return description !== null && all.length === 0 ? ok(description) : fail(inOrder(all));
};

const idOf = ({ code, range, message }: Diagnostic): string =>
  `${code} ${range.offset} ${range.length} ${message}`;

const newReading = (
  source: Source,
  surroundings: Surroundings,
  problems: readonly Diagnostic[],
): Reading => ({ source, problems: [...problems], mentions: [], doubts: noDoubts(), surroundings });

/** Each is drawn with its line, so a hostile file must not have a hundred thousand of them. */
const MOST_PROBLEMS = 100;

const inOrder = (problems: readonly Diagnostic[]): readonly Diagnostic[] => {
  const sorted = problems.toSorted((left, right) => left.range.offset - right.range.offset);
  const next = sorted[MOST_PROBLEMS];
  if (next === undefined) return sorted;
  const left = sorted.length - MOST_PROBLEMS;
  const message = `and ${sayCount(left, "more problem")} from here on`;
  const { source, range } = next;
  return [
    ...sorted.slice(0, MOST_PROBLEMS),
    { code: "more-problems", severity: "error", message, source, range },
  ];
};

const isPyproject = ({ file }: Source): boolean => /(?:^|[/\\])pyproject\.toml$/.test(file);

const findToolTable = (reading: Reading, root: TomlTable): TomlTable | null => {
  const tool = root.entries.get("tool")?.value;
  const jig = tool?.kind === "table" ? tool.entries.get("jig")?.value : undefined;
  if (jig?.kind === "table") return jig;
  if (jig !== undefined) return reportKind(reading, jig, { what: "`tool.jig`", wanted: "a table" });
  return report(reading, {
    code: "no-description",
    message: "this file has no table `[tool.jig]`",
    range: { offset: 0, length: 0 },
    hint: "add it, or write a `jig.toml`",
  });
};

const readDescription = (reading: Reading, table: TomlTable): Description | null => {
  const fields = readTable(reading, table, shapes.top);
  if (fields === null) return null;
  const python = fields.get("python");
  const packages = fields.get("packages");
  const gpu = fields.get("gpu");
  const notebooks = fields.get("notebooks");
  const ollamaEntry = fields.get("ollama");
  const ollama = ollamaEntry === undefined ? null : readOllama(reading, ollamaEntry);
  const services = readField(fields, "services", (value) => readServices(reading, value)) ?? [];
  const described: Description = {
    source: reading.source,
    name: readField(fields, "name", (value) => readName(reading, value)),
    platforms: readField(fields, "platforms", (value) => readPlatforms(reading, value)),
    python: python === undefined ? null : readPython(reading, python),
    packages: packages === undefined ? null : readPackages(reading, packages),
    gpu: gpu === undefined ? null : readGpu(reading, gpu),
    notebooks: notebooks === undefined ? null : readNotebooks(reading, notebooks),
    ollama,
    env:
      readField(fields, "env", (value) => readEnv(reading, value, { what: "`env`", hasPort: false })) ?? [],
    welcome: readField(fields, "welcome", (value) => readWelcome(reading, value)),
    services: ollama === null ? services : withOllama(reading, services, ollama),
    local: null,
  };
  // Where the services stand under a mistyped name, it is not known which there are.
  const areComplete = ![...fields.keys()].some((key) => meantKey(key, shapes.top) === "services");
  checkServices(reading, described.services, areComplete);
  if (reading.problems.length > 0 && areComplete) checkReferences(reading, described, fields);
  return described;
};

const noDoubts = (): Doubts => ({ ports: new Set(), hasVariables: false });

/** A Python brings variables of its own, so one that could not be read leaves it open which there are. */
const checkReferences = (
  { problems, doubts, surroundings }: Reading,
  described: Description,
  fields: ReadonlyMap<string, TomlEntry>,
): void => {
  const meant = [...fields.keys()].map((key) => meantKey(key, shapes.top));
  const isPythonLost = described.python === null && fields.has("python");
  if (isPythonLost || meant.includes("python") || meant.includes("env")) doubts.hasVariables = true;
  problems.push(...(surroundings.checkReferences?.(described, doubts) ?? []));
};

const readWelcome = (reading: Reading, value: TomlValue): Located<string> | null => {
  const fields = readTable(reading, value, {
    ...shapes.welcome,
    hint: 'write `[welcome]` and below it `text = "…"`',
  });
  return fields === null ? null : readField(fields, "text", (text) => readText(reading, text, "`text`"));
};

const readName = (reading: Reading, value: TomlValue): Located<string> | null => {
  const name = readText(reading, value, "`name`");
  if (name === null) return null;
  const isLong = Array.from(name.value).length > 80;
  // Format characters turn the reading direction or hide; only the joiner of emoji and scripts is printable.
  const isPlain = !UNPRINTABLE.test(name.value.replaceAll("\u200d", ""));
  if (isPlain && !isLong) return name;
  return report(reading, {
    code: "invalid-name",
    message: isLong ? "`name` is longer than 80 characters" : "`name` holds a character that cannot be shown",
    range: name.range,
    ...(isLong
      ? {}
      : { hint: `take ${escapeOf(name.value)} out: a name is letters, digits, signs and spaces` }),
  });
};

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The first character that cannot be shown, as it could be written in the file. */
const escapeOf = (name: string): string => {
  const code = UNPRINTABLE.exec(name.replaceAll("\u200d", ""))?.[0].codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code > 0xffff ? `\`\\U${digits.padStart(8, "0")}\`` : `\`\\u${digits.padStart(4, "0")}\``;
};
