// What an installation did, in a few words: what came and went, and what is there besides.

import { sayCount } from "../../base/say-count.ts";
import type { UnlockedPackages } from "../installed/own-packages.ts";

const packages = (count: number, kind = ""): string => sayCount(count, `${kind}package`);

/** What was done, and what is there besides: what was installed by hand is missing everywhere else. */
export const sayInstalled = ({ installed, removed, wanted, present, unlocked }: Counts): string => {
  const rest = ` (${present} in .venv${sayUnlocked(unlocked)})`;
  const done = [
    ...(installed > 0 ? [`${packages(installed)} installed`] : []),
    ...(removed.length > 0 ? [`${packages(removed.length)} removed: ${listed(removed)}`] : []),
  ].join(", ");
  if (done !== "") return `${done}${present > installed ? rest : ""}`;
  const kept = wanted ?? present;
  if (kept === present) return `${packages(kept)} in place`;
  return `${packages(kept, "locked ")} in place${rest}`;
};

const sayUnlocked = ({ outdated, needed, byHand }: UnlockedPackages): string => {
  const names = [...byHand, ...outdated];
  if (names.length === 0) return "";
  return `; not declared: ${listed(names)}${needed.length === 0 ? "" : `, with ${listed(needed)}`}`;
};

const MOST_NAMES = 3;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES + 1
    ? names.join(", ")
    : `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;

export interface Counts {
  /** By this step. */
  readonly installed: number;
  /** By name, those that the lock had once. */
  readonly removed: readonly string[];
  /** By the lock, on this machine; null when that is not known. */
  readonly wanted: number | null;
  /** As `pip list` has it. */
  readonly present: number;
  /** What the lock does not have. */
  readonly unlocked: UnlockedPackages;
}
