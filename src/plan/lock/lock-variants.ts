// A lock that holds several builds of the same packages, one of which a machine installs. Pure: which one is chosen
// elsewhere.

import type { Lock, LockedPackage } from "./lock.ts";

/** What every machine can install that has no reason for another one: from the usual index, or without CUDA. */
const BASE_VARIANTS = ["pypi", "cpu"] as const;

/** The variant for whoever does not choose; null when the lock has none. */
export const baseVariant = ({ variants }: Pick<Lock, "variants">): string | null =>
  BASE_VARIANTS.find((name) => variants?.includes(name) === true) ?? null;

/** The lock as one machine installs it: the packages of all variants and of the given one, and of no other. */
export const lockFor = (lock: Lock, variant: string | null): Lock => {
  if (lock.variants === undefined) return lock;
  const wanted = variant ?? baseVariant(lock);
  const packages = lock.packages.flatMap((item) => {
    const { variants, ...rest } = item;
    return variants === undefined || (wanted !== null && variants.includes(wanted)) ? [rest] : [];
  });
  const { variants: _, ...rest } = lock;
  return { ...rest, packages };
};

/** The packages that have builds for a GPU. */
const GPU_PACKAGES = ["torch", "jax"] as const;

/** Which of them a lock names. */
export const gpuPackagesIn = (packages: readonly Pick<LockedPackage, "name">[]): readonly string[] =>
  GPU_PACKAGES.filter((wanted) => packages.some(({ name }) => name === wanted));

/** Whether a lock should hold variants and does not, or the other way round. @param wish `[gpu]`, of what is committed */
export const lacksVariants = (lock: Lock, wish: { readonly toolkit: boolean } | null): boolean => {
  const isWanted = wish !== null && (wish.toolkit || gpuPackagesIn(lock.packages).length > 0);
  return isWanted !== (lock.variants !== undefined);
};
