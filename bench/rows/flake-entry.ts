// How long `nix develop` takes to give a prompt: without an environment (downloads cached), and when all is there, beside
// the first flakes. What Nix builds or fetches for the shell itself is there before.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../test/rig/bring-uv.ts";
import { firstInputs, flakeWorkbench, projectWithFirstFlake } from "../../test/rig/flake-project.ts";
import { hasNix, nixEnv, standIns } from "../../test/rig/nix.ts";
import { openRig } from "../../test/rig/rig.ts";
import { execute } from "../harness/execute.ts";
import { interleave } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";

export const flakeEntry: Row = {
  name: "flake-entry",
  measure: async ({ quick, note }) => {
    const title = "entering the shell of a flake, cold and warm";
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
    const temporary = join(rig.base, "nix-tmp");
    const pipCache = join(rig.env["UV_CACHE_DIR"] ?? rig.base, "..", "pip");
    mkdirSync(temporary);
    mkdirSync(pipCache, { recursive: true });
    const standIn = { STANDIN_UV: await bringUv(rig), PIP_CACHE_DIR: pipCache };
    const env = { ...rig.env, ...nixEnv, ...standIn, TMPDIR: temporary };
    const places = [
      { name: "jig flake", folder: rig.root, inputs: ["nixpkgs"] },
      ...[1, 3, 4].map((number) => ({
        name: `first flake ${number}`,
        folder: projectWithFirstFlake(rig, number),
        inputs: firstInputs,
      })),
    ];
    for (const { folder } of places) {
      // As a clone has it: Nix copies what git knows.
      writeFileSync(join(folder, ".gitignore"), ".venv/\n");
      execute(["git", "init", "--quiet"], { cwd: folder, env });
      execute(["git", "add", "."], { cwd: folder, env });
    }
    const enter = ({ folder, inputs }: (typeof places)[number]): void => {
      execute(["nix", "develop", ...standIns(...inputs), "-c", "true"], { cwd: folder, env });
    };
    note("flake-entry: the first round fills the caches");
    const cold = await interleave(
      places.map((place) => ({
        name: `${place.name}, cold`,
        prepare: () => rmSync(join(place.folder, ".venv"), { recursive: true, force: true }),
        run: () => enter(place),
      })),
      { rounds: quick ? 1 : 3 },
    );
    const warm = await interleave(
      places.map((place) => ({ name: `${place.name}, warm`, run: () => enter(place) })),
      { rounds: quick ? 3 : 7 },
    );
    const verdicts = [cold, warm].flatMap(([ours, ...firsts]) =>
      ours === undefined ? [] : firsts.map((first) => ratio(ours, first, 1)),
    );
    return {
      title,
      unit: "ms",
      figures: [...cold, ...warm],
      verdicts,
      remarks: ["first flake 2: not measured, its shell starts JupyterLab and does not come back"],
    };
  },
};
