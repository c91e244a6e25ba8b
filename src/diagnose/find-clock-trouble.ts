// A clock that is far off: certificates look invalid then, and what was made yesterday looks newer than today.

import type { Facts } from "../plan/facts.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

const TOLERATED_MS = 5 * 60_000;

export const findClockTrouble = ({ facts, symptoms }: Diagnosis): readonly Finding[] => {
  const ahead = symptoms.indexes.flatMap(({ outcome }) =>
    outcome.kind === "answers" && outcome.clockAheadMs !== null ? [outcome.clockAheadMs] : [],
  );
  // Of two that disagree, the one that is nearer to us is more likely right.
  const nearest = ahead.toSorted((left, right) => Math.abs(left) - Math.abs(right))[0];
  if (nearest === undefined || Math.abs(nearest) < TOLERATED_MS) return [];
  const direction = nearest > 0 ? "behind" : "ahead";
  return [
    finding("clock-off", "hinders", {
      message: `this machine's clock is ${sayLong(Math.abs(nearest))} ${direction}`,
      fix: `set it: ${howToSet(facts)}`,
    }),
  ];
};

/** `3 hours`: one unit, rounded. */
const sayLong = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  const [count, unit] =
    minutes < 120
      ? [minutes, "minutes"]
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), "hours"]
        : [Math.round(minutes / 1440), "days"];
  return `${count} ${unit}`;
};

const howToSet = ({ os, wsl }: Facts): string => {
  if (wsl !== null) return "`sudo hwclock -s` takes the time from Windows";
  if (os === "macos") return "System Settings, General, Date & Time";
  return "`sudo timedatectl set-ntp true`";
};
