// The workbench with its emitted flake and the first flakes beside it, each in a copy of the project: what rows about flakes
// share. It measures nothing.

import { firstInputs, flakeWorkbench, projectWithFirstFlake } from "../../test/rig/flake-project.ts";
import { hasNix } from "../../test/rig/nix.ts";
import { openRig, type Rig } from "../../test/rig/rig.ts";
import type { RowResult } from "./row.ts";

export interface FlakePlace {
  readonly name: string;
  readonly folder: string;
  /** The inputs that a stand-in takes the place of. */
  readonly inputs: readonly string[];
}

/** What a row gives where there is no Nix; the places, ours first, are made for the rest of them. */
export const withFlakes = async (
  title: string,
  firsts: readonly number[],
  measure: (rig: Rig, places: readonly FlakePlace[]) => Promise<Omit<RowResult, "title" | "unit">>,
): Promise<RowResult> => {
  const row = { title, unit: "ms" } as const;
  if (!hasNix)
    return { ...row, figures: [], verdicts: [], remarks: ["not measured: no Nix that this user can use"] };
  await using rig = await openRig({ folder: "workbench" });
  await flakeWorkbench(rig);
  const places = [
    { name: "jig flake", folder: rig.root, inputs: ["nixpkgs"] },
    ...firsts.map((number) => ({
      name: `first flake ${number}`,
      folder: projectWithFirstFlake(rig, number),
      inputs: firstInputs,
    })),
  ];
  return { ...row, ...(await measure(rig, places)) };
};
