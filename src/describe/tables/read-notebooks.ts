// `[notebooks]`: how git is to clean them, and which are copied where they are absent. Whether a file is there, and whether
// git is, is not known here.

import { isKeptByTools } from "../../base/kept-by-tools.ts";
import { plainPath } from "../../base/plain-path.ts";
import type { Located } from "../../base/place.ts";
import type { DescribedCleaning, DescribedCopy, DescribedNotebooks } from "../description.ts";
import { shapes } from "../keys.ts";
import {
  entriesOf,
  readBoolean,
  readField,
  readTable,
  readText,
  readTexts,
  report,
  reportKind,
  type Reading,
} from "../reading.ts";
import type { TomlEntry, TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

/** Reads the table `[notebooks]`; null when it is none, which is noted. */
export const readNotebooks = (reading: Reading, entry: TomlEntry): DescribedNotebooks | null => {
  const hint = "write `[notebooks]`, and under it `clean = true`";
  const fields = readTable(reading, entry.value, { ...shapes.notebooks, hint });
  if (fields === null) return null;
  return {
    range: entry.range,
    clean: readField(fields, "clean", (value) => readClean(reading, value)),
    copyOnce: readField(fields, "copy-once", (value) => readCopies(reading, value)) ?? [],
  };
};

const BY_DEFAULT: DescribedCleaning = {
  removeEmptyCells: false,
  removeAllNotebookMetadata: false,
  preserveCellMetadata: false,
  preserveCellOutputs: false,
  preserveExecutionCounts: false,
  preserveNotebookMetadata: false,
};

const readClean = (reading: Reading, value: TomlValue): Located<DescribedCleaning> | null => {
  if (value.kind === "boolean") return value.value ? { value: BY_DEFAULT, range: value.range } : null;
  if (value.kind !== "table") {
    return reportKind(reading, value, {
      what: "`clean`",
      wanted: "`true`, `false` or a table",
      hint: "write `clean = true`",
    });
  }
  const fields = readTable(reading, value, shapes.clean);
  if (fields === null) return null;
  const flag = (key: string): boolean =>
    readField(fields, key, (word) => readBoolean(reading, word, `\`${key}\``))?.value ?? false;
  const cleaning: DescribedCleaning = {
    removeEmptyCells: flag("remove-empty-cells"),
    removeAllNotebookMetadata: flag("remove-all-notebook-metadata"),
    preserveCellMetadata:
      readField(fields, "preserve-cell-metadata", (kept) => readKeptMetadata(reading, kept)) ?? false,
    preserveCellOutputs: flag("preserve-cell-outputs"),
    preserveExecutionCounts: flag("preserve-execution-counts"),
    preserveNotebookMetadata: flag("preserve-notebook-metadata"),
  };
  const removed = fields.get("remove-all-notebook-metadata");
  const kept = fields.get("preserve-notebook-metadata");
  if (!cleaning.removeAllNotebookMetadata || !cleaning.preserveNotebookMetadata || kept === undefined)
    return { value: cleaning, range: value.range };
  return report(reading, {
    code: "contradiction",
    message: "`preserve-notebook-metadata` and `remove-all-notebook-metadata` exclude each other",
    range: kept.range,
    ...(removed === undefined ? {} : { related: { message: "the other one is here", range: removed.range } }),
    hint: "take one of them out",
  });
};

const readKeptMetadata = (
  reading: Reading,
  value: TomlValue,
): boolean | readonly Located<string>[] | null => {
  if (value.kind === "boolean") return value.value;
  if (value.kind === "list") {
    return readTexts(reading, value, { what: "`preserve-cell-metadata`", alone: false });
  }
  return reportKind(reading, value, {
    what: "`preserve-cell-metadata`",
    wanted: "`true` or a list of names",
    hint: value.kind === "string" ? `write \`["${value.value}"]\`` : null,
  });
};

const readCopies = (reading: Reading, value: TomlValue): readonly DescribedCopy[] | null => {
  const shape = { what: "`copy-once`", wanted: "a table", hint: 'write `{ "from.ipynb" = "to.ipynb" }`' };
  if (value.kind !== "table") return reportKind(reading, value, shape);
  const seen = new Map<string, TomlEntry>();
  return entriesOf(value).flatMap((entry) => {
    const to = readText(reading, entry.value, `\`${entry.key}\``);
    const from = { value: entry.key, range: entry.range };
    if (to === null || ![from, to].every((path) => isInside(reading, path))) return [];
    const [source, target] = [plainPath(from.value), plainPath(to.value)];
    const other = seen.get(target);
    seen.set(target, entry);
    if (other === undefined && source !== target) return [{ from: source, to: target, range: entry.range }];
    report(reading, {
      code: "contradiction",
      message:
        other === undefined
          ? `${quote(to.value)} is to be copied to itself`
          : `two files are to be copied to ${quote(to.value)}`,
      range: to.range,
      ...(other === undefined ? {} : { related: { message: "the other one is here", range: other.range } }),
    });
    return [];
  });
};

/** A way from the project's root that leads nowhere else, as it is written. */
const isInside = (reading: Reading, { value, range }: Located<string>): boolean => {
  const isAbsolute = /^(?:[/~\\]|[A-Za-z]:[/\\])/.test(value);
  const parts = value.split(/[/\\]/);
  const isOdd = isAbsolute || parts.includes("..") || /^\.?$|\/$/.test(value) || value.includes("\0");
  if (!isOdd && !isKeptByTools(parts)) return true;
  report(reading, {
    code: "invalid-path",
    message: `${quote(value)} must be a file in the project, by its path from there`,
    range,
    hint: "another clone of the project would not have it there",
  });
  return false;
};
