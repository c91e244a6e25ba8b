// The throw-away project that uv resolves: its `pyproject.toml`, and a `uv.lock` that tells uv which versions the project
// has now, so that what nobody asked to change stays. Pure texts.

import type { IndexSource, ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { osOf, pythonMachineOf, type Platform } from "../../plan/platforms/platforms.ts";
import type { LockStep } from "../../plan/step.ts";
import { placedFolders, placedRequirements } from "./lock-places.ts";

const pythonSystemOf = (platform: Platform): string => (osOf(platform) === "macos" ? "darwin" : "linux");

/** The systems that the lock has to hold for, as Python calls them: `linux` before `darwin`. */
export const systemsOf = (platforms: readonly Platform[]): readonly string[] => [
  ...new Set(
    platforms
      .map((platform) => pythonSystemOf(platform))
      .toSorted()
      .toReversed(),
  ),
];

/** What has to have a wheel for each package that has no source archive. */
const requiredFor = (platforms: readonly Platform[]): readonly string[] =>
  platforms.map(
    (platform) =>
      `sys_platform == '${pythonSystemOf(platform)}' and platform_machine == '${pythonMachineOf(platform)}'`,
  );

const PROJECT_NAME = "jig-locks-this";

/** pip is locked too: people use `%pip` in notebooks. It makes itself the root of its workspace, whatever lies above. */
export const pyprojectText = (step: LockStep, build: BuildProject | null = null): string =>
  [
    "[project]",
    `name = ${quote(PROJECT_NAME)}`,
    'version = "0"',
    `requires-python = ${quote(step.requiresPython)}`,
    `dependencies = ${list([...step.requirements, ...placedRequirements(step), "pip", ...(build?.requirements ?? [])])}`,
    "",
    "[tool.uv]",
    "package = false",
    `constraint-dependencies = ${list(step.constraints)}`,
    `environments = ${list((build === null ? systemsOf(step.platforms) : ["linux"]).map((system) => `sys_platform == '${system}'`))}`,
    `required-environments = ${list(build === null ? requiredFor(step.platforms) : [])}`,
    ...(step.build === "never" ? ["no-build = true"] : []),
    ...(step.prerelease === true ? ['prerelease = "allow"'] : []),
    "",
    ...sourceLines(step, build),
    "[tool.uv.workspace]",
    "members = []",
    "",
    ...(build?.index == null ? [] : indexLines({ ...build.index, isExplicit: true })),
    ...(step.indexes ?? []).filter(({ name }) => name !== build?.index?.name).flatMap(indexLines),
  ].join("\n");

/** A build that is resolved by itself, for Linux. */
export interface BuildProject {
  readonly requirements: readonly string[];
  readonly index: { readonly name: string; readonly url: string } | null;
  /** The packages that come from that index, and nothing else does. */
  readonly fromIndex: readonly string[];
}

const indexLines = ({ name, url, isExplicit }: ProjectIndex): readonly string[] => [
  "[[tool.uv.index]]",
  `name = ${quote(name)}`,
  `url = ${quote(url)}`,
  ...(isExplicit ? ["explicit = true"] : []),
  "",
];

/** Where single packages come from: an index of their own, or a folder. */
const sourceLines = (step: LockStep, build: BuildProject | null): readonly string[] => {
  const index = build?.index ?? null;
  const fromIndex = build?.fromIndex ?? [];
  const lines = [
    ...placedFolders(step).map(
      ({ name, path, isEditable }) =>
        `${quote(name)} = { path = ${quote(path)}, editable = ${String(isEditable)} }`,
    ),
    ...(step.sources ?? []).filter((each) => !fromIndex.includes(each.package)).map(indexSource),
    ...(index === null ? [] : fromIndex.map((each) => `${quote(each)} = { index = ${quote(index.name)} }`)),
  ];
  return lines.length === 0 ? [] : ["[tool.uv.sources]", ...lines, ""];
};

const indexSource = ({ package: name, from }: IndexSource): string => {
  const parts = from.map(({ index, marker }) => {
    const where = marker === null ? "" : `, marker = ${quote(marker)}`;
    return `{ index = ${quote(index)}${where} }`;
  });
  return `${quote(name)} = [${parts.join(", ")}]`;
};

/**
 * A `uv.lock` with names and versions alone: uv finds that it does not answer the project, resolves anew, and prefers
 * these versions where they still fit. The registry is a name that leads nowhere: nothing is fetched by it.
 */
export const preferencesText = (lock: Lock): string =>
  [
    "version = 1",
    `requires-python = ${quote(lock.requiresPython)}`,
    ...lock.packages
      .filter(({ place }) => place === undefined)
      .map(({ name, version }) =>
        [
          "",
          "[[package]]",
          `name = ${quote(name)}`,
          `version = ${quote(version)}`,
          'source = { registry = "https://index.invalid/simple" }',
        ].join("\n"),
      ),
    "",
  ].join("\n");

const list = (items: readonly string[]): string =>
  items.length === 0 ? "[]" : `[\n${items.map((item) => `  ${quote(item)},\n`).join("")}]`;

const quote = (text: string): string => JSON.stringify(text).replaceAll("\u007F", String.raw`\u007f`);
