// The keys of `[packages]`, for editors and for the reference. It reads no description.

import { DEFAULT_NIXPKGS } from "../../plan/nixpkgs.ts";
import { attributePaths, flag, YES_NO, type DescribedTable } from "./described-key.ts";

const NAMES = 'a list of packages: `["git", "zlib"]`';

export const packagesKeys: DescribedTable<"packages"> = {
  common: {
    takes: NAMES,
    about: "Packages for every system, by nixpkgs' names: what stands behind `pkgs.`.",
    schema: attributePaths,
  },
  linux: { takes: NAMES, about: "Packages for Linux alone.", schema: attributePaths },
  macos: { takes: NAMES, about: "Packages for macOS alone.", schema: attributePaths },
  unfree: {
    takes: YES_NO,
    about: "Allow packages whose licence is not free.",
    schema: { ...flag, default: false },
  },
  nixpkgs: {
    takes: "a branch, or a commit of 40 hex digits",
    about: `Which nixpkgs. \`${DEFAULT_NIXPKGS}\`, if nothing is said.`,
    schema: { type: "string", pattern: String.raw`^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$` },
  },
  require: {
    takes: YES_NO,
    about: "With `true` nothing is started where one of them is missing.",
    schema: { ...flag, default: false },
  },
};
