// `[python]`: which Python, which packages. Whether they exist is not known here.

import type { Located } from "../../base/place.ts";
import { nearest } from "../../base/nearest.ts";
import { plainPath } from "../../base/plain-path.ts";
import { requirementProblem } from "../requirements/check-requirement.ts";
import type { DescribedPython } from "../description.ts";
import { TIME_OF_PUBLISHING } from "./time-of-publishing.ts";
import { shapes } from "../keys.ts";
import {
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
import { notAFile } from "../surroundings.ts";
import { quote } from "../words.ts";

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
  const build = readField(fields, "build", (value) => readBuild(reading, value));
  const excludeNewer = readField(fields, "exclude-newer", (value) => readExcludeNewer(reading, value));
  const texts = (key: string, alone: boolean): readonly Located<string>[] =>
    readField(fields, key, (value) => readTexts(reading, value, { what: `\`${key}\``, alone })) ?? [];
  const requirements = texts("requirements", true);
  const groups = texts("groups", true);
  const packages = texts("packages", false);
  const importCheck = texts("import-check", false);
  for (const file of requirements) checkFile(reading, file);
  for (const requirement of packages) checkRequirement(reading, requirement);
  for (const module of importCheck) checkModule(reading, module);
  if (version === null) return null;
  return {
    range: entry.range,
    version,
    exact: exact?.value ?? false,
    build,
    excludeNewer,
    requirements: requirements.map(({ value, range }) => ({ value: plainPath(value) || value, range })),
    ...(groups.length === 0 ? {} : { groups }),
    packages,
    importCheck,
  };
};

const VERSION = /^3\.(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2}))?$/;

const readVersion = (reading: Reading, value: TomlValue): Located<string> | null => {
  const version = readText(reading, value, "`version`");
  if (version === null || VERSION.test(version.value)) return version;
  const [, bare] = /(3\.\d+(?:\.\d+)?)/.exec(version.value) ?? [];
  return report(reading, {
    code: "invalid-version",
    message: `${quote(version.value)} is not a Python version`,
    range: version.range,
    hint:
      bare !== undefined && VERSION.test(bare)
        ? `write \`"${bare}"\`: the lock keeps the exact one`
        : /^2(?:\.\d+){0,2}$/.test(version.value)
          ? 'Python 2 has no workbench here: write a version of Python 3, as in `"3.11"`'
          : 'write two or three numbers, as in `"3.11"` or `"3.11.7"`',
  });
};

const readBuild = (reading: Reading, value: TomlValue): DescribedPython["build"] => {
  const word = readText(reading, value, "`build`");
  if (word === null) return null;
  const { value: build, range } = word;
  if (build === "never" || build === "allow") return { value: build, range };
  return report(reading, {
    code: "invalid-value",
    message: `\`build\` cannot be ${quote(build)}`,
    range,
    hint: 'write `"never"` (wheels alone), or `"allow"`, which it is anyway',
  });
};

const readExcludeNewer = (reading: Reading, value: TomlValue): DescribedPython["excludeNewer"] => {
  const isNumber = value.kind === "integer";
  if (isNumber || value.kind === "date")
    return reportKind(reading, value, {
      what: "`exclude-newer`",
      wanted: "a string",
      hint: isNumber ? `write \`"${value.written} days"\`` : OLD_ENOUGH,
    });
  const text = readText(reading, value, "`exclude-newer`");
  if (text === null || TIME_OF_PUBLISHING.test(text.value)) return text;
  return report(reading, {
    code: "invalid-value",
    message: `\`exclude-newer\` cannot be ${quote(text.value)}`,
    range: text.range,
    hint: OLD_ENOUGH,
  });
};

const OLD_ENOUGH =
  'write how old a release has to be, as `"14 days"` or `"2 weeks"`, or a day, as `"2026-01-31"`';

const checkFile = (reading: Reading, file: Located<string>): void => {
  if (!/^(?:[/~\\]|[A-Za-z]:[/\\])/.test(file.value)) return checkIsFile(reading, file);
  report(reading, {
    code: "invalid-path",
    message: `${quote(file.value)} must be relative to the project`,
    range: file.range,
    hint: "another clone of the project would not have it there",
  });
};

const USUAL_FILES = ["requirements.txt", "requirements-dev.txt", "pyproject.toml", "uv.lock", "pylock.toml"];

const checkIsFile = (
  { surroundings, source, problems }: Reading,
  { value, range }: Located<string>,
): void => {
  const { kindOf } = surroundings;
  const kind = kindOf === undefined ? "file" : kindOf(value);
  if (kind === "file") return;
  const problem = notAFile(value, kind, { source, range });
  const near = kind === null ? nearest(value, USUAL_FILES) : null;
  const isMeant = near !== null && near !== value && kindOf?.(near) === "file";
  problems.push(isMeant ? { ...problem, hint: `did you mean \`${near}\`?` } : problem);
};

const checkRequirement = (reading: Reading, { value, range }: Located<string>): void => {
  const problem = requirementProblem(value);
  if (problem !== null) report(reading, { code: "invalid-requirement", ...problem, range });
};

const checkModule = (reading: Reading, module: Located<string>): void => {
  if (/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module.value)) return;
  report(reading, {
    code: "invalid-module",
    message: `${quote(module.value)} is not the name of a module`,
    range: module.range,
    hint: "write what stands after `import`, as `sklearn` for scikit-learn",
  });
};
