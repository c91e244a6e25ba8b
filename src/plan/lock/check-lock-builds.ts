// Whether the builds for GPUs that a lock holds can be installed on the oldest Linux that it promises: they are resolved by
// themselves, after the rest was judged. Pure.

import { checkLockPlatforms, type PlatformGap } from "./check-lock-platforms.ts";
import type { Lock } from "./lock.ts";
import { baseVariant, lockFor } from "./lock-variants.ts";
import { osOf, type Platform } from "../platforms/platforms.ts";

export interface BuildGap extends PlatformGap {
  /** The build: `cu130`. */
  readonly variant: string;
}

/** What a build lacks and the lock for everybody does not, by build. No build has torch for every processor: that is no gap. */
export const checkLockBuilds = (lock: Lock, build: "never" | "allow"): readonly BuildGap[] => {
  const base = baseVariant(lock);
  return (lock.variants ?? [])
    .filter((variant) => variant !== base)
    .flatMap((variant) => {
      const chosen = lockFor(lock, variant);
      const platforms = lock.platforms.filter((platform) => isFor(chosen, platform));
      return checkLockPlatforms({ ...chosen, platforms }, build).gaps.map((gap) => ({ ...gap, variant }));
    });
};

const isFor = ({ packages }: Lock, platform: Platform): boolean => {
  if (osOf(platform) !== "linux") return false;
  const machine = platform.endsWith("arm64") ? "aarch64" : "x86_64";
  const torch = packages.find(({ name }) => name === "torch");
  return torch === undefined || torch.files.some(({ name }) => name.includes(machine));
};
