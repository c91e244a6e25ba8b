// How long `nix develop` takes to give a prompt: without an environment (downloads cached), and when all is there, beside
// the first flakes. What Nix builds or fetches for the shell itself is there before.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../test/rig/bring-uv.ts";
import { nixEnv, standIns } from "../../test/rig/nix.ts";
import type { Rig } from "../../test/rig/rig.ts";
import { execute } from "../harness/execute.ts";
import { withFlakes, type FlakePlace } from "../harness/flakes-side-by-side.ts";
import { interleave } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";

export const flakeEntry: Row = {
  name: "flake-entry",
  measure: ({ quick, note }) =>
    withFlakes("entering the shell of a flake, cold and warm", [1, 3, 4], async (rig, places) => {
      const env = await entryEnvironment(rig);
      for (const { folder } of places) {
        // As a clone has it: Nix copies what git knows.
        writeFileSync(join(folder, ".gitignore"), ".venv/\n");
        execute(["git", "init", "--quiet"], { cwd: folder, env });
        execute(["git", "add", "."], { cwd: folder, env });
      }
      const enter = ({ folder, inputs }: FlakePlace): void => {
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
      return {
        figures: [...cold, ...warm],
        verdicts: [cold, warm].flatMap(([ours, ...firsts]) =>
          ours === undefined ? [] : firsts.map((first) => ratio(ours, first, 1)),
        ),
        remarks: ["first flake 2: not measured, its shell starts JupyterLab and does not come back"],
      };
    }),
};

/** With the downloads of the first round kept for all of them. */
const entryEnvironment = async (rig: Rig) => {
  const temporary = join(rig.base, "nix-tmp");
  const pipCache = join(rig.env["UV_CACHE_DIR"] ?? rig.base, "..", "pip");
  mkdirSync(temporary);
  mkdirSync(pipCache, { recursive: true });
  const standIn = { STANDIN_UV: await bringUv(rig), PIP_CACHE_DIR: pipCache };
  return { ...rig.env, ...nixEnv, ...standIn, TMPDIR: temporary };
};
