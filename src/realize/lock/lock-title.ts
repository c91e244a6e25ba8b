// What a lock step says of the lock that it has made.

import { sayCount } from "../../base/say-count.ts";
import { lockFor } from "../../plan/lock/lock-variants.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { countPackagesHere } from "../../plan/python/plan-python.ts";
import type { LockStep } from "../../plan/step.ts";
import type { StepContext } from "../realize-context.ts";
import { sayLockChanges } from "./say-lock-changes.ts";

/** For people: how many packages, for which builds, and what is different. */
export const titleFor = (
  { facts, python }: StepContext,
  { name, lock, compared }: { readonly name: string; readonly lock: Lock; readonly compared: Lock | null },
): string => {
  const shared = lockFor(lock, null);
  const count = shared.packages.length;
  const elsewhere = count - countPackagesHere(shared, facts, python?.version ?? lock.python);
  const others = elsewhere === 0 ? "" : ` (${elsewhere} for other platforms)`;
  const builds = lock.variants === undefined ? "" : `, builds: ${lock.variants.join(", ")}`;
  const before = compared === null ? null : lockFor(compared, null);
  return `${name}: ${sayCount(count, "package")}${others}${builds}${sayLockChanges(before, shared)}`;
};

/** What is new about nixpkgs: its revision, or that nobody could tell it. */
export const sayNixpkgs = (step: LockStep, { nixpkgs }: Lock, former: Lock | null): string => {
  if (nixpkgs === undefined)
    return step.nixpkgs !== undefined && step.reason === "asked" ? ", nixpkgs unpinned" : "";
  return nixpkgs.revision === former?.nixpkgs?.revision
    ? ""
    : `, nixpkgs at ${nixpkgs.revision.slice(0, 12)}`;
};
