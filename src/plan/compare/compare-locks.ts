// What changed between two locks beside their packages and platforms: pins of nixpkgs and of models, and what else is in the
// file. Values in, values out.

import { digestOf, type Json } from "../../base/digest.ts";
import { compareTables, type SettingChange } from "./compare-tables.ts";
import type { Lock } from "../lock/lock.ts";
import { EMPTY_LOCK } from "../lock/python-lock.ts";
import type { Table } from "./written-description.ts";

/**
 * Sorted by key: `inputs`, `models.NAME`, `nixpkgs.branch`, `nixpkgs.revision`, `requires-python`, `sizes`, `variants`. Of
 * `sizes` and `inputs` the values are digests. Null: there is no lock on that side.
 */
export const compareLocks = (before: Lock | null, after: Lock | null): readonly SettingChange[] =>
  compareTables(pinsOf(before ?? EMPTY_LOCK), pinsOf(after ?? EMPTY_LOCK));

const pinsOf = ({ requiresPython, inputs, variants, nixpkgs, models, packages }: Lock): Table => ({
  "requires-python": requiresPython,
  inputs,
  variants,
  nixpkgs: nixpkgs === undefined ? undefined : { ...nixpkgs },
  models:
    models === undefined
      ? undefined
      : Object.fromEntries(models.map(({ name, digest }): [string, Json] => [name, digest])),
  sizes: digestOf(packages.map(({ files }) => files.map(({ name, size }) => [name, size]))),
});
