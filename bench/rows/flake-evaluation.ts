// What Nix needs to evaluate the workbench's shell for one system, as entering it does, beside the four flakes that it was
// melded from: processor time, with the stand-in for nixpkgs, and without Nix's cache of evaluations.

import { nixEnv, standIns } from "../../test/rig/nix.ts";
import type { Rig } from "../../test/rig/rig.ts";
import { withFlakes, type FlakePlace } from "../harness/flakes-side-by-side.ts";
import { interleave } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";

const SYSTEM = "x86_64-linux";

export const flakeEvaluation: Row = {
  name: "flake-evaluation",
  measure: ({ quick }) =>
    withFlakes("evaluating the shell of one system, processor time", [1, 2, 3, 4], async (rig, places) => {
      const figures = await interleave(
        places.map((place, at) => ({ name: place.name, run: () => evaluate(rig, place, at === 0) })),
        { rounds: quick ? 5 : 31 },
      );
      const [ours, ...firsts] = figures;
      return {
        figures,
        verdicts: ours === undefined ? [] : firsts.map((first) => ratio(ours, first, 1)),
        remarks: [
          "with a stand-in for nixpkgs: evaluating the real one takes far longer, for all of them alike",
          "ours brings 13 packages, the first one 12, the others 9: each is some 0.2 % here",
        ],
      };
    }),
};

/** Milliseconds of the processor's. */
const evaluate = (rig: Rig, { folder, inputs }: FlakePlace, isOurs: boolean): number => {
  const shells = isOurs ? ".#devShells" : ".#devShell";
  const apply = `shells: shells.${SYSTEM}${isOurs ? ".default" : ""}.drvPath`;
  const uncached = ["nix", "eval", "--json", "--option", "eval-cache", "false"];
  const words = [...uncached, ...standIns(...inputs), shells, "--apply", apply];
  const ran = Bun.spawnSync(words, { cwd: folder, env: { ...rig.env, ...nixEnv }, stdin: "ignore" });
  if (!ran.success) throw new Error(ran.stderr.toString());
  // Microseconds, as a number that is big for no good reason.
  return Number(ran.resourceUsage.cpuTime.total) / 1000;
};
