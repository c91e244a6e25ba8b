// How long a command takes in a warm environment: `jig run -- true`, beside `uv run --no-sync` and `mise exec`.

import { join } from "node:path";

import { openRig } from "../../test/rig/rig.ts";
import { executable } from "../../test/rig/paths.ts";
import { execute } from "../harness/execute.ts";
import { interleave, type Contender } from "../harness/interleave.ts";
import { installMise, installUv } from "../harness/peers.ts";
import { ratio, type Row } from "../harness/row.ts";

export const run: Row = {
  name: "run",
  measure: async ({ quick }) => {
    await using rig = await openRig({
      description: '[python]\nversion = "3.11"\npackages = ["six"]\n',
    });
    const options = { env: rig.env, cwd: rig.root };
    execute([executable, "sync"], options);
    const [uv, mise] = [installUv(), installMise()];
    // uv runs in a project of its own with an environment of the same content.
    rig.write(
      "beside/pyproject.toml",
      '[project]\nname = "x"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = ["six"]\n',
    );
    // uv leaves lock files in TMPDIR.
    const beside = { env: { ...rig.env, TMPDIR: rig.base }, cwd: join(rig.root, "beside") };
    execute([uv, "sync", "--python", rig.python], beside);
    const contenders: Contender[] = [
      { name: "jig run", run: () => void execute([executable, "run", "--", "true"], options) },
      { name: "uv run --no-sync", run: () => void execute([uv, "run", "--no-sync", "true"], beside) },
    ];
    if (mise !== null) {
      const env = { ...beside.env, MISE_OFFLINE: "1", MISE_TRUSTED_CONFIG_PATHS: rig.root };
      contenders.push({
        name: "mise exec",
        run: () => void execute([mise, "exec", "--", "true"], { env, cwd: beside.cwd }),
      });
    }
    const figures = await interleave(contenders, { rounds: quick ? 11 : 51 });
    const [ours, theirs, third] = figures;
    const verdicts = ours === undefined || theirs === undefined ? [] : [ratio(ours, theirs, 0.5)];
    if (ours !== undefined && third !== undefined) verdicts.push(ratio(ours, third, 1));
    return {
      title: "run a command, warm",
      unit: "ms",
      figures,
      verdicts,
      remarks: mise === null ? ["mise: no package for this machine"] : [],
    };
  },
};
