// The lock as a requirements file with hashes, for uv to install from. Pure.

import type { Lock, LockedPackage } from "./lock.ts";

/** One package a paragraph; uv picks by marker what this machine needs. */
export const requirementsText = (lock: Lock): string => `${lock.packages.map(requirement).join("\n")}\n`;

const requirement = ({ name, version, marker, files }: LockedPackage): string =>
  [
    `${name}==${version}${marker === null ? "" : ` ; ${marker}`}`,
    ...[...new Set(files.map(({ sha256 }) => sha256))].map((hash) => `    --hash=sha256:${hash}`),
  ].join(" \\\n");
