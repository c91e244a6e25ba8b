// Which wheel a platform takes, by the file's name alone (PEP 425, 600): the order is that of pip's `packaging`. It opens no
// file and knows no machine: a platform is as old as its baseline says.

import { archOf, BASELINE, osOf, pythonMachineOf, type Baseline, type Platform } from "./platforms.ts";

/** Every tag that a CPython (`3.11`) takes on the oldest machine of a platform, with its rank: the lowest is the best. */
export const wheelTags = (
  platform: Platform,
  minor: string,
  baseline: Baseline = BASELINE,
): ReadonlyMap<string, number> => {
  const python = Number(minor.split(".")[1] ?? 0);
  const systems =
    osOf(platform) === "macos" ? macosTags(platform, baseline.macos) : linuxTags(platform, baseline.glibc);
  const cp = `cp3${python}`;
  // `py311`, `py3`, `py310` …: in this order.
  const generic = [`py3${python}`, "py3", ...below(python - 1, 0).map((older) => `py3${older}`)];
  const tags = [
    ...systems.map((system) => `${cp}-${cp}-${system}`),
    ...systems.map((system) => `${cp}-abi3-${system}`),
    ...systems.map((system) => `${cp}-none-${system}`),
    ...below(python - 1, 2).flatMap((older) => systems.map((system) => `cp3${older}-abi3-${system}`)),
    ...generic.flatMap((word) => systems.map((system) => `${word}-none-${system}`)),
    `${cp}-none-any`,
    ...generic.map((word) => `${word}-none-any`),
  ];
  return new Map(tags.map((tag, rank) => [tag, rank]));
};

const below = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, first - last + 1) }, (_, step) => first - step);

/** Each glibc with the name that it had before they were numbered, the newest first. */
const linuxTags = (platform: Platform, [major, newest]: Baseline["glibc"]): readonly string[] => {
  const machine = pythonMachineOf(platform);
  const oldest = archOf(platform) === "x64" ? 5 : 17;
  const tags: string[] = [];
  for (let glibc = newest; glibc >= oldest; glibc -= 1) {
    const former = FORMER_NAMES[glibc];
    tags.push(`manylinux_${major}_${glibc}_${machine}`);
    if (former !== undefined) tags.push(`${former}_${machine}`);
  }
  return [...tags, `linux_${machine}`];
};

const FORMER_NAMES: Readonly<Record<number, string>> = {
  17: "manylinux2014",
  12: "manylinux2010",
  5: "manylinux1",
};

const macosTags = (platform: Platform, newest: number): readonly string[] => {
  const isArm = archOf(platform) === "arm64";
  const formats = isArm
    ? ["arm64", "universal2"]
    : ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"];
  const tags: string[] = [];
  for (let version = newest; version >= 11; version -= 1) {
    tags.push(...formats.map((format) => `macosx_${version}_0_${format}`));
  }
  for (let version = 16; version >= 4; version -= 1) {
    // There was no macOS 10 on Apple's own processors, but what was built for both says 10.
    tags.push(...(isArm ? ["universal2"] : formats).map((format) => `macosx_10_${version}_${format}`));
  }
  return tags;
};

/** How well a wheel fits, by its name: the lowest is the best; null when it does not, or is no wheel. */
export const wheelRank = (file: string, tags: ReadonlyMap<string, number>): number | null => {
  const parts = /^[^-]+-[^-]+(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(file);
  if (parts === null) return null;
  const [pythons = [], abis = [], systems = []] = parts.slice(1).map((part) => part.split("."));
  let best: number | null = null;
  for (const python of pythons) {
    for (const abi of abis) {
      for (const system of systems) {
        const rank = tags.get(`${python}-${abi}-${system}`);
        if (rank !== undefined && (best === null || rank < best)) best = rank;
      }
    }
  }
  return best;
};

/** A wheel that was built again for the same release says so: the later one is taken. */
export const buildNumber = (file: string): number => {
  const build = /^[^-]+-[^-]+-(\d+)[^-]*-[^-]+-[^-]+-[^-]+\.whl$/.exec(file)?.[1];
  return build === undefined ? -1 : Number(build);
};
