// Packs a wheel: a zip with jig as a script of the data folder, after the specification of binary distributions (PEP 427).
// It depends on uv, which installers put beside jig.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { zipSync, type Zippable } from "fflate";

import { MINIMUM_UV } from "../src/plan/python/plan-python.ts";
import type { Contents, Packaging } from "./packaging.ts";
import type { Platform } from "./platforms.ts";
import { sha256Bytes } from "./sha256.ts";

/** Writes the platform's wheel into a folder and gives its name. */
export const packWheel = (
  folder: string,
  platform: Platform,
  { executable, packaging }: Contents,
): string => {
  const version = pythonVersion(packaging.version);
  const tag = `py3-none-${platform.wheelTag}`;
  const info = `jigup-${version}.dist-info`;
  const files: readonly (readonly [name: string, content: Uint8Array])[] = [
    [`jigup-${version}.data/scripts/jig`, executable],
    [`${info}/METADATA`, text(metadataOf(version, packaging))],
    [
      `${info}/WHEEL`,
      text(`Wheel-Version: 1.0\nGenerator: jig ${version}\nRoot-Is-Purelib: false\nTag: ${tag}\n`),
    ],
    [`${info}/licenses/LICENSE`, text(packaging.license)],
  ];
  const lines = files.map(([name, content]) => {
    const hash = sha256Bytes(content).toString("base64url");
    return `${name},sha256=${hash},${content.length}\n`;
  });
  const record = text(`${lines.join("")}${info}/RECORD,,\n`);
  const wheel = `jigup-${version}-${tag}.whl`;
  writeFileSync(join(folder, wheel), zip([...files, [`${info}/RECORD`, record]]));
  return wheel;
};

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const UNIX = 3;

const zip = (files: readonly (readonly [name: string, content: Uint8Array])[]): Uint8Array => {
  const entries: Zippable = {};
  for (const [name, content] of files) {
    const mode = name.includes("/scripts/") ? 0o100755 : 0o100644;
    // The format has local times only.
    const mtime = new Date(1980, 0, 1, 12);
    entries[name] = [content, { level: 6, os: UNIX, attrs: mode * 2 ** 16, mtime }];
  }
  return zipSync(entries);
};

const metadataOf = (version: string, { summary, readme }: Packaging): string =>
  [
    "Metadata-Version: 2.4",
    "Name: jigup",
    `Version: ${version}`,
    `Summary: ${summary}`,
    "License-Expression: MIT",
    "License-File: LICENSE",
    "Requires-Python: >=3.8",
    `Requires-Dist: uv>=${MINIMUM_UV}`,
    "Description-Content-Type: text/markdown",
    "",
    readme,
  ].join("\n");

const PHASES: Readonly<Record<string, string>> = { alpha: "a", beta: "b", rc: "rc" };

/** A version as Python's packages spell it: `0.2.0-rc.1` is `0.2.0rc1`. */
const pythonVersion = (version: string): string =>
  version.replace(
    /-(alpha|beta|rc)\.(\d+)$/,
    (_, phase: string, number: string) => `${PHASES[phase]}${number}`,
  );
