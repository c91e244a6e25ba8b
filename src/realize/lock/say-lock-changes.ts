// What is different in a lock, for the one line that people see of it. It compares; it writes nothing.

import { comparePackages, sayDifference, type PackageChange } from "../../plan/compare/compare-packages.ts";
import type { Lock } from "../../plan/lock/lock.ts";

const MOST = 5;

/**
 * `, six 1.16.0 → 1.17.0`, or that nothing is; empty without a lock to compare with. Packages that come from another index
 * or place are all told, however many others there are.
 */
export const sayLockChanges = (before: Lock | null, after: Lock): string => {
  if (before === null) return "";
  const changes = comparePackages(before.packages, after.packages);
  const where = sayPlatforms(before.platforms, after.platforms);
  if (changes.length === 0) return where === "" ? ", nothing changed" : where;
  const elsewhere = changes.filter((change) => isElsewhere(change));
  const others = ["up", "down", "in", "out", "moved", "rebuilt"].flatMap((kind) =>
    changes.filter((change) => change.change === kind && !isElsewhere(change)),
  );
  const told = [...elsewhere, ...others.slice(0, MOST)].map((change) => sayChange(change)).join(", ");
  return `, ${told}${others.length > MOST ? ` and ${others.length - MOST} more` : ""}${where}`;
};

const sayPlatforms = (before: Lock["platforms"], after: Lock["platforms"]): string =>
  [
    ...after.filter((each) => !before.includes(each)).map((each) => `, for ${each} too`),
    ...before.filter((each) => !after.includes(each)).map((each) => `, not for ${each} any more`),
  ].join("");

const isElsewhere = ({ differs }: PackageChange): boolean =>
  differs.some(({ what }) => what === "index" || what === "place");

const sayChange = ({ name, change, from, to, differs }: PackageChange): string => {
  const more = differs.length === 0 ? "" : ` (${differs.map((each) => sayDifference(each)).join(", ")})`;
  switch (change) {
    case "in":
      return withVersion(`+ ${name}`, to);
    case "out":
      return `- ${name}`;
    case "up":
    case "down":
      // A folder's package need not say its version.
      return from === null || to === null
        ? `${withVersion(`~ ${name}`, to)}${more}`
        : `${name} ${from} → ${to}${more}`;
    case "moved":
    case "rebuilt":
      return `${withVersion(`~ ${name}`, to)}${more}`;
  }
};

const withVersion = (title: string, version: string | null): string =>
  version === null ? title : `${title} ${version}`;
