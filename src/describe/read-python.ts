// `[python]`: which Python, which packages. Whether they exist is not known here.

import type { Located } from "../base/place.ts";
import type { DescribedPython } from "./description.ts";
import { shapes } from "./keys.ts";
import { readBoolean, readField, readTable, readText, readTexts, report, type Reading } from "./reading.ts";
import type { TomlEntry, TomlValue } from "./toml/toml-tree.ts";
import { quote } from "./words.ts";

/** Reads the table `[python]`; null when something needed for it is wrong, which is noted. */
export const readPython = (reading: Reading, entry: TomlEntry): DescribedPython | null => {
  const hint = 'write `[python]`, and under it `version = "3.11"`';
  const fields = readTable(reading, entry.value, { ...shapes.python, hint });
  if (fields === null) return null;
  if (!fields.has("version")) {
    report(reading, {
      code: "missing-key",
      message: "`[python]` needs a `version`",
      range: entry.range,
      hint: 'add `version = "3.11"`',
    });
  }
  const version = readField(fields, "version", (value) => readVersion(reading, value));
  const exact = readField(fields, "exact", (value) => readBoolean(reading, value, "`exact`"));
  const texts = (key: string, alone: boolean): readonly Located<string>[] =>
    readField(fields, key, (value) => readTexts(reading, value, { what: `\`${key}\``, alone })) ?? [];
  const requirements = texts("requirements", true);
  const packages = texts("packages", false);
  const importCheck = texts("import-check", false);
  for (const file of requirements) checkFile(reading, file);
  for (const requirement of packages) checkRequirement(reading, requirement);
  for (const module of importCheck) checkModule(reading, module);
  if (version === null) return null;
  return { range: entry.range, version, exact: exact?.value ?? false, requirements, packages, importCheck };
};

const VERSION = /^3\.(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2}))?$/;

const readVersion = (reading: Reading, value: TomlValue): Located<string> | null => {
  const version = readText(reading, value, "`version`");
  if (version === null || VERSION.test(version.value)) return version;
  const [, bare] = /(3\.\d+(?:\.\d+)?)/.exec(version.value) ?? [];
  return report(reading, {
    code: "invalid-version",
    message: `${quote(version.value)} is no version of Python`,
    range: version.range,
    hint:
      bare !== undefined && VERSION.test(bare)
        ? `write \`"${bare}"\`: the lock keeps the exact one`
        : 'write two or three numbers, as in `"3.11"` or `"3.11.7"`',
  });
};

const checkFile = (reading: Reading, file: Located<string>): void => {
  if (!/^(?:[/~\\]|[A-Za-z]:[/\\])/.test(file.value)) return;
  report(reading, {
    code: "invalid-path",
    message: `${quote(file.value)} must be relative to the project`,
    range: file.range,
    hint: "another clone of the project would not have it there",
  });
};

// PEP 508: a name, extras, then a version, an address or nothing, then a marker. The resolver looks closer.
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;
const EXTRAS = /^\s*\[[A-Za-z0-9._\s,-]*\]/;
const VERSIONS =
  /^\(?\s*(?:===|~=|==|!=|<=|>=|<|>)\s*[^\s,;()]+(?:\s*,\s*(?:===|~=|==|!=|<=|>=|<|>)\s*[^\s,;()]+)*\s*,?\s*\)?$/;

const checkRequirement = (reading: Reading, requirement: Located<string>): void => {
  // One space is enough, and many would make the patterns above slow.
  const text = requirement.value.trim().replaceAll(/\s+/g, " ");
  const name = NAME.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length).replace(EXTRAS, "").trim();
  const [version = ""] = rest.split(/;/, 1);
  const isAddress = rest.startsWith("@") && rest.slice(1).trim() !== "";
  if (name !== "" && (version.trim() === "" || isAddress || VERSIONS.test(version.trim()))) return;
  report(reading, {
    code: "invalid-requirement",
    message: `${quote(requirement.value)} is no requirement`,
    range: requirement.range,
    hint: hintForRequirement(text, name, version.trim()),
  });
};

const hintForRequirement = (text: string, name: string, version: string): string => {
  if (text.startsWith("-r") || text.endsWith(".txt"))
    return "requirements files are listed in `requirements`";
  const [, number] = /^=?\s*v?(\d[\w.*+!-]*)$/.exec(version) ?? [];
  if (name !== "" && number !== undefined) return `did you mean \`${name}==${number}\`?`;
  return 'write it as pip would take it, as in `"numpy>=1.26"`';
};

const checkModule = (reading: Reading, module: Located<string>): void => {
  if (/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module.value)) return;
  report(reading, {
    code: "invalid-module",
    message: `${quote(module.value)} is no module's name`,
    range: module.range,
    hint: "write what stands after `import`, as `sklearn` for scikit-learn",
  });
};
