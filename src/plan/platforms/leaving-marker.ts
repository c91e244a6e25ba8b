// The shortest marker with which a package is left out where it cannot be had, and nowhere else. Pure.

import { markerHolds } from "./marker.ts";
import { markerValuesOf, osOf, pythonMachineOf, type Platform } from "./platforms.ts";

/** Null when nothing would be left. @param all the platforms that count, `where` among them */
export const leavingMarker = (where: readonly Platform[], all: readonly Platform[]): string | null => {
  if (all.every((platform) => where.includes(platform))) return null;
  const each = where.map(
    (platform) =>
      `sys_platform != '${osOf(platform) === "macos" ? "darwin" : "linux"}' or platform_machine != '${pythonMachineOf(platform)}'`,
  );
  const [only = ""] = each;
  const exact = each.length === 1 ? only : each.map((marker) => `(${marker})`).join(" and ");
  return [...SHORT, exact].find((marker) => isExact(marker, where, all)) ?? exact;
};

const SHORT = [
  "sys_platform == 'linux'",
  "sys_platform == 'darwin'",
  "platform_machine == 'x86_64'",
  "platform_machine != 'x86_64'",
];

const isExact = (marker: string, where: readonly Platform[], all: readonly Platform[]): boolean =>
  all.every(
    (platform) => markerHolds(marker, markerValuesOf(platform, "3.11.0")) !== where.includes(platform),
  );
