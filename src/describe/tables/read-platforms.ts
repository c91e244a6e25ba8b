// `platforms`: what the workbench is for. Whether this machine is among them is not asked here.

import { nearest } from "../../base/nearest.ts";
import type { Located } from "../../base/place.ts";
import { meantPlatform, PLATFORMS, type Platform } from "../../plan/platforms/platforms.ts";
import { readTexts, report, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";
import { listed, quote } from "../words.ts";

/** The platforms, each once; null when there is none left to be for, which is noted. */
export const readPlatforms = (reading: Reading, value: TomlValue): readonly Located<Platform>[] | null => {
  const names = readTexts(reading, value, { what: "`platforms`", alone: false });
  if (names === null) return null;
  if (value.kind === "list" && value.items.length === 0) {
    return report(reading, {
      code: "empty-value",
      message: "`platforms` names none",
      range: value.range,
      hint: `name some of ${listed(PLATFORMS)}, or take the line out: then it is for the usual ones`,
    });
  }
  const platforms = names.flatMap((name) => readPlatform(reading, name) ?? []);
  return platforms.filter((one, at) => platforms.findIndex((other) => other.value === one.value) === at);
};

const readPlatform = (reading: Reading, { value, range }: Located<string>): Located<Platform> | null => {
  const platform = PLATFORMS.find((known) => known === value);
  if (platform !== undefined) return { value: platform, range };
  return report(reading, {
    code: "unknown-platform",
    message: `there is no platform ${quote(value)}`,
    range,
    hint: hintFor(value),
  });
};

const hintFor = (value: string): string => {
  const meant = meantPlatform(value);
  if (meant?.startsWith("wsl") === true || /^wsl/i.test(value))
    return "Windows is served by WSL, which is Linux: write `linux-x64`";
  const near = nearest(value, PLATFORMS) ?? meant;
  return near === null ? `there are ${listed(PLATFORMS)}` : `did you mean \`${near}\`?`;
};
