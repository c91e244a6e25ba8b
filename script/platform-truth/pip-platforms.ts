// How pip is told of a platform, and how its answer is compared with jig's. It runs nothing.

import { BASELINE, osOf, pythonMachineOf, type Platform } from "../../src/plan/platforms/platforms.ts";

/** The platform tags to name to pip, the newest first. For macOS pip knows the older ones by itself. */
export const pipPlatforms = (platform: Platform): readonly string[] => {
  const machine = pythonMachineOf(platform);
  if (osOf(platform) === "macos") return [`macosx_${BASELINE.macos}_0_${machine}`];
  const [major, newest] = BASELINE.glibc;
  const oldest = machine === "x86_64" ? 5 : 17;
  const former: Readonly<Record<number, string>> = {
    17: "manylinux2014",
    12: "manylinux2010",
    5: "manylinux1",
  };
  const tags = Array.from({ length: newest - oldest + 1 }, (_, step) => newest - step).flatMap((glibc) => [
    `manylinux_${major}_${glibc}_${machine}`,
    ...(former[glibc] === undefined ? [] : [`${former[glibc]}_${machine}`]),
  ]);
  return [...tags, `linux_${machine}`];
};

export interface Pair {
  readonly package: string;
  readonly name: string;
  readonly sha256: string;
}

/** A line for each package that is not the same file in both. */
export const comparePair = (ours: readonly Pair[], theirs: readonly Pair[]): readonly string[] => {
  const names = [...new Set([...ours, ...theirs].map((pair) => pair.package))].toSorted();
  return names.flatMap((name) => {
    const [our, their] = [ours, theirs].map((pairs) => pairs.find((pair) => pair.package === name));
    if (our?.sha256 === their?.sha256 && our?.name === their?.name) return [];
    return [`${name}: jig ${our?.name ?? "nothing"}, pip ${their?.name ?? "nothing"}`];
  });
};
