// What Nix needs to evaluate the workbench's flake for four systems, beside the four flakes that it was melded from:
// processor time, with the stand-in for nixpkgs, and without Nix's cache of evaluations.

import { firstInputs, flakeWorkbench, projectWithFirstFlake } from "../../test/rig/flake-project.ts";
import { hasNix, nixEnv, standIns } from "../../test/rig/nix.ts";
import { openRig } from "../../test/rig/rig.ts";
import { interleave, type Contender } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";

const SYSTEMS = '[ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]';

export const flakeEvaluation: Row = {
  name: "flake-evaluation",
  measure: async ({ quick }) => {
    const title = "evaluating the shells of four systems, processor time";
    if (!hasNix)
      return {
        title,
        unit: "ms",
        figures: [],
        verdicts: [],
        remarks: ["not measured: no Nix that this user can use"],
      };
    await using rig = await openRig({ folder: "workbench" });
    await flakeWorkbench(rig);
    const contender = (
      name: string,
      { folder, shells, shell }: Record<"folder" | "shells" | "shell", string>,
    ): Contender => {
      const apply = `shells: map (system: shells.\${system}${shell}.drvPath) ${SYSTEMS}`;
      const inputs = standIns(...(shell === "" ? firstInputs : ["nixpkgs"]));
      return {
        name,
        run: () => {
          const ran = Bun.spawnSync(
            ["nix", "eval", "--json", "--option", "eval-cache", "false", ...inputs, shells, "--apply", apply],
            { cwd: folder, env: { ...rig.env, ...nixEnv }, stdin: "ignore" },
          );
          if (!ran.success) throw new Error(ran.stderr.toString());
          // Microseconds, as a number that is big for no good reason.
          return Number(ran.resourceUsage.cpuTime.total) / 1000;
        },
      };
    };
    const figures = await interleave(
      [
        contender("jig flake", { folder: rig.root, shells: ".#devShells", shell: ".default" }),
        ...[1, 2, 3, 4].map((number) =>
          contender(`first flake ${number}`, {
            folder: projectWithFirstFlake(rig, number),
            shells: ".#devShell",
            shell: "",
          }),
        ),
      ],
      { rounds: quick ? 5 : 21 },
    );
    const [ours, ...firsts] = figures;
    return {
      title,
      unit: "ms",
      figures,
      verdicts: ours === undefined ? [] : firsts.map((first) => ratio(ours, first, 1)),
      remarks: [
        "with a stand-in for nixpkgs: evaluating the real one takes far longer, for all of them alike",
      ],
    };
  },
};
