// How long `jig --version` takes, beside uv's and mise's.

import { openRig } from "../../test/rig/rig.ts";
import { executable } from "../../test/rig/paths.ts";
import { execute } from "../harness/execute.ts";
import { interleave } from "../harness/interleave.ts";
import { installMise, installUv } from "../harness/peers.ts";
import { ratio, type Row } from "../harness/row.ts";

export const version: Row = {
  name: "version",
  measure: async ({ quick }) => {
    await using rig = await openRig();
    const { env } = rig;
    const mise = installMise();
    const programs: [string, string][] = [
      ["jig", executable],
      ["uv", installUv()],
    ];
    if (mise !== null) programs.push(["mise", mise]);
    const contenders = programs.map(([name, path]) => ({
      name,
      run: () => void execute([path, "--version"], { env, cwd: rig.root }),
    }));
    const figures = await interleave(contenders, { rounds: quick ? 11 : 51 });
    const [jig, uv] = figures;
    return {
      title: "--version",
      unit: "ms",
      figures,
      verdicts: jig === undefined || uv === undefined ? [] : [ratio(jig, uv, 1.5)],
      remarks: mise === null ? ["mise: no package for this machine"] : [],
    };
  },
};
