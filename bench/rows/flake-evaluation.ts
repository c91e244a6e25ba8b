// What Nix needs to evaluate the workbench's shell for one system, as entering it does, beside the four flakes that it was
// melded from: processor time, with the stand-in for nixpkgs, and without Nix's cache of evaluations.

import { firstInputs, flakeWorkbench, projectWithFirstFlake } from "../../test/rig/flake-project.ts";
import { hasNix, nixEnv, standIns } from "../../test/rig/nix.ts";
import { openRig } from "../../test/rig/rig.ts";
import { interleave, type Contender } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";

const SYSTEM = "x86_64-linux";

export const flakeEvaluation: Row = {
  name: "flake-evaluation",
  measure: async ({ quick }) => {
    const title = "evaluating the shell of one system, processor time";
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
      const apply = `shells: shells.${SYSTEM}${shell}.drvPath`;
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
      { rounds: quick ? 5 : 31 },
    );
    const [ours, ...firsts] = figures;
    return {
      title,
      unit: "ms",
      figures,
      verdicts: ours === undefined ? [] : firsts.map((first) => ratio(ours, first, 1)),
      remarks: [
        "with a stand-in for nixpkgs: evaluating the real one takes far longer, for all of them alike",
        "ours brings 15 packages, the first one 12, the others 9: each is some 0.2 % here",
      ],
    };
  },
};
