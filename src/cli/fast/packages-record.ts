// What a warm start knows of `[packages]`: whether they are looked for as before, and whether more of them may be had by
// now than were last time. By files, variables and the clock: nothing is looked for, and Nix is not asked.

import { digestOf } from "../../base/digest.ts";
import type { Host } from "../../host/host.ts";
import { isTimeToAsk } from "../../realize/nix/packages-outcome.ts";

/** Plain JSON, with no value of the user's environment in it. */
export interface PackagesRecord {
  /** A digest of what the user says about Nix. */
  readonly choice: string;
  /** When a Nix that was of no use is asked again, in milliseconds since the epoch. */
  readonly asksAgainAt: number | null;
  /** Null when nothing is missing. */
  readonly missing: {
    /** A digest of `PATH`: where all is found, each terminal may have its own. */
    readonly path: string;
    /** The folders in which what is missing would appear, each with its last change. */
    readonly folders: Readonly<Record<string, string>>;
  } | null;
}

/** Whether the user has the packages looked for where they were found. */
export const isSearchSame = (host: Host, { choice }: PackagesRecord): boolean => choiceOf(host) === choice;

/** Whether looking again may find more. */
export const mayFindMore = (host: Host, { asksAgainAt, missing }: PackagesRecord): boolean => {
  if (isTimeToAsk(host, asksAgainAt)) return true;
  if (missing === null) return false;
  return (
    pathDigest(host) !== missing.path ||
    Object.entries(missing.folders).some(([folder, change]) => lastChange(host, folder) !== change)
  );
};

export const choiceOf = ({ env }: Host): string => digestOf([env["JIG_NIX"] ?? "", env["JIG_NIXPKGS"] ?? ""]);

export const pathDigest = ({ env }: Host): string => digestOf(env["PATH"] ?? "");

export const lastChange = ({ files }: Host, folder: string): string =>
  files.stat(folder)?.modified ?? "absent";
