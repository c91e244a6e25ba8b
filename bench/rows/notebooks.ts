// What cleaning costs at `git add` of many notebooks: jig's filter beside nb-clean's own, over a corpus of real sizes.

import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { openRig, type Rig } from "../../test/rig/rig.ts";
import { execute } from "../harness/execute.ts";
import { interleave, type Contender } from "../harness/interleave.ts";
import { ratio, type Row } from "../harness/row.ts";
import { writeNotebooks } from "../harness/write-notebooks.ts";

export const notebooks: Row = {
  name: "notebooks",
  measure: async ({ quick }) => {
    await using rig = await openRig({ description: "[notebooks]\nclean = true\n" });
    const { ours, program } = await filterOf(rig);
    const sizes = writeNotebooks(rig.root);
    // As `nb-clean add-filter` sets it, with the program on PATH.
    const env = { ...rig.env, PATH: `${dirname(program)}:${rig.env["PATH"] ?? ""}` };
    const git = (...args: readonly string[]): void => void execute(["git", ...args], { env, cwd: rig.root });
    const contender = (name: string, filter: string): Contender => ({
      name,
      prepare: () => {
        setObjectsAside(rig);
        git("config", "filter.nb-clean.clean", filter);
      },
      run: () => git("add", "."),
    });
    const figures = await interleave(
      [contender("jig's filter", ours), contender("nb-clean's own", "nb-clean clean")],
      {
        rounds: quick ? 5 : 21,
      },
    );
    rmSync(join(rig.base, "aside"), { recursive: true });
    const [first, second] = figures;
    return {
      title: `git add of ${sizes.length} notebooks, ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6)} MB`,
      unit: "ms",
      figures,
      verdicts: first === undefined || second === undefined ? [] : [ratio(first, second, 1.15)],
      remarks: [],
    };
  },
};

/** Sets the filter as a user does, and reads what stands there. */
const filterOf = async (rig: Rig): Promise<{ readonly ours: string; readonly program: string }> => {
  execute(["git", "init", "-q"], { env: rig.env, cwd: rig.root });
  const { code, stderr } = await rig.jig("notebooks", "install");
  if (code !== 0) throw new Error(stderr);
  const ours = execute(["git", "config", "filter.nb-clean.clean"], { env: rig.env, cwd: rig.root });
  const program = join(rig.env["JIG_CACHE_DIR"] ?? "", "nb-clean", "5.0.0", "nb-clean");
  readFileSync(program);
  return { ours: ours.trimEnd(), program };
};

let moved = 0;

/** Git starts from nothing. Deleting the objects here would take its time from the round that is measured. */
const setObjectsAside = (rig: Rig): void => {
  const aside = join(rig.base, "aside");
  mkdirSync(aside, { recursive: true });
  moved += 1;
  const git = join(rig.root, ".git");
  renameSync(join(git, "objects"), join(aside, `${moved}`));
  for (const name of ["info", "pack"]) mkdirSync(join(git, "objects", name), { recursive: true });
  rmSync(join(git, "index"), { force: true });
};
