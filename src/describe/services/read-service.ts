// `[services.NAME]`: one service as it is described. What a preset adds is not known here.

import { plainPath } from "../../base/plain-path.ts";
import type { Located } from "../../base/place.ts";
import type { DescribedCommand, DescribedService } from "../description.ts";
import { meantKey, shapes } from "../keys.ts";
import { readAfter } from "./read-after.ts";
import { readPackageNames } from "../tables/read-packages.ts";
import { readReady } from "./read-ready.ts";
import { readStop } from "./read-stop.ts";
import { readEnv, readTemplate } from "./read-template.ts";
import {
  readBoolean,
  readField,
  readString,
  readTable,
  readText,
  report,
  reportKind,
  type Reading,
} from "../reading.ts";
import type { TomlEntry, TomlString, TomlValue } from "../toml/toml-tree.ts";
import { notAFolder, unknownPreset } from "../surroundings.ts";
import { SERVICE_NAME } from "./service-name.ts";
import { quote } from "../words.ts";

/** Reads one service. What is wrong is noted and left out; the service stays, for others may name it. */
export const readService = (reading: Reading, entry: TomlEntry): DescribedService => {
  checkName(reading, entry);
  const hint = `write \`[services.${SERVICE_NAME.test(entry.key) ? entry.key : "NAME"}]\` and its keys under it`;
  const title = `the service ${quote(entry.key)}`;
  const table = readTable(reading, entry.value, { title, keys: shapes.service.keys, hint });
  const fields: ReadonlyMap<string, TomlEntry> = table ?? new Map();
  if (table !== null && !hasCommand(table)) {
    report(reading, {
      code: "missing-command",
      message: `${title} has nothing to run`,
      range: entry.range,
      hint: 'add `run = "…"`, or `use = "…"` with a preset',
    });
  }
  noteDoubts(reading, entry.key, table);
  const flag = (key: string): Located<boolean> | null =>
    readField(fields, key, (value) => readBoolean(reading, value, `\`${key}\``));
  return {
    name: entry.key,
    range: entry.range,
    use: readField(fields, "use", (value) => readPreset(reading, value)),
    run: readField(fields, "run", (value) => readCommand(reading, value)),
    cwd: readField(fields, "cwd", (value) => readFolder(reading, value, !fields.has("after"))),
    env: readField(fields, "env", (value) => readEnv(reading, value, { what: "`env`", hasPort: true })) ?? [],
    port: readField(fields, "port", (value) => readPort(reading, value)),
    ready: readField(fields, "ready", (value) => readReady(reading, value)),
    open: flag("open"),
    after: readField(fields, "after", (value) => readAfter(reading, value)) ?? [],
    require: flag("require"),
    oneshot: flag("oneshot"),
    stop: readField(fields, "stop", (value) => readStop(reading, value)),
    packages: readField(fields, "packages", (value) => readPackageNames(reading, value, "`packages`")) ?? [],
  };
};

/** A mistyped `run` is told as such, and not once more as one that is missing. */
const hasCommand = (table: ReadonlyMap<string, TomlEntry>): boolean =>
  [...table.keys()].some((key) => {
    const meant = meantKey(key, shapes.service) ?? key;
    return meant === "use" || meant === "run";
  });

/** A port or variable that is there and cannot be read, or stands under a mistyped key. */
const noteDoubts = (
  { doubts, surroundings: { presets } }: Reading,
  name: string,
  table: ReadonlyMap<string, TomlEntry> | null,
): void => {
  const meant = [...(table?.keys() ?? [])].map((key) => meantKey(key, shapes.service));
  const use = table?.get("use")?.value;
  const isPresetKnown = use === undefined || (use.kind === "string" && presets?.includes(use.value) === true);
  if (
    table === null ||
    !isPresetKnown ||
    table.has("port") ||
    meant.includes("port") ||
    meant.includes("use")
  )
    doubts.ports.add(name);
  if (table === null || meant.includes("env")) doubts.hasVariables = true;
};

const readPreset = (reading: Reading, value: TomlValue): Located<string> | null => {
  const preset = readText(reading, value, "`use`");
  const { presets } = reading.surroundings;
  if (preset === null || presets === undefined || presets.includes(preset.value)) return preset;
  reading.problems.push(unknownPreset(preset, presets, reading.source));
  return preset;
};

const checkName = (reading: Reading, { key, range }: TomlEntry): void => {
  if (SERVICE_NAME.test(key)) return;
  const isLong = SERVICE_NAME.test(key.slice(0, 40)) && key.length > 40;
  report(reading, {
    code: "invalid-service-name",
    message: isLong ? `the service name ${quote(key)} is too long` : `${quote(key)} cannot name a service`,
    range,
    hint: "lower-case letters, digits, `-` and `_`, at most 40, beginning with a letter or digit",
  });
};

const readCommand = (reading: Reading, value: TomlValue): DescribedCommand | null => {
  const { range } = value;
  if (value.kind === "string") {
    const text = readText(reading, value, "`run`");
    if (text === null) return null;
    return { kind: "shell", script: readTemplate(reading, value, { use: "shell", hasPort: true }), range };
  }
  if (value.kind !== "list") {
    return reportKind(reading, value, { what: "`run`", wanted: "a string or a list of strings" });
  }
  const words = value.items
    .map((item) => readString(reading, item, "each of `run`"))
    .filter((word): word is TomlString => word !== null);
  if (value.items.length === 0 || words[0]?.value === "") {
    return report(reading, { code: "empty-value", message: "`run` names no program", range });
  }
  return {
    kind: "argv",
    words: words.map((word) => readTemplate(reading, word, { use: "value", hasPort: true })),
    range,
  };
};

const readFolder = (reading: Reading, value: TomlValue, mustBeThere: boolean): Located<string> | null => {
  const folder = readText(reading, value, "`cwd`");
  if (folder === null) return null;
  const isOutside = /^(?:[/~\\]|[A-Za-z]:)/.test(folder.value) || folder.value.split(/[/\\]/).includes("..");
  if (!isOutside) {
    // What comes before a service may be what makes its folder.
    if (mustBeThere) checkFolder(reading, folder);
    return { value: plainPath(folder.value) || ".", range: folder.range };
  }
  return report(reading, {
    code: "invalid-path",
    message: "`cwd` must stay inside the project",
    range: folder.range,
    hint: 'write a folder relative to this file, without `..`, as in `"web"`',
  });
};

const checkFolder = (
  { surroundings, source, problems }: Reading,
  { value, range }: Located<string>,
): void => {
  const { kindOf, startsServices } = surroundings;
  const kind = startsServices === true && kindOf !== undefined ? kindOf(value) : "folder";
  if (kind !== "folder") problems.push(notAFolder(value, kind, { source, range }));
};

const readPort = (reading: Reading, value: TomlValue): Located<number> | null => {
  if (value.kind !== "integer") {
    const isDigits = value.kind === "string" && /^\d+$/.test(value.value);
    const hint = isDigits ? `write \`${value.value}\`, without quotes` : null;
    return reportKind(reading, value, { what: "`port`", wanted: "a whole number", hint });
  }
  if (value.value >= 1 && value.value <= 65_535) return { value: value.value, range: value.range };
  return report(reading, {
    code: "invalid-port",
    message: `\`${value.written}\` is not a port: ports go from 1 to 65535`,
    range: value.range,
  });
};
