// `[packages]` and a service's own `packages`: names of nixpkgs. Whether there is such a package is not known here.

import type { Located } from "../../base/place.ts";
import type { DescribedPackages } from "../description.ts";
import { shapes } from "../keys.ts";
import { readBoolean, readField, readTable, readText, readTexts, report, type Reading } from "../reading.ts";
import type { TomlEntry, TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

/** Names joined by dots, as one writes them behind `pkgs.`. */
const ATTRIBUTE_PATH = /^[A-Za-z_][A-Za-z0-9_'-]*(\.[A-Za-z_][A-Za-z0-9_'-]*)*$/;

/** A branch (`nixos-25.11`) or a revision: part of an address, so nothing that means something there. */
const NIXPKGS = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;

/** Reads the table `[packages]`; null when it is none, which is noted. */
export const readPackages = (reading: Reading, entry: TomlEntry): DescribedPackages | null => {
  const hint = 'write `[packages]`, and under it `common = ["git"]`';
  const fields = readTable(reading, entry.value, { ...shapes.packages, hint });
  if (fields === null) return null;
  const names = (key: string): readonly Located<string>[] =>
    readField(fields, key, (list) => readPackageNames(reading, list, `\`${key}\``)) ?? [];
  const flag = (key: string): Located<boolean> | null =>
    readField(fields, key, (word) => readBoolean(reading, word, `\`${key}\``));
  return {
    range: entry.range,
    common: names("common"),
    linux: names("linux"),
    macos: names("macos"),
    unfree: flag("unfree"),
    nixpkgs: readField(fields, "nixpkgs", (text) => readNixpkgs(reading, text)),
    require: flag("require"),
  };
};

/** A list of attribute paths; those that are none are noted and left out. `what` names the list for people. */
export const readPackageNames = (
  reading: Reading,
  value: TomlValue,
  what: string,
): readonly Located<string>[] =>
  (readTexts(reading, value, { what, alone: false }) ?? []).filter((name) => isAttributePath(reading, name));

const isAttributePath = (reading: Reading, { value, range }: Located<string>): boolean => {
  const isPrefixed = /^(pkgs|nixpkgs)\./.test(value);
  if (ATTRIBUTE_PATH.test(value) && !isPrefixed) return true;
  report(reading, {
    code: "invalid-package",
    message: `${quote(value)} is not the name of a package in nixpkgs`,
    range,
    hint: hintFor(value),
  });
  return false;
};

const hintFor = (value: string): string => {
  const bare = value.trim().replace(/^(?:nixpkgs#|nixpkgs\.|pkgs\.)/, "");
  if (bare !== value && ATTRIBUTE_PATH.test(bare)) return `write \`"${bare}"\``;
  const [, name, version] = /^([A-Za-z][\w-]*)\s*(?:@|==|>=|=)\s*([\d.]+)/.exec(value) ?? [];
  if (name !== undefined && version !== undefined) {
    return `nixpkgs has one version of most packages, and \`nixpkgs\` in \`[packages]\` chooses which; write \`"${name}"\``;
  }
  return 'write it as on search.nixos.org, as `"git"` or `"python311Packages.pip"`';
};

const readNixpkgs = (reading: Reading, value: TomlValue): Located<string> | null => {
  const text = readText(reading, value, "`nixpkgs`");
  if (text === null) return text;
  // Nix takes a commit in small letters, and all else for a branch.
  if (/^[\dA-Fa-f]{40}$/.test(text.value)) return { ...text, value: text.value.toLowerCase() };
  if (NIXPKGS.test(text.value)) return text;
  return report(reading, {
    code: "invalid-nixpkgs",
    message: `${quote(text.value)} is neither a branch nor a revision of nixpkgs`,
    range: text.range,
    hint: 'write a branch, as `"nixos-25.11"`, or a commit: 40 hex digits',
  });
};
