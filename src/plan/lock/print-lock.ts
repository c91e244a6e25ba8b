// The text of `jig.lock`: TOML with one key, or one file, a line, sorted, so that equal locks print alike and git merges
// most of them.

import type { Lock, LockedFile, LockedModel, LockedPackage } from "./lock.ts";
import { printPlace } from "./lock-place.ts";
import { pythonLock } from "./python-lock.ts";
import { quote } from "./quote-text.ts";

/** The lock as TOML, ending in a line feed. Packages and files are sorted, so that equal locks print alike. */
export const printLock = (lock: Lock): string => {
  const head = pythonLock(lock) === null ? printBareHead(lock) : printHead(lock);
  const packages = sortPackages(lock.packages).map((item) => ["", ...printPackage(item)]);
  const models = sortModels(lock.models ?? []).map(({ name, digest }) => [
    "",
    "[[model]]",
    `name = ${quote(name)}`,
    `digest = ${quote(digest)}`,
  ]);
  return `${[...head, ...packages.flat(), ...models.flat()].join("\n")}\n`;
};

const MODELS_ALONE = "# The models of this project, as they were when they were pinned. Commit it.";
const WITHOUT_PYTHON = "# What this project is pinned to besides Python's packages. Commit it.";

/** Of a project without Python. */
const printBareHead = (lock: Lock): readonly string[] => [
  lock.nixpkgs === undefined ? MODELS_ALONE : WITHOUT_PYTHON,
  `version = ${lock.version}`,
  ...printNixpkgs(lock),
];

const printNixpkgs = ({ nixpkgs }: Lock): readonly string[] =>
  nixpkgs === undefined
    ? []
    : [`nixpkgs = ${quote(nixpkgs.branch)}`, `nixpkgs-revision = ${quote(nixpkgs.revision)}`];

const printHead = (lock: Lock): readonly string[] => [
  "# The exact packages of this project, for every platform. Commit it; `jig lock` makes it again.",
  `version = ${lock.version}`,
  `python = ${quote(lock.python)}`,
  `requires-python = ${quote(lock.requiresPython)}`,
  `platforms = [${lock.platforms.toSorted().map(quote).join(", ")}]`,
  `inputs = ${quote(lock.inputs)}`,
  ...printVariants(lock),
  ...printNixpkgs(lock),
];

/** By name. */
export const sortModels = (models: readonly LockedModel[]): readonly LockedModel[] =>
  models.toSorted((left, right) => compare(left.name, right.name));

const printPackage = (item: LockedPackage): readonly string[] => [
  "[[package]]",
  `name = ${quote(item.name)}`,
  ...(item.version === "" ? [] : [`version = ${quote(item.version)}`]),
  ...(item.place === undefined ? [`index = ${quote(item.index)}`] : printPlace(item.place)),
  ...(item.marker === null ? [] : [`marker = ${quote(item.marker)}`]),
  ...printVariants(item),
  ...(item.files.length === 0
    ? []
    : ["files = [", ...sortFiles(item.files).map((file) => `  ${printFile(file)},`), "]"]),
];

const printVariants = ({ variants }: Pick<Lock, "variants">): readonly string[] =>
  variants === undefined ? [] : [`variants = ${quote(variants.toSorted().join(" "))}`];

const printFile = ({ name, size, sha256 }: LockedFile): string => {
  const length = size === null ? "" : `, size = ${size}`;
  return `{ name = ${quote(name)}${length}, sha256 = ${quote(sha256)} }`;
};

/** By name, then version, in code-unit order: the same on every machine. */
export const sortPackages = (packages: readonly LockedPackage[]): readonly LockedPackage[] =>
  packages.toSorted(
    (left, right) =>
      compare(left.name, right.name) ||
      compare(left.version, right.version) ||
      compare(left.variants?.join(" ") ?? "", right.variants?.join(" ") ?? ""),
  );

/** By name. */
export const sortFiles = (files: readonly LockedFile[]): readonly LockedFile[] =>
  files.toSorted((left, right) => compare(left.name, right.name));

const compare = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);
