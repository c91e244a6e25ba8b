// The throw-away project that uv resolves: its `pyproject.toml`, and a `uv.lock` that tells uv which versions the project
// has now, so that what nobody asked to change stays. Pure texts.

import type { Lock } from "../plan/lock.ts";
import type { LockStep } from "../plan/plan.ts";

/** Where the lock has to hold. A package without a source archive must have a wheel for each of `required`. */
const systems = ["sys_platform == 'linux'", "sys_platform == 'darwin'"];
const required = [
  "sys_platform == 'linux' and platform_machine == 'x86_64'",
  "sys_platform == 'linux' and platform_machine == 'aarch64'",
  "sys_platform == 'darwin' and platform_machine == 'arm64'",
];

const PROJECT_NAME = "jig-locks-this";

/** pip is locked too: people use `%pip` in notebooks. It makes itself the root of its workspace, whatever lies above. */
export const pyprojectText = (step: LockStep): string =>
  [
    "[project]",
    `name = ${quote(PROJECT_NAME)}`,
    'version = "0"',
    `requires-python = ${quote(step.requiresPython)}`,
    `dependencies = ${list([...step.requirements, "pip"])}`,
    "",
    "[tool.uv]",
    "package = false",
    `constraint-dependencies = ${list(step.constraints)}`,
    `environments = ${list(systems)}`,
    `required-environments = ${list(required)}`,
    "",
    "[tool.uv.workspace]",
    "members = []",
    "",
  ].join("\n");

/**
 * A `uv.lock` with names and versions alone: uv finds that it does not answer the project, resolves anew, and prefers
 * these versions where they still fit. The registry is a name that leads nowhere: nothing is fetched by it.
 */
export const preferencesText = (lock: Lock): string =>
  [
    "version = 1",
    `requires-python = ${quote(lock.requiresPython)}`,
    ...lock.packages.map(({ name, version }) =>
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
